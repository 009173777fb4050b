import type { Writable } from 'node:stream';

type PipeStream = Writable & { _handle?: { setBlocking?: (isBlocking: boolean) => number } | null };

/**
 * Makes writes to stdout and stderr wait until the host has taken them, as they do with a file or a terminal. Node would
 * hold what a pipe cannot take in memory, without bound, and lose it in `process.exit`.
 */
export function makeOutputBlocking(): void {
  for (const stream of [process.stdout, process.stderr] as PipeStream[]) stream._handle?.setBlocking?.(true);
}
