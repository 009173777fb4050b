import { LayerglassError } from '../../../protocol/errors';
import type { ByteSource } from '../sources/byteSource';
import { addProblem } from '../fileProblems';
import type { OpenedFile } from '../openedFile';
import type { ZipMember } from '../containers/zipMember';
import type { ZipFile } from '../containers/zipMembers';
import { MemorySource } from '../sources/sourceViews';
import { kerasNames } from './kerasNames';
import { openKerasParts } from './kerasParts';

/** Of weights that are packed: they are unpacked as a whole, for they are read here and there. */
const maxPackedBytes = 2 ** 28;

/** What Keras' `model.save` writes since it has `.keras`. Throws LayerglassError where its weights cannot be opened. */
export async function openKerasArchive({ source, members, problems }: ZipFile): Promise<OpenedFile> {
  // As Python's: the last of a name.
  const byName = new Map(members.map(one => [one.name, one]));
  const readable = (name: string): ZipMember | null => {
    const found = byName.get(name);
    return found?.isReadable ? found : null;
  };
  if (!byName.has(kerasNames.weights))
    addProblem(problems, 'file-missing', 'The archive has no weights.', kerasNames.weights);
  const weights = readable(kerasNames.weights);
  const [config, metadata] = [readable(kerasNames.config), readable(kerasNames.metadata)];
  const summed = members.filter(one => one.isReadable);
  return openKerasParts(
    { config, metadata, weights: weights && unpacked(weights) },
    { sources: [source], summed, problems },
  );
}

/** What can be read anywhere. Throws LayerglassError. */
function unpacked(found: ZipMember): ByteSource {
  const { name, size } = found;
  if (!found.isPacked) return found;
  if (size > maxPackedBytes)
    throw new LayerglassError('too-large', `${name} is packed, and has ${size} bytes`, {
      where: name,
      remedy: `Unpack the archive and open its ${name}: up to ${maxPackedBytes / 2 ** 20} MB are unpacked here.`,
    });
  const bytes = new Uint8Array(size);
  found.read(bytes, 0);
  return new MemorySource(
    bytes,
    () => new LayerglassError('member-short', `${name} ends after ${bytes.length} bytes`, { where: name }),
  );
}
