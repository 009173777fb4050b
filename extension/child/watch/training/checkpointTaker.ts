import type { CheckpointContent } from '../../../core/runs/checkpointContent';
import type { Notice } from '../../../protocol/run';
import type { RunSink } from '../../runSink';
import type { CheckpointCollector } from '../checkpoints/checkpointCollector';
import { isFinite32 } from '../checkpoints/tensorData';
import { CostBudget } from './costBudget';
import type { FitSession } from './fitSession';
import { measureWork } from './workClock';
import { monotonicMs } from '../../clock';

/** What writing costs besides the copy: the background thread's work for the same bytes, and its files. */
const writingFactor = 3;
const writingMs = 10;

/** Takes checkpoints, at most one for each step, and fewer of an epoch's where epochs follow each other too quickly. */
export class CheckpointTaker {
  private readonly budget: CostBudget;
  private costMs = 0;
  /** Of the newest checkpoint in the run, whichever fit took it. */
  lastStep = -1;
  lastAtMs = -Infinity;
  private hasSaidThinned = false;

  constructor(
    private readonly collector: CheckpointCollector,
    private readonly sink: RunSink,
    ratio: number,
    private readonly notice: (notice: Notice) => void,
  ) {
    this.budget = new CostBudget(ratio);
  }

  start(nowMs: number): void {
    this.budget.start(nowMs);
  }

  /** Takes the checkpoint of an epoch that waits for the program's callbacks. `isLast`: whatever it costs. */
  takePending(session: FitSession, step: number, isLast: boolean): void {
    const { pendingCheckpoint } = session;
    if (!pendingCheckpoint) return;
    if (!isLast && !this.budget.allows(this.costMs, monotonicMs())) {
      if (!this.hasSaidThinned)
        this.notice({
          code: 'checkpoints-thinned',
          message:
            'Epochs follow each other quickly, so some have no checkpoint: watching is to cost little. The last one always has.',
        });
      this.hasSaidThinned = true;
      return;
    }
    session.pendingCheckpoint = null;
    this.take(session, step, { ...pendingCheckpoint, batch: 0 });
  }

  take(
    session: FitSession,
    step: number,
    moment: Pick<CheckpointContent, 'reason' | 'epoch' | 'batch' | 'metrics'>,
  ): void {
    if (this.lastStep === step) return;
    const { result: content, costMs } = measureWork(() =>
      this.collector.collect({
        ...moment,
        fit: session.info.index,
        step,
        shuffle: session.shuffle ? Int32Array.from(session.shuffle) : null,
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
