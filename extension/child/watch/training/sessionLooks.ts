import type { Summary } from '../../../protocol/summary';
import { addWeightGradients, weightsIn } from '../probe/takeSnapshot';
import { dataFacts } from '../data/dataFacts';
import { dataOfBatch, dataOfFit, dataOfProbe, type GivenData } from '../data/givenData';
import type { WatchedModel } from '../models/modelRegistry';
import type { OutputProbe } from '../probe/probeActivations';
import { gradientsByName, valuesOf, type GradientsLike, type Tensor } from '../tfjsInternals';
import type { FitSession } from './fitSession';
import { HeldWeights } from './heldWeights';
import type { TrainingParts } from './trainingRun';
import { monotonicMs } from '../../clock';
import { keepObjectsYoung } from '../../process/keepObjectsYoung';

/** Steps between two snapshots and checkpoints of a loop where the settings name no number. */
export const defaultLoopSteps = 100;

/** Where the run is: updates so far, and what sends the steps that wait. */
export interface StepCount {
  readonly count: number;
  flush(): void;
}

/** What is looked at in a fit or loop, and when: before its first step, at its gradients, in between, and when it goes wrong. */
export class SessionLooks {
  constructor(
    private readonly parts: TrainingParts,
    private readonly steps: StepCount,
  ) {}

  /** The first batch of a fit or loop is there, and nothing is trained yet. */
  begin(session: FitSession): void {
    const { snapshots, checkpoints, losses, sink, spec, findings } = this.parts;
    session.hasBegun = true;
    keepObjectsYoung();
    snapshots.start();
    checkpoints.start();
    if (session.isLoop) {
      session.info.firstStep = this.steps.count;
      sink.fit(session.info);
    }
    if (session.isRepeated && !snapshots.isAffordable()) return;
    session.start = snapshots.take(
      session,
      this.steps.count,
      { gradients: new Map(), weights: losses.earlyWeights },
      false,
      // who inspects waits for the picture
      spec.mode === 'inspect' ? (snapshot, entry) => findings.snapshotBegun(snapshot, entry) : undefined,
    );
    if (!session.start.some(s => s.isEarly)) this.takeStartCheckpoint(session);
  }
  private takeStartCheckpoint(session: FitSession): void {
    const { spec, checkpoints } = this.parts;
    // of loops that take turns the first one's holds all models
    if (spec.mode === 'inspect' || (session.isLoop && checkpoints.lastStep >= 0)) return;
    const { epoch, batch, isLoop } = session;
    const moment = { reason: 'start' as const, epoch, batch: isLoop ? 0 : batch, metrics: session.metrics };
    checkpoints.take(session, this.steps.count, moment, isLoop ? 'loop' : 'update');
  }

  /**
   * The first step's gradients are there and nothing is updated yet: the snapshot before it is complete. False later. Without
   * gradients where that step has failed.
   */
  sendStart(session: FitSession, gradients: GradientsLike): boolean {
    if (!session.start) return false;
    const { snapshots, losses, findings } = this.parts;
    let { start } = session;
    session.start = null;
    if (start.some(s => s.isEarly)) {
      const known = new Map(losses.earlyWeights);
      for (const { entry, snapshot } of start)
        for (const [name, summary] of weightsIn(snapshot, entry)) known.set(name, summary);
      start = snapshots.take(session, this.steps.count, { gradients: new Map(), weights: known }, false);
      this.takeStartCheckpoint(session);
    }
    for (const { entry, outputs } of start) this.sendData(session, entry, outputs);
    session.given = null;
    const summaries = snapshots.summarizeGradients(gradientsByName(gradients));
    for (const { entry, snapshot, closeUp } of start) {
      addWeightGradients(snapshot, entry, summaries);
      findings.snapshotTaken({ snapshot, closeUp }, entry, session.info);
    }
    return true;
  }

  /** What the fit learns from; `outputs`: what its model predicts, none where it never came so far. */
  sendData(session: FitSession, entry: WatchedModel, outputs: readonly OutputProbe[]): void {
    const { tensorflow, findings, snapshots } = this.parts;
    const { current, given, info } = session;
    const { model } = entry;
    if (!model) return;
    const batch = session.batches.get(entry);
    let data: GivenData | null = null;
    if (given) data = dataOfFit(model, given);
    else if (current) data = dataOfBatch(model, current.inputs, current.targets);
    else if (batch) data = dataOfProbe(model, batch);
    const hasLoss = info.kind !== 'custom';
    const facts = snapshots.charged(() => dataFacts(tensorflow, info.index, entry, data, outputs, hasLoss));
    if (facts) findings.dataSeen(facts, entry, info);
  }

