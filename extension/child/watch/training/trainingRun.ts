import type { FitInfo, StepRecord } from '../../../protocol/run';
import type { LaunchSpec } from '../../../protocol/runner';
import type { RunSink } from '../../runSink';
import type { TensorFlow } from '../../tensorflow';
import type { InitializerExperiment } from '../experiments/initializerExperiment';
import { learningRateOf } from '../models/modelInfo';
import type { ModelRegistry, WatchedModel } from '../models/modelRegistry';
import type { CallSites } from '../sites/callSites';
import type { RawFrame } from '../sites/rawFrames';
import type { GradientsLike, ModelLike, OptimizerLike, Tensor } from '../tfjsInternals';
import type { ResumeFactsCollector } from '../resume/resumeFactsCollector';
import type { CheckpointTaker } from './checkpointTaker';
import type { FindingReporter } from './findingReporter';
import { FitSession } from './fitSession';
import type { LoopSessions } from './loopSessions';
import type { LossReader } from './lossReader';
import { RepeatedFits } from './repeatedFits';
import { defaultLoopSteps, SessionLooks } from './sessionLooks';
import type { SnapshotTaker } from './snapshotTaker';
import { StepReporter } from './stepReporter';
import { monotonicMs, wallClockMs } from '../../clock';

export interface TrainingParts {
  tensorflow: TensorFlow;
  sink: RunSink;
  spec: LaunchSpec;
  sites: CallSites;
  models: ModelRegistry;
  snapshots: SnapshotTaker;
  checkpoints: CheckpointTaker;
  findings: FindingReporter;
  losses: LossReader;
  loops: LoopSessions;
  /** What an inspection does beyond looking; null for none. */
  experiment: InitializerExperiment | null;
  resumeFacts: ResumeFactsCollector;
  trainedWith(optimizer: OptimizerLike): void;
}

/** An update under way: what is known of it before the weights change. */
export interface PendingUpdate {
  session: FitSession;
  optimizer: OptimizerLike;
  loss: number | null;
  /** The batch of a model's own train function: what follows a step is done when that returns. */
  isOfBatch: boolean;
}

/**
 * The steps of a program, whoever drives it: counts them over all fits, and decides what is looked at when. Synchronous, so
 * that the program sees the same order of events as without it.
 */
export class TrainingRun {
  /** Optimizer updates so far. */
  step = 0;
  /** Fits under way, by model. */
  readonly active = new Map<ModelLike, FitSession>();
  private readonly sessions: FitSession[] = [];
  /** Whose batch is being trained on right now. */
  private current: FitSession | null = null;
  readonly looks: SessionLooks;
  private readonly repeated = new RepeatedFits();
  private readonly reporter: StepReporter;
  private hasEnded = false;

  constructor(readonly parts: TrainingParts) {
    this.reporter = new StepReporter((record, hasLoss) => {
      parts.sink.step(record);
      const session = this.sessions[record.fit];
      // a loss that nobody computed is no finding
      if (session && hasLoss) parts.findings.stepTaken(record, session.info, session.badData);
    });
    const count = (): number => this.step;
    this.looks = new SessionLooks(parts, {
      get count() {
        return count();
      },
      flush: () => this.reporter.flush(),
    });
  }

  get isInStep(): boolean {
    return this.current !== null;
  }
  sessionOf(model: ModelLike): FitSession | null {
    return this.active.get(this.parts.models.outerOf(model)) ?? null;
  }
  newSession(kind: FitInfo['kind'], entries: WatchedModel[], frames: RawFrame[]): FitSession {
    const info: FitInfo = {
      index: this.sessions.length,
      model: entries[0]!.name,
      kind,
      site: this.parts.sites.resolve(frames).site,
      epochs: null,
      initialEpoch: 0,
      stepsPerEpoch: null,
      batchSize: null,
      samples: null,
      firstStep: this.step,
      startedAt: wallClockMs(),
    };
    this.parts.models.trainingBegins();
    const isFit = kind === 'fit' || kind === 'fitDataset';
    const session = new FitSession(info, entries, isFit && this.repeated.isNextRepeated(entries[0]!));
    if (isFit) this.repeated.begins(session);
    this.sessions.push(session);
    return session;
  }

  // ---- a batch of a model's own train function: fit, fitDataset, trainOnBatch ---------------------------------------

  /** A model is about to train on a batch. Returns what `batchTrained` takes. */
  batchBegins(model: ModelLike, inputs: Tensor[], targets: Tensor[]): FitSession | null {
    const before = this.current;
    const session = this.sessionOf(model) ?? this.batchSession(model);
    this.current = session;
    session.current = { inputs, targets };
    session.isShuffling = false;
    if (!session.hasBegun) {
      const entry = session.entries[0]!;
      const batch = this.parts.snapshots.probeBatch(entry.model!, inputs, targets);
      if (batch) session.batches.set(entry, batch);
      this.looks.begin(session);
    }
    return before;
  }
  /** It has, or has thrown. */
  batchTrained(before: FitSession | null): void {
    if (this.current) this.current.current = null;
    this.current = before;
  }
  /** `trainOnBatch` has updated a model outside fit, and its result is known. */
  trainedOnBatch(model: ModelLike): void {
    if (!this.sessionOf(model)) this.loopStepEnded(this.batchSession(model));
  }
  private batchSession(model: ModelLike): FitSession {
    const { models, loops } = this.parts;
    const outer = models.outerOf(model);
    return loops.ofModel(outer, frames => this.newSession('trainOnBatch', [models.announce(outer)], frames));
  }

