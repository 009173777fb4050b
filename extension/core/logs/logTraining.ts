import type { LayerSnapshot, Snapshot, SnapshotRef } from '../../protocol/run';
import type { Summary, TensorFacet } from '../../protocol/summary';
import type { TensorHistory } from '../../protocol/panel';
import { emptyLayerSnapshot } from '../../protocol/run';
import { listedParts, namedParts, type LayerPart } from '../stats/layerTensors';
import { spreadEvenly } from '../runs/readHistory';
import { decodeEvent } from './loggedEvent';
import { decodeHistogram, histogramSummary } from './loggedHistogram';
import { placeOfTag, type LayerPlace } from './layerTags';
import { logClock, type LogClock } from './logClock';
import { sideOf, type Side } from './logMetrics';
import type { LogRun, MergedSeries } from './logRun';

/** A histogram's tag, and where in the model it belongs. */
export interface LogTensor extends LayerPlace {
  run: LogRun;
  series: MergedSeries;
}

/** More than any model that someone looks at has: of the rest a notice tells. */
export const maxTensors = 5000;

/** What one training logged: a run of TensorBoard's, or two beside each other, `train` and `validation`. */
export class LogTraining {
  readonly clock: LogClock;
  readonly model: string;
  readonly tensors: LogTensor[];
  readonly tensorsLeftOut: number;

  constructor(
    /** Relative to the log directory, with `/`; `.` for the directory itself. */
    readonly name: string,
    readonly runs: readonly { run: LogRun; side: Side | null }[],
    title: string,
  ) {
    this.clock = logClock(runs.map(r => r.run));
    const found: LogTensor[] = [];
    for (const { run } of runs)
      for (const series of run.series.values())
        if (series.kind === 'histogram' && series.steps.length) found.push({ run, series, ...placeOfTag(series.tag) });
    const scope = commonScope(found);
    this.model = scope ?? title;
    const taken = new Set<string>();
    const distinct = found.filter(tensor => {
      if (scope !== null) tensor.layer = tensor.layer.slice(scope.length + 1);
      const key = JSON.stringify([tensor.layer, tensor.part, tensor.tensor]);
      // two tags that mean the same: the second stands for itself
      if (taken.has(key)) Object.assign(tensor, { layer: tensor.series.tag, part: 'weights', tensor: 'values' });
      taken.add(key);
      return true;
    });
    this.tensors = distinct.slice(0, maxTensors);
    this.tensorsLeftOut = distinct.length - this.tensors.length;
  }

  get firstTime(): number {
    const times = this.runs.flatMap(({ run }) => run.firstTime ?? []);
    return times.length ? Math.min(...times) : 0;
  }
  get lastTime(): number {
    return Math.max(0, ...this.runs.map(({ run }) => run.lastTime));
  }

  /** Names of the layers in the order in which they were first logged. */
  get layers(): string[] {
    return [...new Set(this.tensors.map(t => t.layer))];
  }

  /** The times of its histograms, ascending. */
  snapshots(): SnapshotRef[] {
    const steps = new Set<number>();
    for (const { series } of this.tensors) for (const step of series.steps) if (step >= 0) steps.add(step);
    return [...steps].sort((a, b) => a - b).map(step => ({ fit: 0, model: this.model, ...this.clock.at(step) }));
  }

  /** All histograms of one step of the run; null where there are none. Damaged ones are left out. */
  snapshot(step: number): Snapshot | null {
    let at: { step: number; epoch: number | null } | null = null;
    const layers = new Map<string, { named: Map<LayerPart, [string, Summary][]> }>();
    for (const tensor of this.tensors) {
      const point = tensor.series.steps.findIndex(s => s >= 0 && this.clock.at(s).step === step);
      if (point < 0) continue;
      at ??= this.clock.at(tensor.series.steps[point]!);
      const summary = summaryAt(tensor, point);
      if (!summary) continue;
      let layer = layers.get(tensor.layer);
      if (!layer) layers.set(tensor.layer, (layer = { named: new Map() }));
      const list = layer.named.get(tensor.part) ?? [];
      list.push([tensor.tensor, summary]);
      layer.named.set(tensor.part, list);
    }
    if (!at) return null;
    return {
      ...{ fit: 0, model: this.model, ...at, probed: 0 },
      note: null,
      layers: [...layers].map(([name, { named }]): LayerSnapshot => {
        const layer = emptyLayerSnapshot(name);
        for (const part of namedParts) layer[part] = Object.fromEntries(named.get(part) ?? []);
        for (const part of listedParts)
          layer[part] = (named.get(part) ?? [])
            .sort((a, b) => Number(a[0]) - Number(b[0]))
            .map(([, summary]) => summary);
        return layer;
      }),
    };
  }

