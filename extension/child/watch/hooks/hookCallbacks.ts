import type { Metrics } from '../../../protocol/run';
import type { TensorFlow } from '../../tensorflow';
import type { FitSession } from '../training/fitSession';
import { learningRateOf, type TrainingRun } from '../training/trainingRun';
import { valuesOf, type ModelLike, type Tensor } from '../tfjsInternals';

type Logs = Record<string, number | Tensor> | undefined;

/** A callback of ours in every fit and fitDataset, before the program's own; its arguments are not touched. */
export function hookCallbacks({ layers }: TensorFlow, run: TrainingRun): void {
  if (typeof layers.registerCallbackConstructor !== 'function' || !layers.Callback) return;

  class WatchCallback extends layers.Callback {
    private session: FitSession | null = null;

    override async onTrainBegin(): Promise<void> {
      const model = this.model as unknown as ModelLike;
      this.session = run.sessionOf(model);
      if (!this.session) return;
      const { epochs, initialEpoch, samples, steps, batchSize } = this.params as Record<string, unknown>;
      const size = numberOf(batchSize);
      const count = numberOf(samples);
      run.fitBegins(this.session, {
        epochs: numberOf(epochs),
        initialEpoch: numberOf(initialEpoch) ?? 0,
        samples: count,
        batchSize: size,
        stepsPerEpoch: numberOf(steps) ?? (count && size ? Math.ceil(count / size) : null),
      });
    }
    override async onEpochBegin(epoch: number): Promise<void> {
      if (this.session) run.epochBegins(this.session, epoch);
    }
    override async onBatchEnd(batch: number): Promise<void> {
      if (this.session) await run.batchEnded(this.session, batch);
    }
    override async onEpochEnd(_epoch: number, logs?: Logs): Promise<void> {
      const model = this.model as unknown as ModelLike;
      if (this.session) run.epochEnded(this.session, metricsOf(logs), learningRateOf(model.optimizer));
    }
  }
  layers.registerCallbackConstructor(
    0,
    WatchCallback as unknown as Parameters<typeof layers.registerCallbackConstructor>[1],
  );
}

const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

/** The logs of an epoch as numbers: training metrics, then those with `val_` before them. */
function metricsOf(logs: Logs): Metrics {
  const metrics: Metrics = {};
  const entries = Object.entries(logs ?? {}).sort(
    ([a], [b]) => Number(a.startsWith('val_')) - Number(b.startsWith('val_')),
  );
  for (const [name, value] of entries) {
    const number = typeof value === 'number' ? value : valuesOf(value)?.[0];
    metrics[name] = number !== undefined && Number.isFinite(number) ? number : null;
  }
  return metrics;
}