  // ---- an update ----------------------------------------------------------------------------------------------------

  /** An optimizer is about to apply gradients. */
  updateBegins(optimizer: OptimizerLike, gradients: GradientsLike, capture: () => RawFrame[]): PendingUpdate {
    const isOfBatch = this.current !== null;
    const session = this.current ?? this.loopSession(optimizer, gradients, capture);
    const loss = this.parts.losses.newest;
    if (!session.hasBegun) this.looks.begin(session);
    if (this.looks.sendStart(session, gradients) && this.parts.spec.mode === 'inspect') this.endInspection(session);
    if (loss !== null && !Number.isFinite(loss)) this.looks.lossIsNotFinite(session);
    this.looks.lookAtGradients(session, gradients);
    return { session, optimizer, loss, isOfBatch };
  }

  /** It has: this is a step. */
  updateEnded({ session, optimizer, loss, isOfBatch }: PendingUpdate): void {
    this.step++;
    session.batch++;
    this.looks.updateDone(session);
    const record: StepRecord = {
      fit: session.info.index,
      step: this.step,
      epoch: session.epochFraction,
      loss: loss !== null && Number.isFinite(loss) ? loss : null,
      learningRate: learningRateOf(optimizer),
    };
    // who listens to batches hears of them again when the run is resumed
    this.reporter.step(record, loss !== null, monotonicMs(), session.batchLogs !== null);
    if (session.isLoop) session.metrics = loss === null ? {} : { loss: record.loss };
    if (!isOfBatch) this.loopStepEnded(session);
  }

  private loopSession(optimizer: OptimizerLike, gradients: GradientsLike, capture: () => RawFrame[]): FitSession {
    const { trainedWith, loops } = this.parts;
    return loops.ofOptimizer(optimizer, gradients, capture, (entries, frames) => {
      trainedWith(optimizer);
      return this.newSession('custom', entries, frames);
    });
  }
  private loopStepEnded(session: FitSession): void {
    const { sink, spec, checkpoints } = this.parts;
    if (this.looks.isSnapshotDue(session, this.step)) this.looks.takeSnapshot(session);
    const { checkpointEverySteps, customLoopMinSeconds } = spec.settings;
    const isPaced = monotonicMs() - checkpoints.lastAtMs >= customLoopMinSeconds * 1000;
    const reason = isPaced ? checkpoints.dueAt(this.step, checkpointEverySteps || defaultLoopSteps) : null;
    if (reason) {
      const { batch, metrics } = session;
      checkpoints.take(session, this.step, { reason, epoch: null, batch, metrics }, 'loop');
    }
    if (sink.gate()) this.stop(session);
  }

  // ---- ends ---------------------------------------------------------------------------------------------------------

  flushSteps(): void {
    this.reporter.flush();
  }
  /** A stop was asked for: the run ends here, with all that it has. */
  stop(session: FitSession): never {
    this.reporter.flush();
    if (session.lastSnapshotStep !== this.step) this.looks.takeSnapshot(session, true);
    const { epoch, batch, metrics } = session;
    const place = session.isLoop ? 'loop' : batch === 0 ? 'epoch' : 'batch';
    this.parts.checkpoints.take(session, this.step, { reason: 'stop', epoch, batch, metrics }, place);
    return this.end('stopped');
  }
  private end(status: 'completed' | 'stopped'): never {
    this.finish();
    return this.parts.sink.end(status);
  }

  /** Nothing is updated yet, and nothing will be. */
  private endInspection(session: FitSession): never {
    const { experiment, losses } = this.parts;
    for (const entry of session.entries) {
      const batch = session.batches.get(entry) ?? null;
      const isStopped = entry.model && experiment?.run(entry, batch, session.info.index, losses.newest);
      if (isStopped) return this.end('stopped');
    }
    return this.end('completed');
  }

  /** The program is about to end: what is pending is sent. May be called again. */
  finish(): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    const { checkpoints, loops, sink, spec } = this.parts;
    this.reporter.flush();
    for (const session of this.active.values()) checkpoints.takePending(session, this.step, true);
    // a first step that has failed
    for (const session of this.sessions) this.looks.sendStart(session, {});
    for (const session of loops.all) {
      if (spec.mode === 'train' && session.hasBegun) {
        if (session.lastSnapshotStep !== this.step) this.looks.takeSnapshot(session, true);
        const { batch, metrics } = session;
        checkpoints.take(session, this.step, { reason: 'end', epoch: null, batch, metrics }, 'loop');
      }
      sink.fitEnded(session.info.index);
    }
    this.showLastFit();
    if (this.step === 0) this.showUntrained();
  }
  private showLastFit(): void {
    const session = this.repeated.unseenEnd();
    if (!session) return;
    if (session.lastSnapshotStep !== this.step) this.looks.takeSnapshot(session, true);
    this.parts.checkpoints.takePending(session, this.step, true);
  }
  /** A program that did not train, or stops before it does: all its models. */
  private showUntrained(): void {
    const { models, snapshots, loops, findings, experiment } = this.parts;
    const begun = [...this.active.values(), ...loops.all].filter(s => s.hasBegun);
    const shown = new Set(begun.flatMap(s => s.entries));
    for (const model of models.topModels()) {
      const entry = models.announce(model);
      if (shown.has(entry)) continue;
      const batch = loops.inputsOf(model);
      findings.snapshotTaken(snapshots.takeUntrained(entry, batch), entry, null);
      experiment?.run(entry, batch, null, null);
    }
  }
}
