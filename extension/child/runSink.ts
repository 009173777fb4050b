import type { CloseUp } from '../protocol/closeUp';
import type { DataFacts } from '../protocol/dataFacts';
import type { InitializerComparison } from '../protocol/initializers';
import type { ModelInfo } from '../protocol/model';
import type { Finding } from '../protocol/finding';
import type { EpochRecord, FitInfo, Notice, Snapshot, StepRecord } from '../protocol/run';
import type { CheckpointContent } from '../core/runs/checkpointContent';

/**
 * Where interception reports what it sees. Nothing here throws into the program and nothing waits for a disk: what has
 * to be written is handed to the background thread, which announces it to the host once it is in the run folder.
 */
export interface RunSink {
  model(model: ModelInfo): void;
  fit(fit: FitInfo): void;
  /** The call has returned or thrown. Until then an exit of the process is one in the middle of training. */
  fitEnded(index: number): void;
  step(step: StepRecord): void;
  epoch(epoch: EpochRecord): void;
  /** With buckets. */
  snapshot(snapshot: Snapshot): void;
  /** Of the model and step of the snapshot that follows it. The arrays in it are kept. */
  closeUp(closeUp: CloseUp): void;
  /** The bytes in it are kept until `hasWrittenCheckpoints`: they must be copies, not views of TensorFlow's memory. */
  checkpoint(content: CheckpointContent): void;
  /** True once nobody reads the bytes of those checkpoints any more. */
  readonly hasWrittenCheckpoints: boolean;
  data(data: DataFacts): void;
  finding(finding: Finding): void;
  /** Replaces the one of the same model. */
  initializers(comparison: InitializerComparison): void;
  notice(notice: Notice): void;
  /**
   * Called between two steps where nothing can be awaited. Blocks while paused. Returns true when a stop was asked for:
   * the caller then writes a checkpoint and calls `end('stopped')`.
   */
  gate(): boolean;
  /** The same where the program can be awaited (callbacks of fit): does not block the event loop while paused. */
  gateAsync(): Promise<boolean>;
  /** Ends the process: flushes what is to be written, announces the status, exits. Does not return. */
  end(status: 'completed' | 'stopped'): never;
}
