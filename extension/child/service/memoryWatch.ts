import * as fs from 'node:fs';
import { setInterval } from 'node:timers';
import { memoryMark } from '../../protocol/reader';

const checkMs = 100;

/**
 * Ends the process, at once and whatever its main thread does, when it takes more memory than that; says so on stderr. To
 * be run in a thread of its own: a heap's limit does not bound typed arrays.
 */
export function watchMemory(maxBytes: number): void {
  setInterval(() => {
    if (process.memoryUsage.rss() <= maxBytes) return;
    fs.writeSync(2, `${memoryMark}\n`);
    process.kill(process.pid, 'SIGKILL');
  }, checkMs);
}
