import type { ModelInfo } from '../../extension/protocol/model';
import { variablesModelName } from '../../extension/protocol/model';
import type { Snapshot, SnapshotRef } from '../../extension/protocol/run';
import type { TensorKind } from '../../extension/protocol/summary';
import { findingsOf, isJudged } from '../models/layerHealth';
import { momentBy, momentLabel, snapshotAt, snapshotsOf, type Moment } from '../models/moment';
import { firstKind, kindsOf, tensorsOf, type LayerTensor } from '../models/tensors';
import type { PanelContext } from '../panel/panelContext';

interface Held {
  of: string;
  value: Snapshot;
}

/** What the parts of Layers share: the model, the snapshots A and B, the kind, the layer that is chosen. */
export class LayersContext {
  private readonly held = new Map<'a' | 'b', Held>();

  constructor(readonly panel: PanelContext) {}

  get run() {
    return this.panel.store.data.run;
  }
  get selection() {
    return this.panel.store.selection;
  }

  /** The model that is chosen, else the one that is trained, else the first. */
  model(): ModelInfo | null {
    const { run, selection } = this;
    if (!run) return null;
    const named = (name: string | null | undefined) => run.models.find(m => m.name === name);
    return (
      named(selection.model) ??
      named(run.fits.at(-1)?.model) ??
      run.models.find(m => m.name !== variablesModelName) ??
      run.models[0] ??
      null
    );
  }
  refs(): SnapshotRef[] {
    const { run } = this;
    const model = this.model();
    return run && model ? snapshotsOf(run, model.name) : [];
  }
  refB(): SnapshotRef | null {
    return snapshotAt(this.refs(), this.selection.shown);
  }
  refA(): SnapshotRef | null {
    const refs = this.refs();
    return this.selection.a ? snapshotAt(refs, this.selection.a) : (refs[0] ?? null);
  }
  labelOf(ref: SnapshotRef | null): string {
    return ref && this.run ? momentLabel(this.run, ref) : '';
  }

  /** The snapshot with its histograms; while it is on its way the one that was shown before stands. */
  snapshot(which: 'a' | 'b'): Snapshot | null {
    const { key } = this.panel.store.data;
    const ref = which === 'a' ? this.refA() : this.refB();
    if (!ref || key === null) return null;
    const of = `${key}\n${ref.model}`;
    const { value, isLoading } = this.panel.data.snapshot(key, ref);
    if (value) this.held.set(which, { of, value });
    const held = this.held.get(which);
    return value ?? (isLoading && held?.of === of ? held.value : null);
  }
  /** B is on its way, and nothing is there to stand for it. */
  get isReading(): boolean {
    const ref = this.refB();
    const { key } = this.panel.store.data;
    return ref !== null && key !== null && !this.snapshot('b') && this.panel.data.snapshot(key, ref).isLoading;
  }
  error(): Error | null {
    const { key } = this.panel.store.data;
    const ref = this.refB();
    return ref && key !== null ? this.panel.data.snapshot(key, ref).error : null;
  }

  kinds(): TensorKind[] {
    const b = this.snapshot('b');
    return b ? kindsOf(b) : [];
  }
  kind(): TensorKind {
    const { kind } = this.selection;
    const kinds = this.kinds();
    return kind && (kinds.includes(kind) || !kinds.length) ? kind : firstKind(this.snapshot('b'));
  }

  /** The layer that is chosen, else the first with a finding, else the first with weights. */
  layer(): string | null {
    const model = this.model();
    const { run, selection } = this;
    if (!model || !run) return null;
    if (model.layers.some(l => l.name === selection.layer)) return selection.layer;
    const hurt = model.layers.find(l => findingsOf(run.findings, model.name, l.name).length > 0);
    return (hurt ?? model.layers.find(isJudged) ?? model.layers[0])?.name ?? null;
  }
  /** The tensors of the chosen layer, in B; and the one that is looked at. */
  tensors(): { all: LayerTensor[]; chosen: LayerTensor | null } {
    const layer = this.layer();
    const taken = this.snapshot('b')?.layers.find(l => l.name === layer);
    const all = taken ? tensorsOf(taken, this.kind()) : [];
    return { all, chosen: all.find(t => t.id === this.selection.tensor) ?? all[0] ?? null };
  }
  /** The same tensor in A. */
  tensorInA(id: string): LayerTensor | null {
    const taken = this.snapshot('a')?.layers.find(l => l.name === this.layer());
    return taken ? (tensorsOf(taken, this.kind()).find(t => t.id === id) ?? null) : null;
  }

  /** Chooses a layer and shows its line, the focus staying here; `focus` takes it there. */
  choose(layer: string, tensor: string | null, focus: boolean): void {
    const model = this.model();
    const site = model?.layers.find(l => l.name === layer)?.site;
    if (!focus) this.panel.store.choose({ layer, tensor, ...(model && { model: model.name }) });
    if (site) this.panel.reveal(site, focus);
  }

  /** Moves A or B so many snapshots on. */
  move(which: 'a' | 'b', places: number): void {
    const to = momentBy(this.refs(), which === 'b' ? this.refB() : this.refA(), places);
    if (to) this.setMoment(which, to);
  }
  setMoment(which: 'a' | 'b', to: Moment): void {
    const moment = { fit: to.fit, step: to.step };
    this.panel.store.choose(which === 'b' ? { shown: moment } : { a: moment });
  }

  /** What a picture of Layers depends on. */
  inputs(): readonly unknown[] {
    const { run } = this;
    const { kind, layer, tensor, scale, axis, scaleAt, isTable, shown, a, model, expanded } = this.selection;
    return [
      run?.models,
      run?.findings,
      run?.snapshots,
      run?.fits,
      this.snapshot('a'),
      this.snapshot('b'),
      this.error(),
      ...[kind, layer, tensor, scale, axis, scaleAt, isTable, shown, a, model, expanded],
    ];
  }
}
