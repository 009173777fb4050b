import type { LayerInfo, ModelInfo } from '../../extension/protocol/model';
import { variablesModelName } from '../../extension/protocol/model';
import type { Snapshot, SnapshotRef } from '../../extension/protocol/run';
import type { TensorFacet, TensorKind } from '../../extension/protocol/summary';
import { findingsOf, isJudged } from '../models/layerHealth';
import { memoizeLast } from '../models/memoizeLast';
import { momentBy, momentLabel, snapshotAt, snapshotsOf, type Moment } from '../models/moment';
import { facetsOf, firstKind, kindOfFacet, tensorsOf, type LayerTensor } from '../models/tensors';
import type { PanelContext } from '../panel/panelContext';
import { AgainstRun } from './againstRun';
import { HeldSnapshots } from './heldSnapshots';
import { LayerScales } from './layerScales';

/** What the parts of Layers share: the model, the snapshots A and B, the kind, the layer that is chosen, the run it is compared with. */
export class LayersContext {
  private readonly held: HeldSnapshots;
  readonly against: AgainstRun;
  readonly scales: LayerScales;
  private readonly refsOf = memoizeLast(snapshotsOf);
  private readonly facetsOf = memoizeLast(facetsOf);
  private readonly refAt = { a: memoizeLast(snapshotAt), b: memoizeLast(snapshotAt) };

  constructor(readonly panel: PanelContext) {
    this.held = new HeldSnapshots(panel.data);
    this.against = new AgainstRun(this);
    this.scales = new LayerScales(this);
  }

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
    return run && model ? this.refsOf(run, model.name) : [];
  }
  refB(): SnapshotRef | null {
    return this.refAt.b(this.refs(), this.selection.shown);
  }
  refA(): SnapshotRef | null {
    const refs = this.refs();
    return this.selection.a ? this.refAt.a(refs, this.selection.a) : (refs[0] ?? null);
  }
  labelOf(ref: SnapshotRef | null): string {
    return ref && this.run ? momentLabel(this.run, ref) : '';
  }

  /** The snapshot with its histograms; while it is on its way the one that was shown before stands. */
  snapshot(which: 'a' | 'b'): Snapshot | null {
    const ref = which === 'a' ? this.refA() : this.refB();
    return this.held.get(which, this.panel.store.data.key, ref);
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

  facets(): TensorFacet[] {
    const b = this.snapshot('b');
    return b ? this.facetsOf(b) : [];
  }
  kinds(): TensorKind[] {
    return [...new Set(this.facets().map(kindOfFacet))];
  }
  kind(): TensorKind {
    return kindOfFacet(this.facet());
  }
  /** The kind, with the two sorts of gradients apart: the chosen one, else the one that is there. */
  facet(): TensorFacet {
    const { kind, gradientsOf } = this.selection;
    const facets = this.facets();
    const kinds = this.kinds();
    const shown = kind && (kinds.includes(kind) || !kinds.length) ? kind : firstKind(this.snapshot('b'));
    if (shown !== 'gradients') return shown;
    const wanted = gradientsOf === 'weights' ? 'gradients' : 'activationGradients';
    if (facets.includes(wanted) || !facets.length) return wanted;
    return facets.includes('gradients') ? 'gradients' : 'activationGradients';
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
  layerInfo(): LayerInfo | null {
    const name = this.layer();
    return this.model()?.layers.find(l => l.name === name) ?? null;
  }
  /** The tensors of the chosen layer, in B; and the one that is looked at. */
  tensors(): { all: LayerTensor[]; chosen: LayerTensor | null } {
    const layer = this.layer();
    const taken = this.snapshot('b')?.layers.find(l => l.name === layer);
    const all = taken ? tensorsOf(taken, this.facet()) : [];
    return { all, chosen: all.find(t => t.id === this.selection.tensor) ?? all[0] ?? null };
  }
  /** The same tensor in A. */
  tensorInA(id: string): LayerTensor | null {
    const taken = this.snapshot('a')?.layers.find(l => l.name === this.layer());
    return taken ? (tensorsOf(taken, this.facet()).find(t => t.id === id) ?? null) : null;
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
    const { run, selection } = this;
    const { kind, gradientsOf, layer, tensor, scale, axis, height, scaleAt, isTable, shown, a, model } = selection;
    return [
      run?.models,
      run?.findings,
      run?.snapshots,
      run?.fits,
      this.snapshot('a'),
      this.snapshot('b'),
      this.error(),
      ...this.against.inputs(),
      ...[kind, gradientsOf, layer, tensor, scale, axis, height, scaleAt, isTable, shown, a, model],
      selection.layersPage,
    ];
  }
}
