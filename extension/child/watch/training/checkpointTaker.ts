import { isBetter } from '../../../core/runs/bestMetric';
import type { CheckpointContent, ResumeFacts } from '../../../core/runs/checkpointContent';
import type { Metrics, Notice } from '../../../protocol/run';
import type { LaunchSpec } from '../../../protocol/runner';
import type { RunSink } from '../../runSink';
import type { CheckpointCollector } from '../checkpoints/checkpointCollector';
import { isFinite32 } from '../checkpoints/tensorData';
import type { ResumeFactsCollector } from '../resume/resumeFactsCollector';
import { CostBudget } from './costBudget';
import type { FitSession } from './fitSession';
import { measureWork, workedMs } from './workClock';
import { monotonicMs } from '../../clock';

/** What writing costs besides the copy: the background thread's work for the same bytes, and its files. */
const writingFactor = 3;
const writingMs = 10;

type Cadence = Pick<
  LaunchSpec['settings'],
  'checkpointEverySteps' | 'checkpointEveryMinutes' | 'checkpointBestBy' | 'snapshotThinning'
>;

/** Takes checkpoints, at most one for each step, and fewer of an epoch's where epochs follow each other too quickly. */
export class CheckpointTaker {
  private readonly budget: CostBudget;
  private costMs = 0;
  /** Of the newest checkpoint in the run, whichever fit took it. */
  lastStep = -1;
  lastAtMs = -Infinity;
  private startedAtMs = Infinity;
  /** Of the metric that the settings name, by model. */
  private readonly bestValues = new Map<string, number>();
  private hasSaidThinned = false;

  constructor(
    private readonly collector: CheckpointCollector,
    private readonly sink: RunSink,
    private readonly cadence: Cadence,
    private readonly notice: (notice: Notice) => void,
    private readonly resumeFacts: ResumeFactsCollector,
  ) {
    this.budget = new CostBudget(cadence.snapshotThinning);
  }

  start(): void {
    this.budget.start(workedMs());
    this.startedAtMs = Math.min(this.startedAtMs, monotonicMs());
  }

  /** Why this step has a checkpoint that is not an epoch's; null: it has none. */
  dueAt(step: number, everySteps = this.cadence.checkpointEverySteps): 'steps' | 'minutes' | null {
    if (everySteps > 0 && step - this.lastStep >= everySteps) return 'steps';
    const everyMs = this.cadence.checkpointEveryMinutes * 60_000;
    const sinceMs = monotonicMs() - Math.max(this.lastAtMs, this.startedAtMs);
    return everyMs > 0 && sinceMs >= everyMs ? 'minutes' : null;
  }

  /**
   * Takes the checkpoint of an epoch that waits for the program's callbacks. `isLast`: whatever it costs; so has the best
   * one so far by the metric that the settings name.
   */
  takePending(session: FitSession, step: number, isLast: boolean): void {
    const { pendingCheckpoint } = session;
    if (!pendingCheckpoint) return;
    const isBest = this.isBest(session.info.model, pendingCheckpoint.metrics);
    const isAffordable = isLast || this.budget.allows(this.costMs, workedMs());
    if (!isAffordable && !isBest) {
      if (!this.hasSaidThinned)
        this.notice({
          code: 'checkpoints-thinned',
          message:
            'Some epochs have no checkpoint: writing them all would slow the training down. The last one always has one.',
        });
      this.hasSaidThinned = true;
      return;
    }
    session.pendingCheckpoint = null;
    const reason = isAffordable ? pendingCheckpoint.reason : 'best';
    // a run that ends in the middle of the epoch after it
    const { batch } = session;
    this.take(session, step, { ...pendingCheckpoint, reason, batch }, batch > 0 ? 'batch' : 'epoch');
  }

  private isBest(model: string, metrics: Metrics): boolean {
    const { checkpointBestBy: metric } = this.cadence;
    const value = metric !== null && Object.hasOwn(metrics, metric) ? metrics[metric] : null;
    if (metric === null || typeof value !== 'number') return false;
    const best = this.bestValues.get(model);
    if (best !== undefined && !isBetter(metric, value, best)) return false;
    this.bestValues.set(model, value);
    return true;
  }

  take(
    session: FitSession,
    step: number,
    moment: Pick<CheckpointContent, 'reason' | 'epoch' | 'batch' | 'metrics'>,
    place: ResumeFacts['place'],
  ): void {
    if (this.lastStep === step) return;
    const { result: content, costMs } = measureWork(() =>
      this.collector.collect({
        ...moment,
        fit: session.info.index,
        step,
        shuffle: session.shuffle ? Int32Array.from(session.shuffle) : null,
        resume: this.resumeFacts.of(session, place),
      }),
    );
    const isHealthy = moment.reason !== 'nan' || content.models.every(m => m.weights.every(isFinite32));
    if (!isHealthy) return;
    this.sink.checkpoint(content);
    this.lastStep = step;
    this.lastAtMs = monotonicMs();
    this.costMs = costMs * writingFactor + writingMs;
    this.budget.spend(this.costMs);
  }
}
