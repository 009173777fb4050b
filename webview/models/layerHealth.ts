import type { LayerInfo, ModelInfo } from '../../extension/protocol/model';
import type { Finding } from '../../extension/protocol/finding';
import type { Cell } from './cell';

const ranks = { error: 0, warning: 1, info: 2 } as const;
/** `error`, `warning` and `info` are codicons too. */
export const findingIcon = (finding: Pick<Finding, 'severity'>): NonNullable<Cell['icon']> => ({
  name: finding.severity,
  tone: finding.severity,
});

/** The findings of a layer, the gravest first; a later one before an earlier one of the same rule. */
export function findingsOf(findings: readonly Finding[], model: string, layer: string): Finding[] {
  return findings
    .filter(f => f.layer === layer && (f.model === null || f.model === model))
    .toReversed()
    .sort((a, b) => ranks[a.severity] - ranks[b.severity]);
}

/** True for layers that can be judged: those with weights, or with pre-activations. */
export const isJudged = (layer: LayerInfo): boolean => layer.parameters > 0 || layer.weights.length > 0;

/** The cell `health`: the gravest finding's label, `ok` without one, empty for a layer that cannot be judged. */
export function healthCell(
  findings: readonly Finding[],
  model: ModelInfo,
  layer: LayerInfo,
  isKnown: boolean,
): Cell | string {
  const [worst] = findingsOf(findings, model.name, layer.name);
  if (worst) return { icon: findingIcon(worst), text: worst.label, title: worst.message };
  return isJudged(layer) && isKnown ? { icon: { name: 'pass', tone: 'good' }, text: 'ok', isMuted: true } : '';
}
