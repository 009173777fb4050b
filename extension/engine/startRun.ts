import { Run } from './run';
import type { RunHandle } from './runHandle';
import type { RunRequest } from './runRequest';

/**
 * Bundles and runs a program, watched. Returns at once; whatever goes wrong, from a file that is not there to a crash of the
 * process, is the `error` of the state that `stopped` resolves to.
 */
export function startRun(request: RunRequest): RunHandle {
  return new Run(request);
}
