import type { EpochRecord, FitInfo, Metrics } from '../../../protocol/run';
import type { RawFrame } from '../sites/rawFrames';
import type { ModelLike } from '../tfjsInternals';
import type { FitSession } from './fitSession';
import type { TrainingRun } from './trainingRun';
import { monotonicMs, wallClockMs } from '../../clock';

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
    this.run.active.set(outer, session);
    return session;
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
    this.run.parts.checkpoints.takePending(session, this.run.step, false);
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

  /** A batch is done; what follows is awaited, so that a pause does not block the program's other work. */
  async batchEnded(session: FitSession, batch: number): Promise<void> {
    const { run } = this;
    const { sink, spec, checkpoints } = run.parts;
    session.batch = batch + 1;
    if (run.looks.isSnapshotDue(session, run.step)) run.looks.takeSnapshot(session);
    const { checkpointEverySteps } = spec.settings;
    if (checkpointEverySteps > 0 && run.step - checkpoints.lastStep >= checkpointEverySteps) {
      const { epoch, metrics } = session;
      checkpoints.take(session, run.step, { reason: 'steps', epoch, batch: session.batch, metrics });
    }
    if (await sink.gateAsync()) run.stop(session);
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
    if (session.lastSnapshotStep !== run.step && (isLastLook || run.parts.snapshots.isAffordable(nowMs)))
      run.looks.takeSnapshot(session, isLastEpoch);
    run.parts.findings.epochDone(record, session.entries[0]!, session.info);
    session.pendingCheckpoint = { reason: 'epoch', epoch, metrics };
  }

  /** The call is about to return its history. */
  succeeded(session: FitSession): void {
    const { snapshots, checkpoints } = this.run.parts;
    const isDue = session.hasBegun && session.lastSnapshotStep !== this.run.step;
    if (isDue && (!session.isRepeated || snapshots.isAffordable(monotonicMs())))
      this.run.looks.takeSnapshot(session, true);
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
    session.given = null;
    this.run.flushSteps();
    this.run.looks.dropHeldGradients(session);
    this.run.active.delete(this.run.parts.models.outerOf(model));
    this.run.parts.sink.fitEnded(session.info.index);
  }
}
