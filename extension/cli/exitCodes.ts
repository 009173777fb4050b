import type { RunState } from '../protocol/runState';

/** CLI.md lays them down. `findings`: `check` found something of severity error. */
export const exitCodes = { done: 0, failed: 1, usage: 2, findings: 3, interrupted: 130 } as const;

/** Of a run that has ended, whatever was found in it. */
export function exitCodeOf({ status }: RunState, wasInterrupted: boolean): number {
  if (wasInterrupted) return exitCodes.interrupted;
  return status === 'failed' || status === 'interrupted' ? exitCodes.failed : exitCodes.done;
}
