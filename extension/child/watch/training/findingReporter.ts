import type { BadData } from '../../../core/findings/findingRule';
import { FindingWatch } from '../../../core/findings/findingWatch';
import type { CloseUp } from '../../../protocol/closeUp';
import type { DataFacts } from '../../../protocol/dataFacts';
import type { Finding, RuleSettings } from '../../../protocol/finding';
import type { EpochRecord, FitInfo, Snapshot, StepRecord } from '../../../protocol/run';
import type { RunSink } from '../../runSink';
import type { ModelRegistry, WatchedModel } from '../models/modelRegistry';

/** Sends snapshots and facts of the data, with what the rules find in them, in steps and in epochs. */
export class FindingReporter {
  private readonly rules: FindingWatch;

  constructor(
    private readonly sink: RunSink,
    private readonly models: ModelRegistry,
    settings: RuleSettings,
  ) {
    this.rules = new FindingWatch(settings);
  }

  dataSeen(data: DataFacts, entry: WatchedModel, fit: FitInfo): void {
    this.sink.data(data);
    this.send(this.rules.data(data, entry.info, fit));
  }
  /** What there is of a snapshot so far: rules wait until it is complete. */
  snapshotBegun(snapshot: Snapshot, entry: WatchedModel): void {
    this.models.refresh(entry);
    this.sink.snapshot(snapshot);
  }
  /** `fit`: null for a model that is not trained. */
  snapshotTaken(
    { snapshot, closeUp }: { snapshot: Snapshot; closeUp: CloseUp | null },
    entry: WatchedModel,
    fit: FitInfo | null,
  ): void {
    // its layers are those of this moment
    this.models.refresh(entry);
    if (closeUp) this.sink.closeUp(closeUp);
    this.sink.snapshot(snapshot);
    this.send(this.rules.snapshot(snapshot, entry.info, fit));
  }
  /** A step whose loss is known; null stands for one that is no number. */
  stepTaken(step: StepRecord, fit: FitInfo, badData: BadData): void {
    this.send(this.rules.step(step, fit, badData));
  }
  /** After the epoch's snapshot. */
  epochDone(epoch: EpochRecord, entry: WatchedModel, fit: FitInfo): void {
    this.send(this.rules.epoch(epoch, fit, entry.info));
  }

  private send(findings: readonly Finding[]): void {
    for (const finding of findings) this.sink.finding(finding);
  }
}
