import type { FitInfo, Metrics, StepRecord } from '../../../protocol/run';
import type { LaunchSpec } from '../../../protocol/runner';
import type { RunSink } from '../../runSink';
import type { TensorFlow } from '../../tensorflow';
import type { ModelRegistry, WatchedModel } from '../models/modelRegistry';
import { addWeightGradients, weightsIn } from '../probe/takeSnapshot';
import type { CallSites } from '../sites/callSites';
import type { RawFrame } from '../sites/rawFrames';
import { gradientsByName, type GradientsLike, type ModelLike, type OptimizerLike, type Tensor } from '../tfjsInternals';
import type { CheckpointTaker } from './checkpointTaker';
import { FitSession } from './fitSession';
import type { LossReader } from './lossReader';
import type { LoopSessions } from './loopSessions';
import type { FindingReporter } from './findingReporter';
import type { SnapshotTaker } from './snapshotTaker';
import { StepReporter } from './stepReporter';

/** Steps between two snapshots and checkpoints of a loop where the settings name no number. */
const defaultLoopSteps = 100;

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
  trainedWith(optimizer: OptimizerLike): void;
}

/**
 * The training of a program, whoever drives it: counts its steps over all fits, and decides what is looked at when. The hooks
 * call it; everything it does is synchronous, so that the program sees the same order of events as without it.
 */
export class TrainingRun {
  /** Optimizer updates so far. */
  step = 0;
  private fitCount = 0;
  private readonly active = new Map<ModelLike, FitSession>();
  /** Whose batch is being trained on right now. */
  private current: FitSession | null = null;
  private updateDepth = 0;
  private readonly reporter: StepReporter;
  private hasEnded = false;

  constructor(private readonly parts: TrainingParts) {
    this.reporter = new StepReporter(record => parts.sink.step(record));
  }

  get isInStep(): boolean {
    return this.current !== null;
  }
  sessionOf(model: ModelLike): FitSession | null {
    return this.active.get(this.parts.models.outerOf(model)) ?? null;
  }

  // ---- fit and fitDataset -------------------------------------------------------------------------------------------

  /** A call of fit begins; null where one is under way for the model: TensorFlow.js is about to refuse it. */
  fitCalled(model: ModelLike, kind: 'fit' | 'fitDataset', frames: RawFrame[]): FitSession | null {
    const outer = this.parts.models.outerOf(model);
    if (this.active.has(outer)) return null;
    const session = this.newSession(kind, [this.parts.models.announce(model)], frames);
    this.active.set(outer, session);
    return session;
  }
  /** How long it will be is known: it is announced. */
  fitBegins(session: FitSession, known: Partial<FitInfo>): void {
    Object.assign(session.info, known, { startedAt: Date.now(), firstStep: this.step });
    session.epoch = session.info.initialEpoch;
    this.parts.sink.fit(session.info);
  }
  epochBegins(session: FitSession, epoch: number): void {
    this.parts.checkpoints.takePending(session, this.step, false);
    session.epoch = epoch;
    session.batch = 0;
    session.isShuffling = session.info.kind === 'fit';
    session.epochStartedAtMs = performance.now();
  }
  /** A batch is done. What follows is awaited, so that a pause does not block the program's other work. */
  async batchEnded(session: FitSession, batch: number): Promise<void> {
    const { sink, spec, checkpoints } = this.parts;
    session.batch = batch + 1;
    if (this.isSnapshotDue(session, this.step)) this.takeSnapshot(session);
    const { checkpointEverySteps } = spec.settings;
    if (checkpointEverySteps > 0 && this.step - checkpoints.lastStep >= checkpointEverySteps)
      checkpoints.take(session, this.step, {
        reason: 'steps',
        epoch: session.epoch,
        batch: session.batch,
        metrics: session.metrics,
      });
    if (await sink.gateAsync()) this.stop(session);
  }
  epochEnded(session: FitSession, metrics: Metrics, learningRate: number | null): void {
    const { sink, snapshots } = this.parts;
    session.info.stepsPerEpoch ??= session.batch || null;
    const nowMs = performance.now();
    this.reporter.flush();
    const isLast = session.isLastEpoch;
    session.epoch = (session.epoch ?? 0) + 1;
    session.batch = 0;
    session.metrics = metrics;
    sink.epoch({
      fit: session.info.index,
      epoch: session.epoch,
      step: this.step,
      seconds: (nowMs - session.epochStartedAtMs) / 1000,
      metrics,
      learningRate,
    });
    if (session.lastSnapshotStep !== this.step && (isLast || snapshots.isAffordable(nowMs))) this.takeSnapshot(session);
    session.pendingCheckpoint = { reason: 'epoch', epoch: session.epoch, metrics };
  }
  fitSucceeded(session: FitSession): void {
    if (session.hasBegun && session.lastSnapshotStep !== this.step) this.takeSnapshot(session);
    this.parts.checkpoints.takePending(session, this.step, true);
  }
  /** The call has returned or thrown. */
  fitEnded(model: ModelLike, session: FitSession): void {
    this.reporter.flush();
    this.dropHeldGradients(session);
    session.isEnded = true;
    this.active.delete(this.parts.models.outerOf(model));
    this.parts.sink.fitEnded(session.info.index);
  }

