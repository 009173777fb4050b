import type { CheckpointContent } from '../../core/runs/checkpointContent';
import type { CloseUp } from '../../protocol/closeUp';
import type { DataFacts } from '../../protocol/dataFacts';
import type { InitializerComparison } from '../../protocol/initializers';
import type { ModelInfo } from '../../protocol/model';
import { variablesModelName } from '../../protocol/model';
import type { Finding } from '../../protocol/finding';
import type { EpochRecord, FitInfo, Notice, Snapshot, StepRecord } from '../../protocol/run';
import type { RunSink } from '../runSink';
import type { BackgroundThread } from './backgroundThread';
import { monotonicMs, startTimer, stopTimer } from '../clock';

/** Each message wakes the other thread, which costs more than what is in it: a training that goes on for long has fewer of them. */
const stepsIntervalMs = 400;
const laterIntervalMs = 1000;
const livelyMs = 20_000;
const pausePollMs = 50;

/** Hands what interception sees to the background thread, and knows how far the run is. */
export class RunnerSink implements RunSink {
  readonly models: string[] = [];
  private newestStep = 0;
  private readonly open = new Map<number, FitInfo>();
  private readonly epochs = new Map<number, number>();
  private pending: StepRecord[] = [];
  private sentAt = 0;
  private firstStepAt: number | null = null;
  private stepsTimer: NodeJS.Timeout | null = null;
  private hasSaidSlow = false;

  /** @param exit ends the process with what is written; it does not return */
  constructor(
    private readonly thread: BackgroundThread,
    private readonly exit: (status: 'completed' | 'stopped') => never,
  ) {}

  model(model: ModelInfo): void {
    if (!this.models.includes(model.name)) this.models.push(model.name);
    this.thread.post({ type: 'model', model });
  }

  fit(fit: FitInfo): void {
    // a custom loop has no end that anybody could see
    if (fit.kind === 'fit' || fit.kind === 'fitDataset') this.open.set(fit.index, fit);
    this.thread.post({ type: 'fit', fit });
  }

  fitEnded(index: number): void {
    this.open.delete(index);
    this.sendSteps();
  }

  step(step: StepRecord): void {
    this.newestStep = step.step;
    this.pending.push(step);
    const now = monotonicMs();
    this.firstStepAt ??= now;
    const intervalMs = now - this.firstStepAt < livelyMs ? stepsIntervalMs : laterIntervalMs;
    if (now - this.sentAt >= intervalMs) this.sendSteps(now);
    // the last steps before a long evaluation are not kept waiting by it
    else this.stepsTimer ??= startTimer(() => this.sendSteps(), intervalMs).unref();
  }

  epoch(epoch: EpochRecord): void {
    this.epochs.set(epoch.fit, epoch.epoch);
    this.thread.post({ type: 'epoch', epoch });
  }

  snapshot(snapshot: Snapshot): void {
    this.thread.post({ type: 'snapshot', snapshot });
  }

  closeUp(closeUp: CloseUp): void {
    this.thread.post({ type: 'closeUp', closeUp });
  }

  checkpoint(content: CheckpointContent): void {
    // who goes on from it needs all steps before it, whenever this process is killed
    this.sendSteps();
    // what nothing can replace is always taken
    const isLast = content.reason !== 'epoch' && content.reason !== 'steps' && content.reason !== 'minutes';
    if (this.thread.postCheckpoint(content, isLast) || this.hasSaidSlow) return;
    this.hasSaidSlow = true;
    this.notice({
      code: 'disk-slow',
      message: `Checkpoints come faster than they can be written: the one of step ${content.step} was left out, and others may be.`,
    });
  }

  get hasWrittenCheckpoints(): boolean {
    return this.thread.hasWrittenCheckpoints;
  }

  data(data: DataFacts): void {
    this.thread.post({ type: 'data', data });
  }

  finding(finding: Finding): void {
    this.thread.post({ type: 'finding', finding });
  }

  initializers(comparison: InitializerComparison): void {
    this.thread.post({ type: 'initializers', comparison });
  }

  notice(notice: Notice): void {
    this.thread.post({ type: 'notice', notice });
  }

  gate(): boolean {
    if (this.thread.isPaused) {
      this.tellPaused();
      this.thread.waitWhilePaused();
      this.tellResumed();
    }
    return this.thread.isStopAsked;
  }

  async gateAsync(): Promise<boolean> {
    if (this.thread.isPaused) {
      this.tellPaused();
      // a timer keeps the process alive, which is what a pause means
      while (this.thread.isPaused) await new Promise(resolve => startTimer(resolve, pausePollMs));
      this.tellResumed();
    }
    return this.thread.isStopAsked;
  }

  end(status: 'completed' | 'stopped'): never {
    return this.exit(status);
  }

  /** Sends the steps that wait. */
  sendSteps(now = monotonicMs()): void {
    this.sentAt = now;
    if (this.stepsTimer) stopTimer(this.stepsTimer);
    this.stepsTimer = null;
    if (!this.pending.length) return;
    const steps = this.pending;
    this.pending = [];
    this.thread.post({ type: 'steps', steps });
  }

  get lastStep(): number {
    return this.newestStep;
  }
  get openFits(): FitInfo[] {
    return [...this.open.values()];
  }
  /** Epochs done in the newest fit. */
  get epochsDone(): number {
    const fit = this.openFits.at(-1);
    return fit ? (this.epochs.get(fit.index) ?? fit.initialEpoch) : 0;
  }
  /** Names of the models that have layers. */
  get modelNames(): string[] {
    return this.models.filter(name => name !== variablesModelName);
  }

  private tellPaused(): void {
    this.sendSteps();
    this.thread.post({ type: 'status', status: 'paused' });
  }
  private tellResumed(): void {
    if (!this.thread.isStopAsked) this.thread.post({ type: 'status', status: 'running' });
  }
}
