import type { LayerInfo } from '../../protocol/model';
import type { LayerSnapshot } from '../../protocol/run';
import type { Summary } from '../../protocol/summary';

/** What happened to a weight between two snapshots, as far as figures tell. */
export interface WeightChange {
  name: string;
  isTrainable: boolean;
  shape: readonly number[];
  hasChanged: boolean;
  /** Of the step that led to the later snapshot; null where none is known. */
  gradient: Summary | null;
}

/** The weights of a layer that both snapshots have. Equal figures stand for equal values. */
export function weightChanges(
  layer: LayerInfo,
  before: LayerSnapshot | undefined,
  after: LayerSnapshot | undefined,
): WeightChange[] {
  return layer.weights.flatMap(({ name, trainable, shape }) => {
    const [from, to] = [before?.weights[name], after?.weights[name]];
    if (!from || !to) return [];
    const moved = after!.updates[name];
    const hasChanged = !isSame(from, to) || (typeof moved === 'number' && moved > 0);
    return [{ name, isTrainable: trainable, shape, hasChanged, gradient: after!.weightGradients[name] ?? null }];
  });
}

const figures = ['count', 'min', 'max', 'mean', 'std', 'zeros', 'nan', 'posInf', 'negInf'] as const;
const isSame = (a: Summary, b: Summary): boolean => figures.every(f => a[f] === b[f]);

export const isZeroGradient = (gradient: Summary): boolean => gradient.count > 0 && gradient.zeros === gradient.count;
