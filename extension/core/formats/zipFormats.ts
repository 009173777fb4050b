import { chosenFile } from './chosenFile';
import type { OpenedFile } from './openedFile';
import { isKerasArchive } from './keras/isKerasArchive';
import { isTorchArchive, openTorchArchive } from './pytorch/torchArchive';
import { openZipFile, type ZipFile } from './containers/zipMembers';

/** A format whose files are zips. */
interface ZipFormat {
  recognises(zip: ZipFile): boolean;
  /** Throws LayerglassError; who calls closes the file then. */
  open(zip: ZipFile): OpenedFile | Promise<OpenedFile>;
}

/** In the order in which they are asked; the last takes what is left. */
const zipFormats: readonly ZipFormat[] = [
  { recognises: isTorchArchive, open: openTorchArchive },
  {
    recognises: isKerasArchive,
    open: async zip => (await import('./keras/kerasArchive')).openKerasArchive(zip),
  },
  { recognises: () => true, open: async zip => (await import('./numpy/npz')).openNpz(zip) },
];

/** Opens a zip as what its members say it is. Throws LayerglassError. */
export async function openZip(place: string): Promise<OpenedFile> {
  const source = chosenFile(place);
  try {
    const zip = openZipFile(source);
    return await zipFormats.find(format => format.recognises(zip))!.open(zip);
  } catch (error) {
    source.close();
    throw error;
  }
}
