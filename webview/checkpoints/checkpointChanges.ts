import type { CheckpointComparison, TensorChange } from '../../extension/protocol/reader';
import type { Summary } from '../../extension/protocol/summary';
import { isSameCheckpoint, type RunCheckpoint } from '../models/checkpointRecords';
import { chosenMove, movesOf, movesOfIndex, type TensorMove } from '../models/checkpointChanges';
import { memoizeLast } from '../models/memoizeLast';
import type { ComparedTensors } from '../comparison/comparedTensors';
import type { PanelContext } from '../panel/panelContext';
import type { Loaded } from '../state/loaded';
import { at, type CheckpointPair } from './checkpointPair';

/** How the tensors moved from A to B, and which of them is looked into. */
export class CheckpointChanges implements ComparedTensors {
  private readonly compared = memoizeLast(movesOf);
  private readonly indexed = memoizeLast(movesOfIndex);
  private readonly modelNames = memoizeLast((models: readonly { name: string }[]) => models.map(m => m.name));

  constructor(readonly pair: CheckpointPair) {}
  get panel(): PanelContext {
    return this.pair.panel;
  }
  get page(): PanelContext {
    return this.pair.panel;
  }
  retry(): void {
    this.panel.data.checkpointReads.retry();
  }
  hasPair(): boolean {
    return this.pair.a() !== null && this.pair.b() !== null;
  }
  comparison(): Loaded<CheckpointComparison> | null {
    return this.pair.comparison();
  }

  isSame(): boolean {
    return isSameCheckpoint(this.pair.a(), this.pair.b());
  }

  /** Those of the comparison, until it is there those of the index where it has them; null: not known yet. */
  moves(): TensorMove[] | null {
    const [a, b] = [this.pair.a(), this.pair.b()];
    if (!a || !b || this.isSame()) return null;
    const comparison = this.pair.comparison()?.value;
    if (comparison) return this.compared(comparison, this.panel.store.selection.hasOptimizer);
    const { data } = this.panel.store;
    if (a.key !== b.key || !data.run) return null;
    const models = this.modelNames(data.run.models);
    return this.indexed(this.pair.recordsOf(b.key), a.record, b.record, models);
  }

  /** Histograms and figures of a tensor in A and in B; null where one of them is not there yet, or cannot be read. */
  sides({ a: nameA, b: nameB }: TensorChange): { a: Summary; b: Summary } | null {
    const side = (of: RunCheckpoint | null, name: string): Summary | null => {
      const read = of && this.panel.data.checkpointReads.get('checkpointSummaries', { at: at(of), names: [name] });
      return read?.value?.tensors[0]?.summary ?? null;
    };
    const [a, b] = [side(this.pair.a(), nameA), side(this.pair.b(), nameB)];
    return a && b && { a, b };
  }

  /** The tensor that is looked into, once its comparison is there. */
  chosen(): TensorMove | null {
    const moves = this.moves();
    const move = moves && chosenMove(moves, this.panel.store.selection.tensorName);
    return move?.change ? move : null;
  }

  /** The tensor is looked into below, and its layer is the one of the other views and of the source. */
  select(move: TensorMove): void {
    const layer = layerOf(this, move);
    this.panel.store.choose({
      ...(move.change && { tensorName: move.change.b }),
      ...(layer && { model: layer.model, layer: layer.name, tensor: null }),
    });
    if (layer?.site) this.panel.reveal(layer.site, false);
  }
}

/** The layer of the run that is shown; null for a tensor of another run, or of none. */
function layerOf({ panel, pair }: CheckpointChanges, move: TensorMove) {
  const { run, key } = panel.store.data;
  if (!run || pair.b()?.key !== key) return null;
  const models = run.models.filter(m => !move.model || m.name === move.model);
  for (const model of models) {
    const layer = model.layers.find(l => l.name === move.layer);
    if (layer) return { model: model.name, name: layer.name, site: layer.site };
  }
  return null;
}
