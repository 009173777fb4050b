import type { CheckpointContent } from '../../../core/runs/checkpointContent';
import { LayerglassError } from '../../../protocol/errors';
import type { Metrics } from '../../../protocol/run';
import type { LaunchSpec } from '../../../protocol/runner';
import type { Pass } from '../../random/dataPasses';
import type { FitSession } from '../training/fitSession';
import type { TrainingRun } from '../training/trainingRun';
import type { ModelLike, OptimizerLike, Tensor } from '../tfjsInternals';
import type { CallbackLike, CallbackLists } from './callbackLists';
import { dataHash } from './dataHash';
import { firstEpoch } from './firstEpoch';
import { loadResume, type LoadedCheckpoint } from './loadResume';
import { loggedThen } from './loggedThen';
import { dropOutput } from './quietReplay';
import { replayCallbacks } from './replayCallbacks';
import { ResumedFit } from './resumedFit';
import { restoreSums, type EpochSums } from './epochSums';
import { restoreState, type StateParts } from './restoreState';
import { ResumeNotices } from './resumeNotices';

export interface ResumeParts extends Omit<StateParts, 'looseOptimizers'> {
  random: { restore(state: CheckpointContent['random']): void };
  run: TrainingRun;
  callbacks: CallbackLists;
  /** A callback that is Layerglass' own. */
  isOurs(callback: object): boolean;
}

/**
 * A run that goes on from a checkpoint. The program runs from its start, and until it comes to the checkpoint's place nothing
 * is trained: calls of fit return what was recorded, their callbacks are called again for the epochs that are done, batches
 * and updates are passed over. There the state is restored, and from then on this is out of the way.
 */
export class ResumedRun {
  /** The state is restored. */
  isDone = false;
  private loaded: LoadedCheckpoint | null;
  private calls = 0;
  private readonly fits = new Map<ModelLike, ResumedFit>();
  private readonly loose: OptimizerLike[] = [];
  private hasPassedUpdates = false;
  private endSilence: (() => void) | null = null;
  private readonly notices: ResumeNotices;

  /** Reads and verifies the checkpoint; throws LayerglassError as loadResume. */
  constructor(
    resume: NonNullable<LaunchSpec['resume']>,
    private readonly spec: Pick<LaunchSpec, 'mode' | 'sourceHash' | 'epochs'>,
    private readonly parts: ResumeParts,
  ) {
    this.loaded = loadResume(resume);
    this.notices = new ResumeNotices(parts.notice);
    this.notices.begins(resume, parts.tensorflow.backend, this.loaded.earlier);
  }

  private get checkpoint(): LoadedCheckpoint {
    return this.loaded!;
  }
  private get isInspection(): boolean {
    return this.spec.mode === 'inspect';
  }
  /** The checkpoint lies in the middle of an epoch. */
  private get isInEpoch(): boolean {
    const { place } = this.checkpoint.facts;
    return !this.isInspection && (place === 'batch' || place === 'update');
  }

  // ---- calls of fit -------------------------------------------------------------------------------------------------

  /**
   * A call of fit begins. Returns what to call the original with, null to leave it as it is. `isPassed`: all of it is done,
   * and nothing of it is watched.
   */
  fitCalled(
    inner: ModelLike,
    kind: 'fit' | 'fitDataset',
    args: readonly unknown[],
  ): { fit: ResumedFit; args: unknown[]; isPassed: boolean } | null {
    if (this.isDone) return null;
    const { content, facts, earlier } = this.checkpoint;
    const known = earlier.calls[this.calls++];
    const isPassed = !!known && (facts.place === 'loop' ? known.firstStep < content.step : known.index < content.fit);
    if (!known || (!isPassed && known.index !== content.fit)) {
      this.notices.isElsewhere();
      this.restore();
      return null;
    }
    const epochs = known.epochsDone.filter(e => isPassed || e.epoch <= (content.epoch ?? 0));
    const model = this.parts.models.outerOf(inner);
    const fit = new ResumedFit(model, inner, kind, known.index, epochs, known.firstStep, args);
    this.fits.set(model, fit);
    if (isPassed) return { fit, args: fit.argumentsFrom(Infinity), isPassed };
    this.parts.run.step = content.step;
    if (facts.dataHash !== null && facts.dataHash !== dataHash(kind, args)) this.notices.dataDiffers();
    return { fit, args: fit.argumentsFrom(firstEpoch(fit, known, this.checkpoint, this.spec)), isPassed };
  }
  /** The call is about to return. */
  fitEnded(fit: ResumedFit, isPassed: boolean): void {
    this.fits.delete(fit.model);
    if (this.isDone) return;
    if (!isPassed) return this.restore();
    const { earlier, facts } = this.checkpoint;
    const known = earlier.fits.get(fit.index)!;
    this.parts.run.step = known.lastStep ?? this.parts.run.step;
    const content = earlier.contentAtEnd(known);
    if (content) this.restoreContent(content);
    else this.notices.endIsMissing();
    const random = facts.ended.find(e => e.fit === fit.index)?.random ?? content?.random;
    if (random) this.parts.random.restore(random);
    else this.notices.isInexact();
  }

