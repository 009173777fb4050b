import type { EpochRecord, Metrics } from '../../../protocol/run';
import { monotonicMs } from '../../clock';
import type { TensorFlow } from '../../tensorflow';
import type { Tensor } from '../tfjsInternals';
import type { CallbackLike } from './callbackLists';

/** Replaying ends after so long: a callback may draw, evaluate or wait in each epoch. */
const maxReplayMs = 20_000;

export interface Replay {
  /** Epochs that were called for. */
  epochsDone: number;
  /** What a callback threw first; null where none did. */
  problem: string | null;
  /** Some were called for batches, of which only the loss is known. */
  hasBatches: boolean;
}

/**
 * Calls the program's callbacks for epochs that are done, in order and with the figures that were recorded, so that what they
 * count and remember is as it was then: patience, schedules, history. The figures are scalars as fit's own are; the last
 * callback, fit's history, takes them over.
 * @param listensToBatches those that are called for each batch too
 * @param firstStep the run's step before the first of the epochs
 */
export async function replayCallbacks(
  core: TensorFlow['core'],
  callbacks: readonly CallbackLike[],
  listensToBatches: (callback: CallbackLike) => boolean,
  epochs: readonly EpochRecord[],
  {
    firstStep,
    sizeOf,
    lossAt,
  }: { firstStep: number; sizeOf(batch: number): number; lossAt(step: number): number | null },
): Promise<Replay> {
  const endMs = monotonicMs() + maxReplayMs;
  const replay: Replay = { epochsDone: 0, problem: null, hasBatches: false };
  const call = async (run: () => Promise<void>): Promise<void> => {
    try {
      await run();
    } catch (error) {
      replay.problem ??= error instanceof Error ? error.message : String(error);
    }
  };
  const ofBatches = callbacks.filter(listensToBatches);
  replay.hasBatches = ofBatches.length > 0 && epochs.length > 0;
  let step = firstStep;
  for (const record of epochs) {
    const epoch = record.epoch - 1;
    for (const callback of callbacks) await call(() => callback.onEpochBegin(epoch));
    for (let batch = 0; ofBatches.length && step + batch < record.step; batch++) {
      if (monotonicMs() > endMs) return replay;
      for (const callback of ofBatches) await call(() => callback.onBatchBegin(batch, {}));
      const logs = { batch, size: sizeOf(batch), loss: lossAt(step + batch + 1) ?? NaN };
      for (const callback of ofBatches) await call(() => callback.onBatchEnd(batch, logs));
    }
    step = record.step;
    const logs = scalars(core, record.metrics);
    for (const callback of callbacks) await call(() => callback.onEpochEnd(epoch, logs));
    replay.epochsDone++;
    if (monotonicMs() > endMs) return replay;
  }
  return replay;
}

/** As fit has them: those of validation first. */
function scalars(core: TensorFlow['core'], metrics: Metrics): Record<string, Tensor> {
  const names = Object.keys(metrics);
  const ordered = [...names.filter(n => n.startsWith('val_')), ...names.filter(n => !n.startsWith('val_'))];
  return Object.fromEntries(ordered.map(name => [name, core.keep(core.scalar(metrics[name] ?? NaN))]));
}
