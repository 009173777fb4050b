import type { ModelInfo } from '../../protocol/model';
import type { Finding, FitInfo, Snapshot, StepRecord } from '../../protocol/run';

/** A snapshot, the model it is of, and the snapshot of that model before it; null where it is the first. */
export interface SnapshotContext {
  snapshot: Snapshot;
  model: ModelInfo;
  previous: Snapshot | null;
}

/** Which part of a batch holds a value that is no number; null where none does, or the batch is not known. */
export type BadData = 'inputs' | 'targets' | null;

/** A step of a fit, and the step of that fit before it; null where it is the first. */
export interface StepContext {
  step: StepRecord;
  fit: FitInfo;
  previous: StepRecord | null;
  badData: BadData;
}

/** A rule looks at summaries and says what it concludes. Its page is docs/<id>.md. */
export interface FindingRule {
  /** What findings carry as `rule`: `exploding-tensor`. */
  id: string;
  evaluateSnapshot?(context: SnapshotContext): Finding[];
  evaluateStep?(context: StepContext): Finding[];
}