  /** As readHistory gives it for a run of ours. */
  history(query: { layer: string; kind: TensorFacet; tensor: string; max: number }): TensorHistory {
    const parts: readonly LayerPart[] =
      query.kind === 'gradients' ? ['weightGradients', 'activationGradients'] : [query.kind];
    const tensor = parts
      .map(part => {
        const own = this.tensors.filter(t => t.layer === query.layer && t.part === part);
        if (namedParts.some(named => named === part)) return own.find(t => t.tensor === query.tensor);
        return own.sort((a, b) => Number(a.tensor) - Number(b.tensor))[Number(query.tensor)];
      })
      .find(t => t !== undefined);
    if (!tensor) return { kind: query.kind, points: [] };
    const all = tensor.series.steps.flatMap((step, point) => (step >= 0 ? [{ step, point }] : []));
    const points = spreadEvenly(all, Math.min(query.max, 1000)).flatMap(({ step, point }) => {
      const summary = summaryAt(tensor, point);
      return summary ? [{ ...this.clock.at(step), summary }] : [];
    });
    return { kind: query.kind, points };
  }

  /** How many values each tensor has, by its last histogram. */
  counts(): Map<LogTensor, number> {
    return new Map(this.tensors.map(t => [t, summaryAt(t, t.series.steps.length - 1)?.count ?? 0]));
  }
}

/** Null where the file was replaced, or the histogram is none. */
function summaryAt({ run, series }: LogTensor, point: number): Summary | null {
  try {
    const event = decodeEvent(run.record(series, point), () => series.plugin);
    const value = event.values.find(v => v.tag === series.tag);
    const histogram = value && decodeHistogram(value.message);
    return histogram ? histogramSummary(histogram) : null;
  } catch {
    return null;
  }
}

/** What all layers' names begin with, a model's name; null where there is no such. */
function commonScope(tensors: readonly LogTensor[]): string | null {
  const [scope, ...others] = new Set(tensors.map(t => t.layer.split('/')[0]!));
  return scope && !others.length && tensors.every(t => t.layer.startsWith(`${scope}/`)) ? scope : null;
}

/** The trainings of a log directory: runs by the names `train` and `validation` beside each other are one. */
export function trainingsOf(runs: readonly LogRun[], title: string): LogTraining[] {
  const groups = new Map<string, { run: LogRun; side: Side | null }[]>();
  const names = new Set(runs.map(r => r.name));
  for (const run of runs) {
    const cut = run.name.lastIndexOf('/');
    const parent = cut < 0 ? '.' : run.name.slice(0, cut);
    const side = run.name === '.' ? null : sideOf(run.name.slice(cut + 1));
    const hasOther = runs.some(
      r =>
        r !== run &&
        r.name.lastIndexOf('/') === cut &&
        r.name.slice(0, Math.max(0, cut)) === run.name.slice(0, Math.max(0, cut)) &&
        sideOf(r.name.slice(cut + 1)),
    );
    const isPart = side !== null && (side === 'train' || hasOther || names.has(parent));
    const name = isPart ? parent : run.name;
    const group = groups.get(name) ?? [];
    group.push({ run, side: isPart ? side : null });
    groups.set(name, group);
  }
  return [...groups].map(([name, group]) => {
    // what is of the training data comes first: of two that would have one name it keeps it
    const order = { train: 0, validation: 1 };
    group.sort((a, b) => (a.side ? order[a.side] : 0) - (b.side ? order[b.side] : 0));
    return new LogTraining(name, group, name === '.' ? title : name);
  });
}