  /** Summaries of the gradients of this step, where a snapshot will follow it. */
  lookAtGradients(session: FitSession, gradients: GradientsLike): void {
    const { snapshots, tensorflow } = this.parts;
    this.dropHeldGradients(session);
    const { stepsPerEpoch } = session.info;
    const isEpochEnd =
      !session.isLoop &&
      stepsPerEpoch !== null &&
      session.batch + 1 >= stepsPerEpoch &&
      (session.isLastLook || snapshots.isAffordable());
    const isLookedAt = isEpochEnd || this.isSnapshotDue(session, this.steps.count + 1);
    if (!isLookedAt && (session.isLoop || stepsPerEpoch !== null)) return;
    const byName = gradientsByName(gradients);
    session.heldWeights = new HeldWeights(tensorflow, byName.keys());
    if (isLookedAt) session.gradients = { step: this.steps.count + 1, summaries: snapshots.summarizeGradients(byName) };
    else {
      session.heldGradients = new Map();
      for (const [name, tensor] of byName) session.heldGradients.set(name, tensorflow.core.keep(tensor.clone()));
    }
  }
  /** The update is done: the weights of a step that is looked at are compared at once, before the program goes on. */
  updateDone(session: FitSession): void {
    if (!session.heldWeights || session.heldGradients) return;
    const changes = this.parts.snapshots.compareWeights(session.heldWeights);
    session.updates = { step: this.steps.count, changes };
    this.dropHeldGradients(session);
  }
  dropHeldGradients(session: FitSession): void {
    if (session.heldGradients) for (const tensor of session.heldGradients.values()) tensor.dispose();
    session.heldGradients = null;
    session.heldWeights?.dispose();
    session.heldWeights = null;
  }

  /** Who asks for one every N steps has it, whatever it costs; else it has to be affordable. */
  isSnapshotDue(session: FitSession, step: number): boolean {
    const { snapshotEverySteps, customLoopMinSeconds } = this.parts.spec.settings;
    if (session.wantsSnapshot) return true;
    const every = snapshotEverySteps || (session.isLoop ? defaultLoopSteps : Infinity);
    if (step - session.lastSnapshotStep < every) return false;
    if (session.isLoop && monotonicMs() - session.lastSnapshotAtMs < customLoopMinSeconds * 1000) return false;
    return snapshotEverySteps > 0 || this.parts.snapshots.isAffordable();
  }
  /** `isLast`: none follows in this fit or loop. */
  takeSnapshot(session: FitSession, isLast = false): void {
    const { snapshots, findings } = this.parts;
    this.steps.flush();
    const { snapshotEverySteps } = this.parts.spec.settings;
    if (snapshotEverySteps > 0) snapshots.tellCost(snapshotEverySteps);
    session.wantsSnapshot = false;
    const known = this.ofNewestStep(session);
    for (const { entry, snapshot, closeUp } of snapshots.take(session, this.steps.count, known, isLast))
      findings.snapshotTaken({ snapshot, closeUp }, entry, session.info);
  }

  /** What is known of the step that led here: nothing, where nobody knew that it would be looked at. */
  private ofNewestStep({ gradients, updates, heldGradients, heldWeights }: FitSession): {
    gradients: Map<string, Summary>;
    updates: Map<string, number | null>;
  } {
    const { snapshots } = this.parts;
    const isOfStep = (step: number): boolean => step === this.steps.count;
    if (heldGradients && heldWeights)
      return { gradients: snapshots.summarizeGradients(heldGradients), updates: snapshots.compareWeights(heldWeights) };
    return {
      gradients: isOfStep(gradients.step) ? gradients.summaries : new Map<string, Summary>(),
      updates: isOfStep(updates.step) ? updates.changes : new Map<string, number | null>(),
    };
  }

  lossIsNotFinite(session: FitSession): void {
    if (session.isNotFinite) return;
    session.isNotFinite = true;
    const { inputs = [], targets = [] } = session.current ?? {};
    session.badData = inputs.some(isBad) ? 'inputs' : targets.some(isBad) ? 'targets' : null;
    // nothing is updated yet: this is the last state that gave a number
    const { epoch, batch, metrics } = session;
    this.parts.checkpoints.take(
      session,
      this.steps.count,
      { reason: 'nan', epoch, batch, metrics },
      session.isLoop ? 'loop' : 'update',
    );
    session.wantsSnapshot = true;
  }
}

/** True where a value is NaN or infinite. */
function isBad(tensor: Tensor): boolean {
  const values = tensor.isDisposed || tensor.dtype !== 'float32' ? null : valuesOf(tensor);
  return values?.some(v => !Number.isFinite(v)) ?? false;
}
