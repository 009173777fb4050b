import type { FileProblem } from '../../../protocol/reader';
import type { FileSource } from '../sources/byteSource';
import type { Found } from '../openedFile';
import { isZip, zipMembers } from '../containers/zipMembers';
import { readTorchArchive } from './torchArchive';
import { readTorchPickle } from './torchPickle';

/** What is in one file of several, whichever way `torch.save` wrote it. Throws LayerglassError. */
export function torchOf(source: FileSource): Found {
  const start = new Uint8Array(Math.min(4, source.size));
  source.read(start, 0);
  if (!isZip(start)) return readTorchPickle(source);
  const problems: FileProblem[] = [];
  return readTorchArchive({ source, members: zipMembers(source, source.name, problems), problems });
}
