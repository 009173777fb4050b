import type { FileSource } from '../sources/byteSource';
import type { Found } from '../openedFile';
import { isZip } from '../containers/zipMarks';
import { openZipFile } from '../containers/zipMembers';
import { readTorchArchive } from './torchArchive';
import { readTorchPickle } from './torchPickle';

/** What is in one file of several, whichever way `torch.save` wrote it. Throws LayerglassError. */
export function torchOf(source: FileSource): Found {
  const start = new Uint8Array(Math.min(4, source.size));
  source.read(start, 0);
  return isZip(start) ? readTorchArchive(openZipFile(source)) : readTorchPickle(source);
}
