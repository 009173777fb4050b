import type { FileProblem } from '../../../protocol/reader';
import { LayerglassError } from '../../../protocol/errors';
import type { ByteSource } from '../sources/byteSource';
import { addFailure, addProblem } from '../fileProblems';
import { openedFile, type OpenedFile } from '../openedFile';
import { openHdf5 } from '../hdf5/hdf5Tensors';
import type { ZipMember } from '../containers/zipMember';
import type { ZipFile } from '../containers/zipMembers';
import { MemorySource } from '../sources/sourceViews';
import { maxConfigBytes, member, parsedConfig } from './kerasConfig';
import { kerasContent } from './kerasContent';

const configName = 'config.json';
const metadataName = 'metadata.json';
const weightsName = 'model.weights.h5';

/** Of weights that are packed: they are unpacked as a whole, for they are read here and there. */
const maxPackedBytes = 2 ** 28;

/** True for the members of a `.keras`. */
export const isKerasArchive = ({ byName }: ZipFile): boolean =>
  byName.has(configName) && (byName.has(weightsName) || byName.has(metadataName));

/** What Keras' `model.save` writes since it has `.keras`. Throws LayerglassError where its weights cannot be opened. */
export async function openKerasArchive({ source, members, problems }: ZipFile): Promise<OpenedFile> {
  // As Python's: the last of a name.
  const byName = new Map(members.map(one => [one.name, one]));
  const config = jsonMember(byName.get(configName), problems);
  const written = jsonMember(byName.get(metadataName), problems);
  const summed = members.filter(one => one.isReadable);
  const version = member(written, 'keras_version');
  const savedAt = member(written, 'date_saved');
  const metadata = {
    ...(typeof version === 'string' && { writtenBy: `Keras ${version}` }),
    ...(typeof savedAt === 'string' && { savedAt }),
  };
  const opened = { format: 'keras-v3', sources: [source], summed, problems, metadata };
  const weights = byName.get(weightsName);
  if (!weights?.isReadable) {
    if (!weights) addProblem(problems, 'file-missing', 'The archive has no weights.', weightsName);
    return openedFile({ ...opened, tensors: [] });
  }
  const found = await openHdf5(unpacked(weights), weightsName, problems);
  const close = (): void => found.file.close();
  try {
    const training = member(config, 'compile_config') ?? null;
    const content = kerasContent(found, { model: config, training }, problems);
    return openedFile({
      ...{ ...opened, tensors: found.tensors, ...content, close },
      metadata: { ...metadata, ...content?.metadata },
    });
  } catch (error) {
    close();
    throw error;
  }
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

/** Null where it cannot be read: a problem says why. */
function jsonMember(found: ZipMember | undefined, problems: FileProblem[]): unknown {
  if (!found?.isReadable) return null;
  const { name, size } = found;
  try {
    if (size > maxConfigBytes) throw new LayerglassError('too-large', `${name} has ${size} bytes`, { where: name });
    const bytes = new Uint8Array(size);
    found.read(bytes, 0);
    return parsedConfig(new TextDecoder().decode(bytes), name, problems);
  } catch (error) {
    addFailure(problems, error, name);
    return null;
  }
}
