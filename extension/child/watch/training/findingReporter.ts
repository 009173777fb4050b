import type { BadData } from '../../../core/findings/findingRule';
import { FindingWatch } from '../../../core/findings/findingWatch';
import type { FitInfo, Snapshot, StepRecord } from '../../../protocol/run';
import type { RunSink } from '../../runSink';
import type { ModelRegistry, WatchedModel } from '../models/modelRegistry';

/** Sends snapshots, with what the rules find in them and in steps. */
export class FindingReporter {
  private readonly rules = new FindingWatch();

  constructor(
    private readonly sink: RunSink,
    private readonly models: ModelRegistry,
  ) {}

  snapshotTaken(snapshot: Snapshot, entry: WatchedModel): void {
    // its layers are those of this moment
    this.models.refresh(entry);
    this.sink.snapshot(snapshot);
    for (const finding of this.rules.snapshot(snapshot, entry.info)) this.sink.finding(finding);
  }
  /** A step whose loss is known; null stands for one that is no number. */
  stepTaken(step: StepRecord, fit: FitInfo, badData: BadData): void {
    for (const finding of this.rules.step(step, fit, badData)) this.sink.finding(finding);
  }
}
