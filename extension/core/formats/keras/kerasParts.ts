import type { FileProblem } from '../../../protocol/reader';
import { LayerglassError } from '../../../protocol/errors';
import type { ByteSource } from '../sources/byteSource';
import { addFailure } from '../fileProblems';
import { openedFile, type Found, type OpenedFile } from '../openedFile';
import { openHdf5 } from '../hdf5/hdf5Tensors';
import { maxConfigBytes, member, parsedConfig } from './kerasConfig';
import { kerasContent } from './kerasContent';
import { kerasNames } from './kerasNames';

/** A text beside the weights, which can be read anywhere. */
export interface KerasText extends ByteSource {
  readonly name: string;
}

/**
 * What Keras' `model.save` writes since it has `.keras`, wherever its parts lie; null is what is not there, or cannot be read, as
 * a problem says already. Throws LayerglassError where its weights cannot be opened; who calls closes the sources then.
 */
export async function openKerasParts(
  parts: { config: KerasText | null; metadata: KerasText | null; weights: ByteSource | null },
  { problems, ...rest }: Pick<Found, 'sources' | 'summed' | 'problems'>,
): Promise<OpenedFile> {
  const config = jsonOf(parts.config, problems);
  const written = jsonOf(parts.metadata, problems);
  const version = member(written, 'keras_version');
  const savedAt = member(written, 'date_saved');
  const metadata = {
    ...(typeof version === 'string' && { writtenBy: `Keras ${version}` }),
    ...(typeof savedAt === 'string' && { savedAt }),
  };
  const opened = { format: 'keras-v3', problems, metadata, ...rest };
  if (!parts.weights) return openedFile({ ...opened, tensors: [] });
  const found = await openHdf5(parts.weights, kerasNames.weights, problems);
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

/** Null where it is not there, or cannot be read: a problem says why. */
function jsonOf(text: KerasText | null, problems: FileProblem[]): unknown {
  if (!text) return null;
  const { name, size } = text;
  try {
    if (size > maxConfigBytes) throw new LayerglassError('too-large', `${name} has ${size} bytes`, { where: name });
    const bytes = new Uint8Array(size);
    text.read(bytes, 0);
    return parsedConfig(new TextDecoder().decode(bytes), name, problems);
  } catch (error) {
    addFailure(problems, error, name);
    return null;
  }
}
