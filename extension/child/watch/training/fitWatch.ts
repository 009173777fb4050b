import type { CheckpointContent } from '../../../core/runs/checkpointContent';
import type { EpochRecord, FitInfo, Metrics } from '../../../protocol/run';
import type { RawFrame } from '../sites/rawFrames';
import { dataHash } from '../resume/dataHash';
import type { ModelLike } from '../tfjsInternals';
import type { FitSession } from './fitSession';
import type { TrainingRun } from './trainingRun';
import { monotonicMs, wallClockMs } from '../../clock';

/** Of longer epochs, what the batches after these logged is not kept. */
const maxBatchLogs = 10_000;

/** The life of a call of fit or fitDataset: from the call through its epochs to its return. */
export class FitWatch {
  constructor(private readonly run: TrainingRun) {}

  /** A call begins; null where one is under way for the model: TensorFlow.js is about to refuse it. */
  called(
    model: ModelLike,
    kind: 'fit' | 'fitDataset',
    args: readonly unknown[],
    frames: RawFrame[],
  ): FitSession | null {
    const { models } = this.run.parts;
    const outer = models.outerOf(model);
    if (this.run.active.has(outer)) return null;
    const entry = models.announce(outer);
    if (entry.trainedBy) models.trains(entry, null);
    const session = this.run.newSession(kind, [entry], frames);
    if (kind === 'fit') session.given = { x: args[0], y: args[1], options: args[2] };
    else if (typeof args[0] === 'object') session.dataset = args[0];
    session.dataHash = dataHash(kind, args);
    this.run.active.set(outer, session);
    return session;
  }
  /** It was made before, and is passed over: nothing of it is watched. */
  isPassed(model: ModelLike): void {
    this.run.active.delete(this.run.parts.models.outerOf(model));
  }
  /** How long it will be is known: it is announced. */
  begins(session: FitSession, known: Partial<FitInfo>): void {
    session.isAnnounced = true;
    Object.assign(session.info, known, { startedAt: wallClockMs(), firstStep: this.run.step });
    session.epoch = session.info.initialEpoch;
    this.run.parts.sink.fit(session.info);
  }

  /** @param epoch index of the epoch, from 0 */
  epochBegins(session: FitSession, epoch: number): void {
    if (session.isStopping) this.run.stop(session);
    // one that was due at the epoch's last batch
    const isDue = session.pendingBatchCheckpoint !== null;
    session.pendingBatchCheckpoint = null;
    if (session.batchLogs) session.batchLogs = [];
    this.run.parts.checkpoints.takePending(session, this.run.step, isDue);
    session.epoch = epoch;
    session.batch = 0;
    session.isShuffling = session.info.kind === 'fit';
    session.epochStartedAtMs = monotonicMs();
  }
  /** An array was shuffled. fit shuffles its own right before an epoch's first batch; the program may shuffle others. */
  shuffled(array: number[]): void {
    for (const session of this.run.active.values())
      if (session.isShuffling && array.length === session.info.samples) session.shuffle = array;
  }

  /** The program's callbacks have heard of the batch before, if there was one: `logs` are what they were told of it. */
  batchBegins(session: FitSession, logs: Metrics | null): void {
    const { run } = this;
    if (logs && session.batchLogs && session.batchLogs.length < maxBatchLogs) session.batchLogs.push(logs);
    if (session.isStopping) run.stop(session);
    const pending = session.pendingBatchCheckpoint;
    if (!pending) return;
    session.pendingBatchCheckpoint = null;
    const { epoch, batch, metrics } = session;
    run.parts.checkpoints.take(session, run.step, { ...pending, epoch, batch, metrics }, 'batch');
  }
  /** A data set that was given to fitDataset is about to be read from its beginning. */
  passBegins(dataset: object, random: CheckpointContent['random']): void {
    for (const session of this.run.active.values()) if (session.dataset === dataset) session.pass = random;
  }

  /** A batch is done; what follows is awaited, so that a pause does not block the program's other work. */
  async batchEnded(session: FitSession, batch: number): Promise<void> {
    const { run } = this;
    const { sink, checkpoints } = run.parts;
    session.batch = batch + 1;
    if (run.looks.isSnapshotDue(session, run.step)) run.looks.takeSnapshot(session);
    const reason = checkpoints.dueAt(run.step);
    if (reason) session.pendingBatchCheckpoint = { reason };
    if (await sink.gateAsync()) session.isStopping = true;
  }

  epochEnded(session: FitSession, metrics: Metrics, learningRate: number | null): void {
    const { run } = this;
    const nowMs = monotonicMs();
    session.info.stepsPerEpoch ??= session.batch || null;
    const { isLastEpoch, isLastLook } = session;
    const epoch = (session.epoch ?? 0) + 1;
    Object.assign(session, { epoch, batch: 0, metrics });
    run.flushSteps();
    const record: EpochRecord = {
      fit: session.info.index,
      epoch,
      step: run.step,
      seconds: (nowMs - session.epochStartedAtMs) / 1000,
      metrics,
      learningRate,
    };
    run.parts.sink.epoch(record);
    if (session.lastSnapshotStep !== run.step && (isLastLook || run.parts.snapshots.isAffordable()))
      run.looks.takeSnapshot(session, isLastEpoch);
    run.parts.findings.epochDone(record, session.entries[0]!, session.info);
    session.pendingCheckpoint = { reason: 'epoch', epoch, metrics };
  }

  /** The call is about to return its history. */
  succeeded(session: FitSession): void {
    if (session.isStopping) this.run.stop(session);
    const { snapshots, checkpoints } = this.run.parts;
    const isDue = session.hasBegun && session.lastSnapshotStep !== this.run.step;
    if (isDue && (!session.isRepeated || snapshots.isAffordable())) this.run.looks.takeSnapshot(session, true);
    checkpoints.takePending(session, this.run.step, !session.isRepeated);
  }
  /** The call is about to throw: before its first step, what it was given tells why. */
  failed(session: FitSession): void {
    if (!session.isAnnounced) this.begins(session, {});
    if (!session.hasBegun) this.run.looks.sendData(session, session.entries[0]!, []);
    else this.run.looks.sendStart(session, {});
  }
  /** The call has returned or thrown. */
  ended(model: ModelLike, session: FitSession): void {
    session.given = session.dataset = null;
    session.callbacks = [];
    this.run.parts.resumeFacts.fitEnded(session.info.index);
    this.run.flushSteps();
    this.run.looks.dropHeldGradients(session);
    this.run.active.delete(this.run.parts.models.outerOf(model));
    this.run.parts.sink.fitEnded(session.info.index);
  }
}
