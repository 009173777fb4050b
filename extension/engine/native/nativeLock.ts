import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as v from 'valibot';
import { isGone, processIdentity } from '../../core/runs/processIdentity';
import { LayerglassError } from '../../protocol/errors';

const holderSchema = v.object({ pid: v.number(), host: v.string(), start: v.optional(v.string()) });
type Holder = v.InferOutput<typeof holderSchema>;

const prefix = 'lock-';
const heartbeatMs = 5_000;
/** Of a holder about which the system tells nothing: one on another host, or whose number another process may have. */
const silentAfterMs = 60_000;
const retryMs = 300;

export interface NativeLock {
  release(): void;
}

/**
 * Takes the only right to change an installation. Who asks announces itself by a file of its own in `folder`, then looks for
 * others: of two that do so at once at least one sees the other and steps back. Files of processes that are gone are removed.
 * @param onBusy told once who holds it; with `null` as the answer it is waited for, else what it returns is thrown
 * Throws LayerglassError `cancelled`.
 */
export async function takeNativeLock(
  folder: string,
  onBusy: (holder: Holder) => Error | null,
  signal?: AbortSignal,
): Promise<NativeLock> {
  let told = false;
  for (;;) {
    if (signal?.aborted) throw new LayerglassError('cancelled', 'Cancelled.');
    const own = announce(folder);
    const other = otherHolder(folder, own);
    if (!other) return hold(own);
    fs.rmSync(own, { force: true });
    if (!told) {
      const refusal = onBusy(other);
      if (refusal) throw refusal;
      told = true;
    }
    await pause(retryMs * (0.5 + Math.random()), signal);
  }
}

function announce(folder: string): string {
  fs.mkdirSync(folder, { recursive: true });
  const name = `${process.pid}-${randomBytes(4).toString('hex')}`;
  const file = path.join(folder, prefix + name);
  // written under another name: a lock that can be seen says whose it is
  const written = path.join(folder, `new-${name}`);
  fs.writeFileSync(written, JSON.stringify(processIdentity()));
  fs.renameSync(written, file);
  return file;
}

function hold(file: string): NativeLock {
  const timer = setInterval(() => {
    try {
      // the time is then the file system's own, whichever host asks
      fs.appendFileSync(file, ' ');
    } catch {
      // the folder was removed by hand
    }
  }, heartbeatMs);
  timer.unref();
  return {
    release() {
      clearInterval(timer);
      fs.rmSync(file, { force: true });
    },
  };
}

/** Somebody else who holds it or asks for it; null where there is nobody. */
function otherHolder(folder: string, own: string): Holder | null {
  const nowMs = fs.statSync(own).mtimeMs;
  for (const name of fs.readdirSync(folder)) {
    const file = path.join(folder, name);
    if (!name.startsWith(prefix) || file === own) continue;
    const holder = readHolder(file);
    const age = nowMs - (fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity);
    const gone = holder === null || isGone(holder);
    const isKnown = gone === false && holder?.start !== undefined;
    if (gone === true || (!isKnown && age > silentAfterMs)) fs.rmSync(file, { force: true });
    else if (holder) return holder;
  }
  return null;
}

function readHolder(file: string): Holder | null {
  try {
    return v.parse(holderSchema, JSON.parse(fs.readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
    signal?.addEventListener('abort', done, { once: true });
  });
