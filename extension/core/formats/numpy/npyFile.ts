import type { FileProblem } from '../../../protocol/reader';
import { LayerglassError } from '../../../protocol/errors';
import { chosenFile } from '../chosenFile';
import { openedFile, type OpenedFile } from '../openedFile';
import { openNpy } from './npy';
import { heldObjects } from './objectArray';

/** Opens what `numpy.save` writes; of an array of objects the arrays among them. Throws LayerglassError, for records too. */
export function openNpyFile(place: string): OpenedFile {
  try {
    return openNpy(place);
  } catch (error) {
    const opened = isOfObjects(error) ? openObjects(place) : null;
    if (!opened) throw error;
    return opened;
  }
}

/** Whether an array cannot be shown as one because it is of objects. */
export const isOfObjects = (error: unknown): boolean =>
  error instanceof LayerglassError && error.code === 'object-array';

/** null where no array is among them. */
function openObjects(place: string): OpenedFile | null {
  const source = chosenFile(place);
  let opened: OpenedFile | null = null;
  try {
    const problems: FileProblem[] = [];
    const { tensors, metadata } = heldObjects(source, source.name, '', problems);
    if (tensors.length)
      opened = openedFile({
        ...{ format: 'npy', tensors, problems, sources: [source] },
        metadata: Object.fromEntries(metadata),
      });
    return opened;
  } finally {
    if (!opened) source.close();
  }
}