  // ---- what fit calls -----------------------------------------------------------------------------------------------

  async epochBegins(model: ModelLike, params: object): Promise<void> {
    const fit = this.fitOf(model);
    if (!fit) return;
    if (fit.hasReplayed) {
      // the epoch was shorter than it had been
      this.notices.dataDiffers();
      return this.restore();
    }
    await this.replay(fit, params);
    if (!this.isInEpoch) this.restore();
    else this.endSilence ??= dropOutput();
  }
  /** A batch's callbacks are about to be called. */
  batchBegins(model: ModelLike, session: FitSession): void {
    const fit = this.fitOf(model);
    const { content, facts } = this.loaded ?? {};
    if (!fit || facts?.place !== 'batch' || fit.batchesPassed !== content?.batch) return;
    this.restoreInEpoch(session);
  }
  /** A batch is about to be trained on: what it logged then, null where it is really trained on. */
  passBatch(model: ModelLike, session: FitSession | null): Tensor[] | null {
    const metricCount = (model as { metricsTensors?: unknown[] }).metricsTensors?.length ?? 0;
    const fit = this.fitOf(model);
    if (this.isDone || this.isInspection) {
      if (!this.isDone) this.restore();
      return null;
    }
    const { content, facts, earlier } = this.checkpoint;
    const { core } = this.parts.tensorflow;
    if (!fit) {
      if (this.isAtLoop()) return null;
      const loss = earlier.lossAt(this.parts.run.step + 1) ?? NaN;
      return [loss, ...Array.from({ length: metricCount }, () => NaN)].map(x => core.keep(core.scalar(x)));
    }
    if (facts.place === 'update' && fit.batchesPassed === content.batch && session) {
      this.restoreInEpoch(session);
      return null;
    }
    const values = loggedThen(this.checkpoint, fit.batchesPassed, metricCount + 1);
    fit.batchesPassed++;
    return values.map(x => core.scalar(x));
  }
  /** Whether fit is passing over batches: nothing of them is watched. */
  isPassing(model: ModelLike): boolean {
    return this.fitOf(model) !== null;
  }
  /** Epoch that a fit goes on with, from 0; null where it is not one that goes on. */
  initialEpochOf(model: ModelLike): number | null {
    return this.fitOf(model)?.initialEpoch ?? null;
  }
  /** What the checkpoint's metrics were, for the fit that goes on from it; null for another. */
  metricsOf(model: ModelLike): Metrics | null {
    return this.fitOf(model) && this.checkpoint.content.metrics;
  }
  async trainEnds(model: ModelLike, params: object): Promise<void> {
    const fit = this.fitOf(model);
    if (fit && !fit.hasReplayed) await this.replay(fit, params);
  }
  /** fit is about to shuffle its examples. True: they lie as they did, and are not shuffled again. */
  isShuffled(array: number[]): boolean {
    const { content } = this.loaded ?? {};
    const [fit] = [...this.fits.values()].filter(f => f.hasReplayed && f.kind === 'fit');
    if (!fit || this.isInspection) return false;
    const { shuffle } = content ?? { shuffle: this.pendingShuffle };
    if (!shuffle || !array.every((index, i) => index === i)) return false;
    if (array.length !== shuffle.length) {
      this.notices.dataDiffers();
      return false;
    }
    shuffle.forEach((index, i) => (array[i] = index));
    this.pendingShuffle = null;
    return !this.isDone;
  }
  /** The permutation that the epoch before the next one had. */
  private pendingShuffle: Int32Array | null = null;

  /** A pass over a data set begins: in the epoch of the checkpoint the generators stand where they stood then. */
  passBegins(dataset: object): void {
    const { pass } = this.loaded?.facts ?? {};
    for (const fit of this.fits.values())
      if (fit.dataset === dataset && fit.hasReplayed && pass) this.parts.random.restore(pass);
  }
  passBegun(dataset: object, pass: Pass): void {
    for (const fit of this.fits.values()) if (fit.dataset === dataset) fit.pass = pass;
  }

