import type { DataFacts } from '../../protocol/dataFacts';
import type { Finding, Severity } from '../../protocol/finding';
import type { ModelInfo } from '../../protocol/model';
import type { EpochRecord, FitInfo, Snapshot, StepRecord } from '../../protocol/run';

/** What a rule knows besides what it looks at. */
interface RuleContext {
  /** The rule's own limit of that name: the person's, else the default. */
  limit(name: string): number;
}

/** A snapshot, without buckets, and what came before it. */
export interface SnapshotContext extends RuleContext {
  snapshot: Snapshot;
  model: ModelInfo;
  /** The snapshot of that model before it; null where it is the first. */
  previous: Snapshot | null;
  /** The first snapshot of that model; itself, where it is that. */
  first: Snapshot;
  /** The fit it belongs to; null for a model that is not trained. */
  fit: FitInfo | null;
  /** What that fit learns from; null where that is not known. */
  data: DataFacts | null;
}

/** Which part of a batch holds a value that is no number; null where none does, or the batch is not known. */
export type BadData = 'inputs' | 'targets' | null;

/** A step of a fit, and the step of that fit before it; null where it is the first. On the training's path: be quick. */
export interface StepContext extends RuleContext {
  step: StepRecord;
  fit: FitInfo;
  previous: StepRecord | null;
  badData: BadData;
  /** The model that the fit trains; null where it has not been seen yet. */
  model: ModelInfo | null;
}

/** What a fit learns from, before its first step. */
export interface DataContext extends RuleContext {
  data: DataFacts;
  model: ModelInfo;
  fit: FitInfo;
}

/** The mean loss of neighbouring steps: `step` is the last of them. null where one of them was not finite. */
export interface LossBlock {
  step: number;
  count: number;
  loss: number | null;
}

/** How far a fit is: at the end of each epoch, and, for a loop without epochs, with each snapshot. */
export interface ProgressContext extends RuleContext {
  fit: FitInfo;
  model: ModelInfo;
  /** All epochs of the fit so far; empty for a loop. */
  epochs: readonly EpochRecord[];
  /** The fit's loss so far in at most 200 blocks of equally many steps, the last one perhaps shorter. */
  losses: readonly LossBlock[];
  learningRate: number | null;
  data: DataFacts | null;
  /** The newest and the first snapshot of the model. */
  snapshot: Snapshot | null;
  first: Snapshot | null;
}

export interface RuleLimit {
  default: number;
  /** What is compared with it, in which unit. */
  description: string;
}

/** A rule looks at figures and says what it concludes. Its page is docs/<id>.md. */
export interface FindingRule {
  /** What findings carry as `rule`: `exploding-tensor`. */
  id: string;
  /** What it finds, in a few words, for tables and lists. */
  title: string;
  /** Of most of its findings; a rule may raise or lower it. */
  severity: Severity;
  /** By name; settings may change them. */
  limits: Readonly<Record<string, RuleLimit>>;
  evaluateData?(context: DataContext): Finding[];
  evaluateSnapshot?(context: SnapshotContext): Finding[];
  evaluateStep?(context: StepContext): Finding[];
  evaluateProgress?(context: ProgressContext): Finding[];
}
