import type { RunnerEvent } from '../../protocol/runner';
import { maxSteps, thinSteps } from '../../protocol/runState';

/**
 * Events that wait for the page. What a later one makes superfluous is merged or dropped, so that the queue stays small
 * however long it waits; applied to the state that the page has, the rest gives the same state as all of them would.
 */
export class EventQueue {
  private events: RunnerEvent[] = [];

  get isEmpty(): boolean {
    return this.events.length === 0;
  }

  push(event: RunnerEvent): void {
    const last = this.events.at(-1);
    if (event.type === 'steps' && last?.type === 'steps') {
      this.events[this.events.length - 1] = { type: 'steps', steps: thinIfLong([...last.steps, ...event.steps]) };
    } else if (event.type === 'snapshot') {
      // the figures of a snapshot are read from the run folder: only its place in the list travels
      this.events.push({ type: 'snapshot', snapshot: { ...event.snapshot, layers: [] } });
    } else {
      this.events = this.events.filter(e => !isReplacedBy(e, event));
      this.events.push(event);
    }
  }

  /** All events that wait; the queue is empty afterwards. */
  take(): RunnerEvent[] {
    const taken = this.events;
    this.events = [];
    return taken;
  }
}

const thinIfLong = <T extends Parameters<typeof thinSteps>[0]>(steps: T): T =>
  (steps.length > maxSteps ? thinSteps(steps) : steps) as T;

function isReplacedBy(old: RunnerEvent, next: RunnerEvent): boolean {
  if (old.type === 'model' && next.type === 'model') return old.model.name === next.model.name;
  if (old.type === 'checkpoint' && next.type === 'checkpoint') return old.checkpoint.path === next.checkpoint.path;
  return (old.type === 'stage' || old.type === 'status' || old.type === 'backend') && old.type === next.type;
}
