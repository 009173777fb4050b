import * as fs from 'node:fs';
import { setInterval } from 'node:timers';
import { stuckMark } from '../../protocol/reader';

const beatMs = 250;
const checkMs = 100;

/** What a thread's event loop counts up while it turns; to be handed to `watchBeats` in another thread. */
export function beatingHeart(): SharedArrayBuffer {
  const beats = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const count = new Int32Array(beats);
  setInterval(() => Atomics.add(count, 0, 1), beatMs).unref();
  return beats;
}

/**
 * Ends the process when it has computed that long without a beat, and says so on stderr: a library's loop cannot be
 * interrupted. Counted is the processor's time, so that a slow disk, a busy machine and one that slept do no harm.
 */
export function watchBeats(beats: SharedArrayBuffer, maxStuckMs: number): void {
  const count = new Int32Array(beats);
  let last = -1;
  let since = process.cpuUsage();
  setInterval(() => {
    const beat = Atomics.load(count, 0);
    if (beat !== last) {
      last = beat;
      since = process.cpuUsage();
      return;
    }
    const { user, system } = process.cpuUsage(since);
    if (user + system <= 1000 * maxStuckMs) return;
    fs.writeSync(2, `${stuckMark}\n`);
    process.kill(process.pid, 'SIGKILL');
  }, checkMs);
}
