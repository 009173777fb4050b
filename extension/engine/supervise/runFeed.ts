import type { Snapshot } from '../../protocol/run';
import type { RunnerEvent } from '../../protocol/runner';
import { applyEvent, type RunState } from '../../protocol/runState';

type EventListener = (event: RunnerEvent, state: RunState) => void;
type Stream = 'stdout' | 'stderr';
type OutputListener = (stream: Stream, text: string) => void | Promise<void>;

/** What is known of a run, and who wants to hear of it. A listener that throws harms neither the run nor the others. */
export class RunFeed {
  readonly snapshots = new Map<string, Snapshot>();
  private readonly eventListeners = new Set<EventListener>();
  private readonly outputListeners = new Set<OutputListener>();

  constructor(public state: RunState) {}

  onEvent(listener: EventListener): () => void {
    this.eventListeners.add(listener);
    return () => this.eventListeners.delete(listener);
  }

  onOutput(listener: OutputListener): () => void {
    this.outputListeners.add(listener);
    return () => this.outputListeners.delete(listener);
  }

  tell(event: RunnerEvent): void {
    this.state = applyEvent(this.state, event);
    if (event.type === 'snapshot') this.snapshots.set(event.snapshot.model, event.snapshot);
    for (const listener of this.eventListeners)
      try {
        listener(event, this.state);
      } catch (error) {
        process.emitWarning(error instanceof Error ? error : String(error));
      }
  }

  /** Returns a promise while a listener wants no more. */
  output(stream: Stream, text: string): void | Promise<void> {
    const open: Promise<void>[] = [];
    for (const listener of this.outputListeners) {
      const taken = listener(stream, text);
      if (taken) open.push(taken);
    }
    if (open.length) return Promise.allSettled(open).then(() => undefined);
  }
}
