import { createHmac, timingSafeEqual } from 'node:crypto';
import type { RunManifest } from '../../protocol/run';

/** What a signature vouches for: all that decides which code runs again when a run is resumed. Paths as run.json has them. */
export type SignedFacts = Pick<RunManifest, 'program' | 'folder' | 'arguments' | 'sourceHash'>;

/** Raised when other facts are signed: older signatures are then no proof any more. */
const version = 1;

/** HMAC-SHA256 of the facts, hexadecimal. @param key the machine's secret */
export function signRun(key: Uint8Array, { program, folder, arguments: words, sourceHash }: SignedFacts): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([version, program, folder, words, sourceHash]))
    .digest('hex');
}

/** Whether whoever holds the key signed this run. */
export function isSignedWith(key: Uint8Array, run: SignedFacts & Pick<RunManifest, 'signature'>): boolean {
  const given = Buffer.from(run.signature ?? '', 'utf8');
  const expected = Buffer.from(signRun(key, run), 'utf8');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
