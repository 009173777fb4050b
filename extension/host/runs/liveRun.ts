import type { RunListItem } from '../../protocol/panel';
import { isEnded } from '../../protocol/run';
import type { RunState } from '../../protocol/runState';
import type { RunHandle } from '../../engine/runHandle';
import { bestMetric } from '../../core/runs/bestMetric';
import { resumedRun } from '../../core/runs/listRuns';

/** Key of a program's last inspection. */
export const inspectionKey = 'inspect';

/** A run that this window has started. */
export class LiveRun {
  constructor(
    /** Absolute. */
    readonly program: string,
    /** Absolute: where it runs and what its sites are relative to. */
    readonly folder: string,
    readonly mode: 'train' | 'inspect',
    readonly handle: RunHandle,
    /** Tells runs apart that have no folder yet. */
    private readonly sequence: number,
  ) {}

  get state(): RunState {
    return this.handle.state;
  }

  /** The run folder; `inspect` for an inspection; until the folder is made, a name of its own. */
  get key(): string {
    return this.mode === 'inspect' ? inspectionKey : (this.state.path ?? `starting-${this.sequence}`);
  }

  get isActive(): boolean {
    return !isEnded(this.state.status);
  }

  get item(): RunListItem {
    return listItemOf(this.state, this.key);
  }
}

/** A run as it stands in lists. */
export function listItemOf(state: RunState, key: string): RunListItem {
  const { id, status, startedAt, program, epochs, resumedFrom } = state;
  const best = bestMetric(epochs);
  return {
    ...{ key, id, status, startedAt, program },
    best: best && { metric: best.metric, value: best.value },
    ...(resumedFrom && { resumedFrom: resumedRun(resumedFrom) }),
  };
}
