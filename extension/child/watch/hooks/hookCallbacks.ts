import type { Metrics } from '../../../protocol/run';
import type { TensorFlow } from '../../tensorflow';
import type { FitSession } from '../training/fitSession';
import { learningRateOf } from '../models/modelInfo';
import type { TrainingHooks } from './hookModels';
import { valuesOf, type ModelLike, type Tensor } from '../tfjsInternals';

type Logs = Record<string, number | Tensor> | undefined;

/** A callback of ours in every fit and fitDataset, before the program's own; its arguments are not touched. */
export function hookCallbacks({ layers }: TensorFlow, { run, fits, guard }: TrainingHooks): void {
  if (typeof layers.registerCallbackConstructor !== 'function' || !layers.Callback) return;

  class WatchCallback extends layers.Callback {
    private session: FitSession | null = null;

    override async onTrainBegin(): Promise<void> {
      guard.safely(() => {
        const session = run.sessionOf(this.model as unknown as ModelLike);
        if (!session) return;
        this.session = session;
        const { epochs, initialEpoch, samples, steps, batchSize } = this.params as Record<string, unknown>;
        const size = numberOf(batchSize);
        const count = numberOf(samples);
        fits.begins(session, {
          epochs: numberOf(epochs),
          initialEpoch: numberOf(initialEpoch) ?? 0,
          samples: count,
          batchSize: size,
          stepsPerEpoch: numberOf(steps) ?? (count && size ? Math.ceil(count / size) : null),
        });
      });
    }
    override async onEpochBegin(epoch: number): Promise<void> {
      const { session } = this;
      if (session) guard.safely(() => fits.epochBegins(session, epoch));
    }
    override async onBatchEnd(batch: number): Promise<void> {
      const { session } = this;
      if (session) await guard.safelyAsync(() => fits.batchEnded(session, batch));
    }
    override async onEpochEnd(_epoch: number, logs?: Logs): Promise<void> {
      const { session } = this;
      const rate = (): number | null => learningRateOf((this.model as unknown as ModelLike).optimizer);
      if (session) guard.safely(() => fits.epochEnded(session, metricsOf(logs), rate()));
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
