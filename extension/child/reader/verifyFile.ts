import type { OpenedFile } from '../../core/formats/openedFile';
import { LayerglassError } from '../../protocol/errors';
import type { FileProblem } from '../../protocol/reader';
import type { Work } from './work';

/** Reads what of a file has not been read, and returns all that is wrong with it. */
export async function verifyFile({ problems: known, summed }: OpenedFile, work: Work): Promise<FileProblem[]> {
  const problems = [...known];
  for (const file of summed)
    try {
      await file.finish(work.pause);
      problems.push(...file.problems().filter(p => !problems.some(other => other.where === p.where)));
    } catch (error) {
      if (!(error instanceof LayerglassError) || error.code === 'cancelled') throw error;
      problems.push({ code: error.code, message: `${error.message}.`, where: error.where });
    }
  return problems;
}

/** Bytes of all its files whose checksum is known. */
export const summedBytes = ({ summed }: OpenedFile): number => summed.reduce((sum, file) => sum + file.size, 0);
