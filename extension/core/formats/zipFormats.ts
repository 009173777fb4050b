import type { FileProblem } from '../../protocol/reader';
import { chosenFile } from './chosenFile';
import type { OpenedFile } from './openedFile';
import { isKerasArchive, openKerasArchive } from './keras/kerasArchive';
import { openNpz } from './numpy/npz';
import { isTorchArchive, openTorchArchive } from './pytorch/torchArchive';
import { zipMembers, type ZipFile } from './containers/zipMembers';

/** A format whose files are zips. */
interface ZipFormat {
  /** @param names of its members */
  recognises(names: readonly string[]): boolean;
  /** Throws LayerglassError; who calls closes the file then. */
  open(zip: ZipFile): OpenedFile | Promise<OpenedFile>;
}

/** In the order in which they are asked; the last takes what is left. */
const zipFormats: readonly ZipFormat[] = [
  { recognises: isTorchArchive, open: openTorchArchive },
  { recognises: isKerasArchive, open: openKerasArchive },
  { recognises: () => true, open: openNpz },
];

/** Opens a zip as what its members say it is. Throws LayerglassError. */
export async function openZip(place: string): Promise<OpenedFile> {
  const source = chosenFile(place);
  const problems: FileProblem[] = [];
  try {
    const members = zipMembers(source, source.name, problems);
    const names = members.map(member => member.name);
    return await zipFormats.find(format => format.recognises(names))!.open({ source, members, problems });
  } catch (error) {
    source.close();
    throw error;
  }
}
