import * as fs from 'node:fs';
import * as path from 'node:path';
import { LayerglassError } from '../../protocol/errors';
import { folderError } from './installErrors';
import { takeNativeLock } from './nativeLock';
import { isOurs, StagingFolder } from './stagingFolder';

/**
 * Removes the native TensorFlow in `folder`, and what was kept of attempts at it. Returns whether there was any. It is gone
 * at once for the next run: one rename, then the files. Throws LayerglassError `native-busy` while another process installs
 * it, `native-foreign` where it is not ours, `read-only`.
 */
export async function removeNative(folder: string): Promise<boolean> {
  const target = path.resolve(folder);
  const staging = new StagingFolder(target);
  const isThere = fs.existsSync(target) && fs.readdirSync(target).length > 0;
  if (isThere && !isOurs(target))
    throw new LayerglassError('native-foreign', `${target} was not put together by Layerglass, so it stays.`, {
      remedy: 'Remove it by hand, or name another folder in the variable LAYERGLASS_NATIVE.',
      where: target,
    });
  if (!isThere && !fs.existsSync(staging.path)) return false;
  try {
    const lock = await takeNativeLock(
      staging.path,
      ({ pid, host }) =>
        new LayerglassError('native-busy', `Process ${pid} on ${host} is installing native TensorFlow.`, {
          remedy: 'Wait until it has ended, or cancel it, and try again.',
        }),
    );
    try {
      if (fs.existsSync(target)) staging.retireTarget();
      staging.clear();
    } finally {
      lock.release();
      staging.removeIfEmpty();
    }
    return isThere;
  } catch (error) {
    throw folderError(error, target);
  }
}
