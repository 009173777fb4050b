import type { Reader } from '../../engine/reader/reader';
import { LayerglassError } from '../../protocol/errors';
import type { FileRefusal } from '../../protocol/filePage';
import type { FileProblem, ReaderParams } from '../../protocol/reader';

/** Why a file cannot be shown, and what of it can be shown all the same. */
export async function refusalOf(
  error: unknown,
  place: ReaderParams<'describe'>,
  reader: Pick<Reader, 'request'>,
): Promise<FileRefusal> {
  if (!(error instanceof LayerglassError))
    return { ...internal(error), where: place.path, remedy: 'The log says more: Layerglass: Show Log.' };
  const { code, message, where, remedy } = error;
  const storages = code === 'unsafe-pickle' && !place.raw ? await countStorages(place.path, reader) : 0;
  return { code, message, where: where || place.path, remedy, ...(storages > 0 && { storages }) };
}

/** Of an archive beside its pickle; 0 of all else. */
async function countStorages(path: string, reader: Pick<Reader, 'request'>): Promise<number> {
  try {
    return (await reader.request('describe', { path, raw: true })).tensors.length;
  } catch {
    // Why it is refused is told already.
    return 0;
  }
}

/** What has failed, as a problem of the file. */
export const problemOf = (error: unknown): FileProblem =>
  error instanceof LayerglassError
    ? { code: error.code, message: [`${error.message}.`, error.remedy].filter(Boolean).join(' '), where: error.where }
    : { ...internal(error), where: '' };

const internal = (error: unknown): { code: string; message: string } => ({
  code: 'internal',
  message: error instanceof Error ? error.message : String(error),
});
