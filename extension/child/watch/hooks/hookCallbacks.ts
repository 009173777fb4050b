import type { Metrics } from '../../../protocol/run';
import type { TensorFlow } from '../../tensorflow';
import type { FitSession } from '../training/fitSession';
import { learningRateOf } from '../models/modelInfo';
import type { TrainingHooks } from './hookModels';
import type { ModelLike, Tensor } from '../tfjsInternals';

type Logs = Record<string, number | Tensor> | undefined;

/**
 * A callback of ours in every fit and fitDataset, before the program's own; its arguments are not touched. Returns what says
 * whether a callback is it.
 */
export function hookCallbacks(
  { layers }: TensorFlow,
  { run, fits, guard, callbacks, losses, resumed }: TrainingHooks,
): (callback: object) => boolean {
  if (typeof layers.registerCallbackConstructor !== 'function' || !layers.Callback) return () => false;

  const metricsOf = (logs: Logs): Metrics => readMetrics(logs, tensor => losses.numberOf(tensor));
  const isOurs = (callback: object): boolean => callback instanceof WatchCallback;

  class WatchCallback extends layers.Callback {
    private session: FitSession | null = null;
    /** Of the batch before; the program's callbacks make numbers of the scalars in it. */
    private logs: Logs;

    private get trained(): ModelLike {
      return this.model as unknown as ModelLike;
    }
    private get shared(): object {
      return this.params as object;
    }

    override async onTrainBegin(): Promise<void> {
      guard.safely(() => {
        const session = run.sessionOf(this.trained);
        if (!session) return;
        this.session = session;
        session.callbacks = callbacks.of(this.shared);
        const ofProgram = callbacks.ofProgram(this.shared, isOurs);
        session.batchLogs = ofProgram.some(c => callbacks.listensToBatches(c)) ? [] : null;
        const { epochs, initialEpoch, samples, steps, batchSize } = this.params as Record<string, unknown>;
        const size = numberOf(batchSize);
        const count = numberOf(samples);
        fits.begins(session, {
          epochs: numberOf(epochs),
          initialEpoch: resumed?.initialEpochOf(this.trained) ?? numberOf(initialEpoch) ?? 0,
          samples: count,
          batchSize: size,
          stepsPerEpoch: numberOf(steps) ?? (count && size ? Math.ceil(count / size) : null),
        });
        session.metrics = resumed?.metricsOf(this.trained) ?? {};
      });
    }
    override async onEpochBegin(epoch: number): Promise<void> {
      const { session } = this;
      if (resumed?.isDone === false) await resumed.epochBegins(this.trained, this.shared);
      if (session) guard.safely(() => fits.epochBegins(session, epoch));
      this.logs = undefined;
    }
    override async onBatchBegin(): Promise<void> {
      const { session, logs } = this;
      if (!session) return;
      if (resumed?.isDone === false) resumed.batchBegins(this.trained, session);
      else guard.safely(() => fits.batchBegins(session, session.batchLogs && logs ? metricsOf(logs) : null));
    }
    override async onBatchEnd(batch: number, logs?: Logs): Promise<void> {
      const { session } = this;
      if (resumed?.isPassing(this.trained)) return;
      if (session?.batchLogs && logs) this.logs = { ...logs, ...metricsOf(logs) } as Logs;
      if (session) await guard.safelyAsync(() => fits.batchEnded(session, batch));
    }
    override async onTrainEnd(): Promise<void> {
      if (resumed?.isDone === false) await resumed.trainEnds(this.trained, this.shared);
    }
    override async onEpochEnd(_epoch: number, logs?: Logs): Promise<void> {
      const { session } = this;
      const rate = (): number | null => learningRateOf(this.trained.optimizer);
      if (session) guard.safely(() => fits.epochEnded(session, metricsOf(logs), rate()));
    }
  }
  layers.registerCallbackConstructor(
    0,
    WatchCallback as unknown as Parameters<typeof layers.registerCallbackConstructor>[1],
  );
  return isOurs;
}

const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

/** The logs of an epoch as numbers: training metrics, then those with `val_` before them. */
function readMetrics(logs: Logs, read: (tensor: Tensor) => number | null): Metrics {
  const metrics: Metrics = {};
  const entries = Object.entries(logs ?? {}).sort(
    ([a], [b]) => Number(a.startsWith('val_')) - Number(b.startsWith('val_')),
  );
  for (const [name, value] of entries) {
    const number = typeof value === 'number' ? value : read(value);
    metrics[name] = number !== null && Number.isFinite(number) ? number : null;
  }
  return metrics;
}