  // ---- loops --------------------------------------------------------------------------------------------------------

  /** An update of a loop is about to be made. True: it is passed over. */
  passesUpdate(optimizer: OptimizerLike): boolean {
    if (this.isDone) return false;
    if (this.isLoose(optimizer) && !this.loose.includes(optimizer)) this.loose.push(optimizer);
    return !this.isAtLoop();
  }
  /** It was. Returns its loss; NaN where nobody knows it. */
  updatePassed(): number {
    const { run } = this.parts;
    const { content, facts, earlier } = this.checkpoint;
    this.hasPassedUpdates = true;
    run.step++;
    const loss = earlier.lossAt(run.step) ?? NaN;
    if (facts.place === 'loop' && run.step >= content.step) this.restore();
    return loss;
  }
  get isFirstUpdate(): boolean {
    return !this.hasPassedUpdates;
  }
  /** The program asks for gradients itself: what it makes of them is not known. */
  gradientsAsked(): void {
    if (!this.isDone) this.notices.loopComputes();
  }
  /** What comes next is the update after the checkpoint. */
  private isAtLoop(): boolean {
    const { content, facts } = this.checkpoint;
    if (!this.isInspection && (facts.place !== 'loop' || this.parts.run.step < content.step)) return false;
    this.restore();
    return true;
  }
  private isLoose(optimizer: OptimizerLike): boolean {
    return !this.parts.models.announced.some(entry => entry.model?.optimizer === optimizer);
  }

  /** The program is about to end. */
  finish(): void {
    this.endSilence?.();
    if (this.isDone) return;
    if (this.isInspection) this.restore();
    else this.notices.notReached();
  }

  // ---- the state ----------------------------------------------------------------------------------------------------

  private fitOf(model: ModelLike): ResumedFit | null {
    return this.isDone ? null : (this.fits.get(this.parts.models.outerOf(model)) ?? null);
  }
  private async replay(fit: ResumedFit, params: object): Promise<void> {
    fit.hasReplayed = true;
    if (this.isInspection) return;
    const { callbacks, tensorflow, isOurs } = this.parts;
    const { earlier } = this.checkpoint;
    const endSilence = dropOutput();
    try {
      const list: CallbackLike[] = callbacks.ofProgram(params, isOurs);
      const { batchSize, samples } = params as { batchSize?: unknown; samples?: unknown };
      const replay = await replayCallbacks(tensorflow.core, list, c => callbacks.listensToBatches(c), fit.epochs, {
        firstStep: fit.firstStep,
        sizeOf: batch => Math.min(Number(batchSize), Number(samples) - batch * Number(batchSize)),
        lossAt: step => earlier.lossAt(step),
      });
      await fit.passOverData();
      this.notices.replayed(replay, fit.epochs.length);
    } finally {
      endSilence();
    }
    // a callback that stops training has done so then, and the run went on or was resumed nevertheless
    (fit.inner as { stopTraining_?: boolean }).stopTraining_ = false;
  }
  /** The batches before were passed over: what fit has summed up of them is put back too. */
  private restoreInEpoch(session: FitSession): void {
    const { content, facts } = this.checkpoint;
    restoreSums(this.parts.tensorflow, session.callbacks[0] as EpochSums | undefined, facts.sums);
    session.batch = content.batch;
    session.batchLogs &&= facts.batchLogs.slice();
    this.restore();
  }
  private restore(): void {
    if (this.isDone) return;
    const { content, facts, earlier } = this.checkpoint;
    const { run, random } = this.parts;
    const hasPassed = this.hasPassedUpdates || this.calls > 0 || facts.place !== 'loop';
    this.restoreContent(content);
    // at the start of a loop nothing was passed over, and the generators stand where they have to
    if (hasPassed && !this.isInspection) random.restore(content.random);
    run.step = content.step;
    this.endSilence?.();
    this.endSilence = null;
    this.isDone = true;
    if (facts.place === 'epoch') this.pendingShuffle = content.shuffle;
    if (this.hasPassedUpdates) this.notices.loopPassed();
    this.notices.restored(content, earlier, this.spec.sourceHash);
    this.loaded = null;
  }
  private restoreContent(content: CheckpointContent): void {
    try {
      restoreState(content, { ...this.parts, looseOptimizers: () => this.loose });
    } catch (cause) {
      throw new LayerglassError('resume-failed', `The checkpoint cannot be restored: ${(cause as Error).message}`, {
        cause,
        remedy: 'Run the program from its start, or go on from another checkpoint.',
      });
    }
  }
}
