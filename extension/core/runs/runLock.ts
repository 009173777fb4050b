import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as v from 'valibot';
import { LayerglassError } from '../../protocol/errors';
import { runManifestSchema, type RunManifest } from '../../protocol/run';
import { isGone, processIdentity } from './processIdentity';
import { readBounded } from './readBounded';
import { checkpointsName, lockName } from './runPaths';
import { systemCode, writeError } from './writeError';
import { temporaryName } from './writeFile';

/** A change takes milliseconds: who waits longer is told who holds the lock. */
const patienceMs = 2000;
const retryMs = 25;
/** Held by a process of another host, of which nobody knows whether it still is: let go after so long. */
const foreignMs = 30 * 60_000;
/** A lock without a holder is one that is being written right now, or whose writer died while it did. */
const unsignedMs = 1000;
const maxLockBytes = 4096;

const holderSchema = v.object({ ...runManifestSchema.entries.process.entries, token: v.optional(v.string()) });
type Holder = v.InferOutput<typeof holderSchema>;
let count = 0;

/**
 * Does `change` while no other process changes the checkpoints of this run, which has ended. Waits a moment for one that
 * does; the lock of a process that is gone is taken over. Rejects with LayerglassError `run-locked`, what `change` throws,
 * or why the lock cannot be written.
 */
export async function withRunLock<T>(runFolder: string, change: () => T): Promise<T> {
  const lock = path.join(runFolder, checkpointsName, lockName);
  const token = `${process.pid}-${++count}`;
  const untilMs = performance.now() + patienceMs;
  while (!take(lock, token)) {
    const holder = readHolder(lock);
    if (isStale(lock, holder)) takeAway(lock, holder);
    else if (performance.now() > untilMs) throw locked(lock, holder);
    else await wait(retryMs);
  }
  try {
    return change();
  } finally {
    // taken over by one that thought us dead: then it is not ours to remove
    if (readHolder(lock)?.token === token) fs.rmSync(lock, { force: true });
  }
}

/** Returns false where someone has it. The lock is there with its holder's name in it, or not at all, also after a crash. */
function take(lock: string, token: string): boolean {
  const text = JSON.stringify({ ...processIdentity(), token } satisfies Holder);
  const aside = path.join(path.dirname(lock), `${lockName}.${token}.tmp`);
  try {
    fs.writeFileSync(aside, text);
    fs.linkSync(aside, lock);
    return true;
  } catch (error) {
    const code = systemCode(error);
    // ENOENT: who holds it has tidied up what is temporary
    if (code === 'EEXIST' || (code === 'ENOENT' && fs.existsSync(path.dirname(lock)))) return false;
    if (['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(code)) return takeWithoutLink(lock, text);
    throw writeError(error, lock);
  } finally {
    fs.rmSync(aside, { force: true });
  }
}

/** Where the file system has no links. */
function takeWithoutLink(lock: string, text: string): boolean {
  try {
    fs.writeFileSync(lock, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw writeError(error, lock);
  }
}

/** Null where there is none, or nobody's name is in it. */
function readHolder(lock: string): Holder | null {
  try {
    const bytes = readBounded(lock, maxLockBytes);
    return bytes && v.parse(holderSchema, JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return null;
  }
}

function isStale(lock: string, holder: Holder | null): boolean {
  let ageMs: number;
  try {
    ageMs = Math.abs(Date.now() - fs.lstatSync(lock).mtimeMs);
  } catch {
    return false;
  }
  if (!holder) return ageMs > unsignedMs;
  return isGone(holder) ?? ageMs > foreignMs;
}

/** Renamed first, so that only one takes it away; who has taken away a new one puts it back. */
function takeAway(lock: string, stale: Holder | null): void {
  const aside = temporaryName(lock);
  try {
    fs.renameSync(lock, aside);
  } catch {
    return;
  }
  const isAnother = readHolder(aside)?.token !== stale?.token;
  if (isAnother && !fs.existsSync(lock)) fs.renameSync(aside, lock);
  else fs.rmSync(aside, { recursive: true, force: true });
}

function locked(lock: string, holder: Holder | null): LayerglassError {
  return runLocked(holder, path.dirname(path.dirname(lock)));
}

/** Somebody else writes the run. `where`: its folder. */
export function runLocked(holder: RunManifest['process'] | null, where: string): LayerglassError {
  const who = holder ? `process ${holder.pid} on ${holder.host}` : 'another process';
  return new LayerglassError('run-locked', `The run is being written by ${who}`, {
    where,
    remedy: 'Change it in the window that has it open, or wait until it has ended.',
  });
}
