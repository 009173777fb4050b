import { createHash, randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { nativeRecipe, recipeKey, wheelHere } from './nativeRecipe';

/** Name in package.json of what Layerglass has put together: only such a folder is replaced or removed. */
export const ownPackageName: string = nativeRecipe.lock.packages[''].name;

const keyFile = 'recipe.txt';

/**
 * Where an installation is put together, beside its target and on the same disk. What is finished has its final name in it:
 *   tree/           the packages; once the library is in `deps` and the addon built, renamed to the target
 *   <sha256>.whl    the wheel
 *   work-…/         of one attempt, removed with it: nothing in it is ever taken for finished
 */
export class StagingFolder {
  readonly path: string;
  readonly tree: string;
  readonly wheel: string;
  private workFolder: string | null = null;

  constructor(readonly target: string) {
    this.path = `${target}.part`;
    this.tree = path.join(this.path, 'tree');
    this.wheel = path.join(this.path, `${wheelHere()?.sha256}.whl`);
  }

  get nodePackage(): string {
    return path.join(this.tree, 'node_modules', '@tensorflow', 'tfjs-node');
  }
  get deps(): string {
    return path.join(this.nodePackage, 'deps');
  }
  /** Of the attempt under way. */
  get work(): string {
    this.workFolder ??= fs.mkdtempSync(path.join(this.path, 'work-'));
    return this.workFolder;
  }

  /** Under the lock: removes what attempts left that were killed, and all that another recipe has begun. */
  prepare(): void {
    const key = recipeKey();
    const file = path.join(this.path, keyFile);
    const isSame = fs.existsSync(file) && fs.readFileSync(file, 'utf8') === key;
    if (!isSame) this.clear();
    else this.removeEntries(name => name.startsWith('work-') || name.startsWith('old-'));
    fs.writeFileSync(file, key);
  }

  /** Ends an attempt: what it had not finished goes. */
  endAttempt(): void {
    if (this.workFolder) remove(this.workFolder);
    this.workFolder = null;
  }

  /** Everything but locks. */
  clear(): void {
    this.workFolder = null;
    this.removeEntries(name => !name.startsWith('lock-') && !name.startsWith('new-'));
  }

  /** The folder itself goes where nothing is kept in it and nobody else has a lock there. */
  removeIfEmpty(): void {
    try {
      if (fs.readdirSync(this.path).every(name => name === keyFile)) this.clear();
      fs.rmdirSync(this.path);
    } catch {
      // another process waits in it
    }
  }

  /** Puts the finished tree in its place. What was there is moved aside first, so that a crash leaves one or none of them. */
  replaceTarget(): void {
    const old = path.join(this.path, `old-${randomBytes(4).toString('hex')}`);
    const hasOld = fs.existsSync(this.target);
    if (hasOld) fs.renameSync(this.target, old);
    try {
      fs.renameSync(this.tree, this.target);
    } catch (error) {
      if (hasOld && !fs.existsSync(this.target)) fs.renameSync(old, this.target);
      throw error;
    }
  }

  /** Takes the target away in one rename. */
  retireTarget(): void {
    fs.renameSync(this.target, path.join(this.path, `old-${randomBytes(4).toString('hex')}`));
  }

  private removeEntries(isRemoved: (name: string) => boolean): void {
    for (const name of fs.readdirSync(this.path)) if (isRemoved(name)) remove(path.join(this.path, name));
  }
}

const remove = (file: string): void =>
  fs.rmSync(file, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });

/** Whether a folder was put together by Layerglass. */
export function isOurs(folder: string): boolean {
  try {
    const { name } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')) as { name?: unknown };
    return name === ownPackageName;
  } catch {
    return false;
  }
}

/** SHA-256 of a file, in hexadecimal; null where it is not there. */
export async function sha256Of(file: string, signal?: AbortSignal): Promise<string | null> {
  if (!fs.existsSync(file)) return null;
  const hash = createHash('sha256');
  await pipeline(fs.createReadStream(file, { highWaterMark: 1 << 20 }), hash, { signal });
  return hash.digest('hex');
}
