import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { isSignedWith, signRun, type SignedFacts } from '../core/runs/runSignature';
import { openRegular, readFully } from '../core/runs/readBounded';
import type { RunManifest } from '../protocol/run';
import { configFolder } from './configFolder';

const keyName = 'run-key';
const keyBytes = 32;

/**
 * The signature of a run that this machine makes; undefined where its secret cannot be kept, so that the run is one of
 * unknown origin. The secret is made when it is first needed.
 */
export function signatureOf(facts: SignedFacts, environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const file = path.join(configFolder(environment), keyName);
  const key = readKey(file) ?? makeKey(file);
  return key ? signRun(key, facts) : undefined;
}

/** Whether this machine recorded the run. What it did not is not run again without asking. */
export function isRecordedHere(
  run: SignedFacts & Pick<RunManifest, 'signature'>,
  environment: NodeJS.ProcessEnv = process.env,
): boolean {
  const key = readKey(path.join(configFolder(environment), keyName));
  return key !== null && isSignedWith(key, run);
}

/** null where there is none, or what is there is no key. */
function readKey(file: string): Uint8Array | null {
  try {
    const fd = openRegular(file);
    if (fd === null) return null;
    try {
      const bytes = new Uint8Array(keyBytes + 1);
      return readFully(fd, bytes, 0) === keyBytes ? bytes.subarray(0, keyBytes) : null;
    } finally {
      fs.closeSync(fd);
    }
  } catch {
    return null;
  }
}

/** Appears whole or not at all, and never in the place of another: two runs that begin at once have one key. */
function makeKey(file: string): Uint8Array | null {
  const temporary = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    fs.writeFileSync(temporary, randomBytes(keyBytes), { mode: 0o600, flag: 'wx' });
    try {
      fs.linkSync(temporary, file);
    } catch {
      // there is one by now, or a file system without links
      if (!fs.existsSync(file)) fs.renameSync(temporary, file);
    }
    fs.rmSync(temporary, { force: true });
  } catch {
    // said by the absence of a signature
  }
  return readKey(file);
}
