import type { Finding } from '../../protocol/finding';
import type { Snapshot } from '../../protocol/run';
import { formatGrowth } from '../stats/formatFigure';

/**
 * What a finding's own figure is in a later snapshot: `×1.3` of one that said `variance ×180`. null where it compares no two
 * layers, or the snapshot lacks one of them.
 */
export function figureAfter({ evidence, label }: Finding, snapshot: Snapshot): string | null {
  const spreadOf = (name: unknown): number | null =>
    snapshot.layers.find(l => l.name === name)?.preActivations[0]?.std ?? null;
  const before = spreadOf(evidence.from);
  const spread = spreadOf(evidence.to);
  if (!before || spread === null || evidence.from === evidence.to) return null;
  const kind = /^(variance|spread)\b/.exec(label)?.[1];
  if (!kind) return null;
  return formatGrowth(kind === 'variance' ? (spread / before) ** 2 : spread / before);
}

/** What has to be run to look at a finding again: the model as it begins, or training. */
export const modeToCheck = ({ step }: Pick<Finding, 'step'>): 'inspect' | 'train' =>
  step === null || step === 0 ? 'inspect' : 'train';
