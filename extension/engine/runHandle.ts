import type { Snapshot } from '../protocol/run';
import type { Control, RunnerEvent } from '../protocol/runner';
import type { RunState } from '../protocol/runState';

/** A run of this process. It exists from the moment it is asked for: bundling and launching are its first stages. */
export interface RunHandle {
  /** Replaced, never changed, by each event. */
  readonly state: RunState;
  /** The newest snapshot of each model, by model name, without buckets. */
  readonly snapshots: ReadonlyMap<string, Snapshot>;
  /** Events of the child and of the launch alike. Returns what ends the subscription. */
  onEvent(listener: (event: RunnerEvent, state: RunState) => void): () => void;
  /** The program's own output, as it comes. A listener that returns a promise holds the program's output back until then. */
  onOutput(listener: (stream: 'stdout' | 'stderr', text: string) => void | Promise<void>): () => void;
  control(message: Control): void;
  /** Asks the run to stop, waits `graceMs` (default 5000), then ends its whole process tree. */
  stop(graceMs?: number): Promise<RunState>;
  /** Resolves, never rejects, once the process is gone and the run folder is final: `state.error` says what went wrong. */
  readonly stopped: Promise<RunState>;
  /** Ends the run if it runs, and removes an inspection's temporary folder. */
  dispose(): Promise<void>;
}
