import type { Finding } from '../../protocol/finding';
import type { RunState } from '../../protocol/runState';

/** A finding without a place stands at the call of its fit, else where its model is compiled or built. */
export function placedFinding(finding: Finding, { fits, models }: Pick<RunState, 'fits' | 'models'>): Finding {
  if (finding.site) return finding;
  const fit = fits.find(f => f.index === finding.fit);
  const model = models.find(m => m.name === (finding.model ?? fit?.model));
  const site = fit?.site ?? model?.compileSite ?? model?.site ?? null;
  return site ? { ...finding, site } : finding;
}
