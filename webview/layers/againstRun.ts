import type { RunListItem } from '../../extension/protocol/panel';
import type { ModelInfo } from '../../extension/protocol/model';
import { variablesModelName } from '../../extension/protocol/model';
import type { LayerSnapshot, Snapshot, SnapshotRef } from '../../extension/protocol/run';
import type { RunState } from '../../extension/protocol/runState';
import { matchLayers } from '../models/layerMatch';
import { memoizeLast } from '../models/memoizeLast';
import { snapshotAt, snapshotsOf } from '../models/moment';
import { runLabel } from '../models/runBarModel';
import { HeldSnapshots } from './heldSnapshots';
import type { LayersContext } from './layersContext';

/** The run that the shown one is compared with: its model and its snapshots at the same times. */
export class AgainstRun {
  private readonly held: HeldSnapshots;
  private readonly refsOf = memoizeLast(snapshotsOf);
  private readonly matches = memoizeLast((own: ModelInfo, other: ModelInfo) =>
    matchLayers(own, other, { model: own.layers.map(l => l.name), other: other.layers.map(l => l.name) }),
  );

  constructor(private readonly layers: LayersContext) {
    this.held = new HeldSnapshots(layers.panel.data);
  }

  /** Runs that can be chosen: all of the program but the shown one. */
  choices(): RunListItem[] {
    const { runs, key } = this.layers.panel.store.data;
    return runs.filter(r => r.key !== key);
  }
  private item(): RunListItem | null {
    const { against } = this.layers.selection;
    return this.choices().find(r => r.key === against) ?? null;
  }
  run(): RunState | null {
    const item = this.item();
    return item && this.layers.panel.data.otherRun(item).value;
  }
  error(): Error | null {
    const item = this.item();
    return item && this.layers.panel.data.otherRun(item).error;
  }
  /** `Run 14`. */
  name(): string {
    const item = this.item();
    return item ? runLabel(item).name : '';
  }

  /** The model of the same name, else the one that it trains, else its first. */
  model(): ModelInfo | null {
    const run = this.run();
    const own = this.layers.model();
    if (!run || !own) return null;
    const named = (name: string | undefined) => run.models.find(m => m.name === name);
    return (
      named(own.name) ??
      named(run.fits.at(-1)?.model) ??
      run.models.find(m => m.name !== variablesModelName) ??
      run.models[0] ??
      null
    );
  }
  /** Its snapshot at the time of A or B: at its start, at the same epoch, else at the last step up to that. */
  ref(which: 'a' | 'b'): SnapshotRef | null {
    const run = this.run();
    const model = this.model();
    const ref = which === 'a' ? this.layers.refA() : this.layers.refB();
    if (!run || !model || !ref) return null;
    const refs = this.refsOf(run, model.name);
    if (ref.step === this.layers.refs()[0]?.step) return refs[0] ?? null;
    const sameEpoch = ref.epoch === null ? undefined : refs.find(r => r.epoch === ref.epoch);
    return sameEpoch ?? snapshotAt(refs, { fit: ref.fit, step: ref.step });
  }
  snapshot(which: 'a' | 'b'): Snapshot | null {
    const item = this.item();
    return item && this.held.get(which, item.key, this.ref(which));
  }

  /** What stands for a layer of this run in the other one at the time of B; null where nothing does. */
  matched(layer: string): LayerSnapshot | null {
    const own = this.layers.model();
    const model = this.model();
    const snapshot = this.snapshot('b');
    if (!own || !model || !snapshot) return null;
    const other = this.matches(own, model).find(m => m.layer === layer)?.other;
    return snapshot.layers.find(l => l.name === other) ?? null;
  }

  inputs(): readonly unknown[] {
    return [this.item(), this.run(), this.error(), this.snapshot('a'), this.snapshot('b')];
  }
}
