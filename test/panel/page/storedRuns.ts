import type { TensorHistory } from '../../../extension/protocol/panel';
import type { LayerSnapshot, Snapshot } from '../../../extension/protocol/run';
import type { RunState } from '../../../extension/protocol/runState';
import type { TensorFacet } from '../../../extension/protocol/summary';
import { snapshotOf } from './histograms';
import type { Scenario } from './scenarios';

export interface HistoryOf {
  key: string;
  model: string;
  layer: string;
  kind: TensorFacet;
  tensor: string;
  max: number;
}

/** What the run folders of a scenario hold: its own run's, and that of the run which it is compared with. */
export class StoredRuns {
  private readonly made = new Map<string, Snapshot | null>();

  constructor(
    private readonly scenario: Scenario,
    private readonly ownKey: string,
    private readonly own: () => RunState | null,
  ) {}

  other(): RunState | null {
    return this.scenario.other?.run ?? null;
  }

  snapshot(key: string, model: string, step: number): Snapshot | null {
    const id = `${key}/${model}/${step}`;
    const known = this.made.get(id);
    if (known !== undefined) return known;
    const made = this.make(key, model, step);
    this.made.set(id, made);
    return made;
  }

  history({ key, model, layer, kind, tensor, max }: HistoryOf): TensorHistory {
    const refs = this.runOf(key)?.snapshots.filter(s => s.model === model) ?? [];
    const every = Math.max(1, Math.ceil(refs.length / max));
    const points = refs
      .filter((_, i) => i % every === 0 || i === refs.length - 1)
      .flatMap(r => {
        const taken = this.snapshot(key, model, r.step)?.layers.find(l => l.name === layer);
        const summary = taken && tensorOf(taken, kind, tensor);
        return summary ? [{ step: r.step, epoch: r.epoch, summary }] : [];
      });
    return { kind, points };
  }

  private runOf(key: string): RunState | null {
    return key === this.ownKey ? this.own() : this.other();
  }
  private make(key: string, model: string, step: number): Snapshot | null {
    const run = this.runOf(key);
    const info = run?.models.find(m => m.name === model);
    const ref = run?.snapshots.find(s => s.model === model && s.step === step);
    if (!run || !info || !ref) return null;
    const last = Math.max(1, run.snapshots.at(-1)!.step);
    const { growth, sampleCount, other, change } = this.scenario;
    const isOther = key !== this.ownKey;
    const made = snapshotOf(
      info,
      { ...ref, progress: 1 - Math.exp((-3 * step) / last) },
      { growth: isOther ? other!.growth : growth, sampleCount },
    );
    return isOther || !change ? made : change(made, info);
  }
}

function tensorOf(layer: LayerSnapshot, kind: TensorFacet, id: string) {
  if (kind === 'weights') return layer.weights[id];
  if (kind === 'gradients') return layer.weightGradients[id];
  return layer[kind][Number(id)];
}
