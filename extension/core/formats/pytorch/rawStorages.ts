import { LayerglassError } from '../../../protocol/errors';
import { chosenFile } from '../chosenFile';
import type { ZipMember } from '../containers/zipMember';
import { isZip } from '../containers/zipMarks';
import { openZipFile } from '../containers/zipMembers';
import { addProblem } from '../fileProblems';
import { openedFile, type OpenedFile } from '../openedFile';
import type { FileSource } from '../sources/byteSource';
import { SwappedSource } from '../sources/sourceViews';
import type { StoredTensor } from '../tensors/storedTensor';
import { entryOf } from '../tensors/tensorEntry';
import { archiveFacts, archiveOf, isTorchArchive, summedMembers } from './torchArchive';

/** What a pickle would give names to. */
const storageName = /^(data|constants)\/[^/.]+$/;
const natural = new Intl.Collator('en', { numeric: true });

/**
 * Opens the storages of a PyTorch archive and nothing else: numbers without the names, shapes and types that its pickle has,
 * which is not read. Throws LayerglassError `no-storages` where it is no such archive.
 */
export function openRawStorages(place: string): OpenedFile {
  const source = chosenFile(place);
  try {
    const zip = startsAsZip(source) ? openZipFile(source) : null;
    const archive = zip && isTorchArchive(zip) ? archiveOf(zip) : null;
    const storages = zip?.members.filter(({ name }) => archive && storageName.test(name.slice(archive.root.length)));
    if (!zip || !archive || !storages?.length)
      throw new LayerglassError('no-storages', `${source.name} has no storages beside its pickle`, {
        where: source.name,
        remedy: 'Only archives that PyTorch 1.6 and newer writes have them.',
      });
    const { problems } = zip;
    addProblem(
      problems,
      'names-not-read',
      'Names, shapes and types of the tensors are not read: each storage is shown whole, as float32 (guessed), or as bytes where its size is none of float32.',
      `${archive.root}data.pkl`,
    );
    const isBigEndian = archive.text('byteorder') === 'big';
    return openedFile({
      format: 'pytorch',
      tensors: storages.sort((a, b) => natural.compare(a.name, b.name)).map(one => storageTensor(one, isBigEndian)),
      sources: [source],
      summed: summedMembers(zip),
      metadata: archiveFacts(archive),
      problems,
    });
  } catch (error) {
    source.close();
    throw error;
  }
}

function startsAsZip(source: FileSource): boolean {
  const start = new Uint8Array(Math.min(4, source.size));
  source.read(start, 0);
  return isZip(start);
}

function storageTensor(member: ZipMember, isBigEndian: boolean): StoredTensor {
  const { name, size } = member;
  const [dtype, valueBytes] = size % 4 === 0 ? (['float32', 4] as const) : (['uint8', 1] as const);
  const entry = entryOf({ name, dtype, shape: [size / valueBytes], bytes: size, role: 'other' }, '/');
  return {
    entry: { ...entry, storedDtype: 'raw bytes', layer: null },
    stored: dtype,
    quantization: null,
    source: isBigEndian && valueBytes > 1 ? new SwappedSource(member, 0, valueBytes) : member,
    at: 0,
  };
}
