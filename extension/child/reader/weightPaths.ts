import { closeOpened } from '../../core/formats/openedFile';
import { openFile } from '../../core/formats/openFile';
import { isNumeric, readNumbers } from '../../core/formats/tensors/tensorValues';
import { LayerglassError } from '../../protocol/errors';
import type { ReaderParams, ReaderResults } from '../../protocol/reader';
import type { Work } from './work';

const maxPaths = 10_000;
const maxIndices = 1000;
/** A look at a checkpoint is counted as so many bytes: what its description has. */
const bytesOfLook = 2 ** 20;

/** The values at some places of one tensor in each of many checkpoints: NaN where it is shorter. */
export async function weightPaths(
  { paths, name, indices }: ReaderParams<'paths'>,
  work: Work,
): Promise<ReaderResults['paths']> {
  if (paths.length > maxPaths || indices.length > maxIndices)
    throw new LayerglassError('too-many', `At most ${maxIndices} weights of ${maxPaths} checkpoints at once`, {
      remedy: 'Ask for fewer.',
    });
  work.total = paths.length * bytesOfLook;
  const values: (number[] | null)[] = [];
  for (const path of paths) {
    values.push(await valuesAt(path, name, indices));
    await work.pause(bytesOfLook);
  }
  return { values };
}

async function valuesAt(path: string, name: string, indices: readonly number[]): Promise<number[] | null> {
  try {
    const file = await openFile(path);
    try {
      const tensor = file.tensors.find(t => t.entry.name === name);
      if (!tensor || !isNumeric(tensor)) return null;
      return indices.map(index =>
        Number.isInteger(index) && index >= 0 && index < tensor.entry.count ? readNumbers(tensor, index, 1)[0]! : NaN,
      );
    } finally {
      closeOpened(file);
    }
  } catch (error) {
    // One that was deleted meanwhile, or is damaged, leaves a gap.
    if (error instanceof LayerglassError) return null;
    throw error;
  }
}
