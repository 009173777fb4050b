import type { LayerInfo, ModelInfo } from '../../extension/protocol/model';
import type { Finding } from '../../extension/protocol/finding';
import { layerTensors } from '../../extension/core/stats/layerTensors';
import type { LayerSnapshot } from '../../extension/protocol/run';
import { notFinite } from './tensors';
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

/** True where one of a layer's tensors holds NaN or infinity. */
export const isBroken = (taken: LayerSnapshot): boolean =>
  layerTensors(taken).some(({ summary }) => notFinite(summary) > 0);

/** The cell `health`: the gravest finding's label; NaN where there is any; `ok` without; empty for what cannot be judged. */
export function healthCell(
  findings: readonly Finding[],
  model: ModelInfo,
  layer: LayerInfo,
  taken: LayerSnapshot | undefined,
): Cell | string {
  const [worst] = findingsOf(findings, model.name, layer.name);
  if (worst) return { icon: findingIcon(worst), text: worst.label, title: worst.message };
  if (taken && isBroken(taken)) return { icon: { name: 'error', tone: 'error' }, text: 'NaN or infinity' };
  // of what another tool logged nothing was judged: it knows no classes of layers
  return isJudged(layer) && taken && layer.className
    ? { icon: { name: 'pass', tone: 'good' }, text: 'ok', isMuted: true }
    : '';
}