  /** fit shuffles its index array right before an epoch's first batch; the program may shuffle arrays of its own. */
  shuffled(array: number[]): void {
    for (const session of this.active.values())
      if (session.isShuffling && array.length === session.info.samples) session.shuffle = array;
  }

  // ---- steps, of whatever kind --------------------------------------------------------------------------------------

  /** A model trains on one batch: `inputs` and `targets` as they are fed to it. */
  trainOnBatch(model: ModelLike, inputs: Tensor[], targets: Tensor[], run: () => Tensor[]): Tensor[] {
    const session = this.sessionOf(model) ?? this.batchSession(model);
    const before = this.current;
    this.current = session;
    session.isShuffling = false;
    try {
      if (!session.hasBegun) {
        const entry = session.entries[0]!;
        const batch = this.parts.snapshots.probeBatch(entry.model!, inputs, targets);
        if (batch) session.batches.set(entry, batch);
        this.begin(session);
      }
      return run();
    } finally {
      this.current = before;
    }
  }
  /** `trainOnBatch` has updated a model outside fit. */
  trainedOnBatch(model: ModelLike): void {
    if (!this.sessionOf(model)) this.loopStepEnded(this.batchSession(model));
  }

  /** An optimizer applies gradients: `run` does. This is a step. */
  update(optimizer: OptimizerLike, gradients: GradientsLike, run: () => void, capture: () => RawFrame[]): void {
    // an optimizer built on another one updates once
    if (this.updateDepth > 0) return run();
    const named = gradientsByName(gradients);
    const isOwn = this.current !== null;
    const session = this.current ?? this.loopSession(optimizer, named, capture);
    const loss = this.parts.losses.take();
    if (!session.hasBegun) this.begin(session);
    this.sendStart(session, named);
    const isFinite = loss !== null && Number.isFinite(loss);
    if (loss !== null && !isFinite) this.lossIsNotFinite(session);
    this.lookAtGradients(session, named);
    this.updateDepth++;
    try {
      run();
    } finally {
      this.updateDepth--;
    }
    this.step++;
    session.batch++;
    const record: StepRecord = {
      fit: session.info.index,
      step: this.step,
      epoch: session.epochFraction,
      loss: isFinite ? loss : null,
      learningRate: learningRateOf(optimizer),
    };
    this.reporter.step(record, performance.now());
    // a loss that nobody computed is no finding
    if (loss !== null) this.parts.findings.stepTaken(record, session.info);
    if (session.isLoop) session.metrics = loss === null ? {} : { loss: record.loss };
    if (!isOwn) this.loopStepEnded(session);
  }

