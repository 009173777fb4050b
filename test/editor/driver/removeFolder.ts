import * as fs from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

const triesForMs = 30_000;

/**
 * Removes the folder and all in it. A process whose editor or parent is gone ends a moment later and may write on its way: while
 * something is added to the folder, it is tried again, from the start, for half a minute. (`maxRetries` of `fs.rm` tries
 * only the last step again, which what was added makes fail each time.)
 */
export async function removeFolder(folder: string): Promise<void> {
  for (const startedAt = Date.now(); ; await wait(200))
    try {
      return fs.rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if (Date.now() - startedAt > triesForMs) throw error;
    }
}