  private begin(session: FitSession): void {
    const { snapshots, checkpoints, losses, sink } = this.parts;
    session.hasBegun = true;
    const nowMs = performance.now();
    snapshots.start(nowMs);
    checkpoints.start(nowMs);
    if (session.isLoop) {
      session.info.firstStep = this.step;
      sink.fit(session.info);
    }
    session.start = snapshots.take(session, this.step, new Map(), losses.earlyWeights);
    if (!session.start.some(s => s.isEarly)) this.takeStartCheckpoint(session);
  }
  private takeStartCheckpoint(session: FitSession): void {
    if (this.parts.spec.mode === 'inspect') return;
    this.parts.checkpoints.take(session, this.step, { reason: 'start', epoch: session.epoch, batch: 0, metrics: {} });
  }

  /** The first step's gradients are there and nothing is updated yet: the snapshot before it is complete. */
  private sendStart(session: FitSession, gradients: ReadonlyMap<string, Tensor>): void {
    if (!session.start) return;
    const { snapshots, losses } = this.parts;
    let { start } = session;
    session.start = null;
    if (start.some(s => s.isEarly)) {
      const known = new Map(losses.earlyWeights);
      for (const { entry, snapshot } of start)
        for (const [name, summary] of weightsIn(snapshot, entry)) known.set(name, summary);
      start = snapshots.take(session, this.step, new Map(), known);
      this.takeStartCheckpoint(session);
    }
    const summaries = snapshots.summarizeGradients(gradients);
    for (const { entry, snapshot } of start) {
      addWeightGradients(snapshot, entry, summaries);
      this.parts.findings.snapshotTaken(snapshot, entry);
    }
    if (this.parts.spec.mode === 'inspect') this.end('completed');
  }

  /** Summaries of the gradients of this step, where a snapshot will follow it. */
  private lookAtGradients(session: FitSession, gradients: ReadonlyMap<string, Tensor>): void {
    const { snapshots, tensorflow } = this.parts;
    this.dropHeldGradients(session);
    const { stepsPerEpoch } = session.info;
    const isEpochEnd =
      !session.isLoop &&
      stepsPerEpoch !== null &&
      session.batch + 1 >= stepsPerEpoch &&
      (session.isLastEpoch || snapshots.isAffordable(performance.now()));
    if (isEpochEnd || this.isSnapshotDue(session, this.step + 1))
      session.gradients = { step: this.step + 1, summaries: snapshots.summarizeGradients(gradients) };
    else if (!session.isLoop && stepsPerEpoch === null) {
      session.heldGradients = new Map();
      for (const [name, tensor] of gradients) session.heldGradients.set(name, tensorflow.core.keep(tensor.clone()));
    }
  }
  private dropHeldGradients(session: FitSession): void {
    if (session.heldGradients) for (const tensor of session.heldGradients.values()) tensor.dispose();
    session.heldGradients = null;
  }

  private isSnapshotDue(session: FitSession, step: number): boolean {
    const { snapshotEverySteps, customLoopMinSeconds } = this.parts.spec.settings;
    if (session.wantsSnapshot) return true;
    const every = snapshotEverySteps || (session.isLoop ? defaultLoopSteps : Infinity);
    if (step - session.lastSnapshotStep < every) return false;
    const nowMs = performance.now();
    if (session.isLoop && nowMs - session.lastSnapshotAtMs < customLoopMinSeconds * 1000) return false;
    return this.parts.snapshots.isAffordable(nowMs);
  }
  private takeSnapshot(session: FitSession): void {
    const { snapshots, findings } = this.parts;
    this.reporter.flush();
    session.wantsSnapshot = false;
    const { gradients, heldGradients } = session;
    const summaries = heldGradients
      ? snapshots.summarizeGradients(heldGradients)
      : gradients.step === this.step
        ? gradients.summaries
        : new Map<string, never>();
    for (const { entry, snapshot } of snapshots.take(session, this.step, summaries))
      findings.snapshotTaken(snapshot, entry);
  }

  private lossIsNotFinite(session: FitSession): void {
    if (session.isNotFinite) return;
    session.isNotFinite = true;
    this.reporter.flush();
    // nothing is updated yet: this is the last state that gave a number
    const { epoch, batch, metrics } = session;
    this.parts.checkpoints.take(session, this.step, { reason: 'nan', epoch, batch, metrics });
    session.wantsSnapshot = true;
  }

  // ---- loops --------------------------------------------------------------------------------------------------------

  private batchSession(model: ModelLike): FitSession {
    const outer = this.parts.models.outerOf(model);
    return this.parts.loops.ofModel(outer, frames =>
      this.newSession('trainOnBatch', [this.parts.models.announce(outer)], frames),
    );
  }
  private loopSession(optimizer: OptimizerLike, gradients: Map<string, Tensor>, capture: () => RawFrame[]): FitSession {
    this.parts.trainedWith(optimizer);
    return this.parts.loops.ofOptimizer(optimizer, [...gradients.keys()], capture, (entries, frames) => {
      const session = this.newSession('custom', entries, frames);
      for (const entry of entries) {
        const batch = entry.model && this.parts.loops.inputsOf(entry.model);
        if (batch) session.batches.set(entry, batch);
      }
      return session;
    });
  }
  private loopStepEnded(session: FitSession): void {
    const { sink, spec, checkpoints } = this.parts;
    if (this.isSnapshotDue(session, this.step)) this.takeSnapshot(session);
    const { checkpointEverySteps, customLoopMinSeconds } = spec.settings;
    const isDue =
      this.step - checkpoints.lastStep >= (checkpointEverySteps || defaultLoopSteps) &&
      performance.now() - checkpoints.lastAtMs >= customLoopMinSeconds * 1000;
    if (isDue)
      checkpoints.take(session, this.step, {
        reason: 'steps',
        epoch: null,
        batch: session.batch,
        metrics: session.metrics,
      });
    if (sink.gate()) this.stop(session);
  }

  // ---- ends ---------------------------------------------------------------------------------------------------------

  private stop(session: FitSession): void {
    this.reporter.flush();
    if (session.lastSnapshotStep !== this.step) this.takeSnapshot(session);
    const { epoch, batch, metrics } = session;
    this.parts.checkpoints.take(session, this.step, { reason: 'stop', epoch, batch, metrics });
    this.end('stopped');
  }
  private end(status: 'completed' | 'stopped'): never {
    this.finish();
    return this.parts.sink.end(status);
  }

  /** The program is about to end: what is pending is sent. May be called again. */
  finish(): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    const { models, snapshots, checkpoints, loops, sink, findings, spec } = this.parts;
    this.reporter.flush();
    for (const session of this.active.values()) checkpoints.takePending(session, this.step, true);
    for (const session of loops.all) {
      if (spec.mode === 'train') {
        if (session.hasBegun && session.lastSnapshotStep !== this.step) this.takeSnapshot(session);
        checkpoints.take(session, this.step, {
          reason: 'end',
          epoch: null,
          batch: session.batch,
          metrics: session.metrics,
        });
      }
      sink.fitEnded(session.info.index);
    }
    if (this.step > 0) return;
    const shown = new Set([...this.active.values(), ...loops.all].filter(s => s.hasBegun).flatMap(s => s.entries));
    for (const model of models.topModels()) {
      const entry = models.announce(model);
      if (!shown.has(entry)) findings.snapshotTaken(snapshots.takeUntrained(entry, loops.inputsOf(model)), entry);
    }
  }

  private newSession(kind: FitInfo['kind'], entries: WatchedModel[], frames: RawFrame[]): FitSession {
    const info: FitInfo = {
      index: this.fitCount++,
      model: entries[0]!.name,
      kind,
      site: this.parts.sites.resolve(frames).site,
      epochs: null,
      initialEpoch: 0,
      stepsPerEpoch: null,
      batchSize: null,
      samples: null,
      firstStep: this.step,
      startedAt: Date.now(),
    };
    return new FitSession(info, entries);
  }
}

/** The rate that an optimizer holds as a number; null where it keeps it elsewhere. */
export function learningRateOf(optimizer: OptimizerLike | null | undefined): number | null {
  const rate = optimizer?.learningRate;
  return typeof rate === 'number' && Number.isFinite(rate) ? rate : null;
}
