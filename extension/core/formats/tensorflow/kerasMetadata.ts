import type { FileProblem } from '../../../protocol/reader';
import { LayerglassError } from '../../../protocol/errors';
import { kerasModels, type KerasModels } from '../architecture/kerasModels';
import type { ChosenFile } from '../chosenFile';
import { addFailureOf, addProblem } from '../fileProblems';
import type { KerasConfigs } from '../openedFile';
import type { StoredTensor } from '../tensors/storedTensor';
import { ProtobufScanner, type ByteRange } from '../containers/protobufScanner';

const metadataName = 'keras_metadata.pb';
const maxJsonBytes = 2 ** 26;

/**
 * The models that Keras says a SavedModel holds; null where it says nothing.
 * @param model its `saved_model.pb`
 */
export function savedKerasModels(
  model: ChosenFile,
  tensors: readonly StoredTensor[],
  problems: FileProblem[],
): { models: KerasModels['models']; config: KerasConfigs } | null {
  if (!model.has(metadataName)) return null;
  try {
    const source = model.sibling(metadataName);
    try {
      const root = rootModel(new ProtobufScanner(source, metadataName));
      if (!root) return null;
      const training = root.training_config ?? null;
      const entries = tensors.map(tensor => tensor.entry);
      const { models, problems: own } = kerasModels(root, entries, training ?? undefined);
      for (const { code, message, where } of own) addProblem(problems, code, message, where);
      return { models, config: { model: root, training } };
    } finally {
      source.close();
    }
  } catch (error) {
    addFailureOf(problems, error, metadataName);
    return null;
  }
}

/** SavedMetadata: https://github.com/keras-team/tf-keras/blob/master/tf_keras/protobuf/saved_metadata.proto. */
function rootModel(scanner: ProtobufScanner): Record<string, unknown> | null {
  for (const node of scanner.fields(scanner.whole)) {
    if (node.type !== 'block' || node.field !== 1) continue;
    const { identifier, path: place, metadata } = savedObject(scanner, node);
    if (place !== 'root' || !metadata || !/^_tf_keras_(model|sequential|network)$/.test(identifier)) continue;
    if (metadata.end - metadata.at > maxJsonBytes)
      throw new LayerglassError('too-large', `${metadataName} tells of its model at too great length`, {
        where: metadataName,
      });
    const text = new TextDecoder().decode(scanner.bytes(metadata));
    try {
      const json: unknown = JSON.parse(text);
      return typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : null;
    } catch (error) {
      throw new LayerglassError('bad-json', `${metadataName} is no JSON: ${(error as Error).message}`, {
        where: metadataName,
      });
    }
  }
  return null;
}

function savedObject(
  scanner: ProtobufScanner,
  range: ByteRange,
): { identifier: string; path: string; metadata: ByteRange | null } {
  const object: ReturnType<typeof savedObject> = { identifier: '', path: '', metadata: null };
  for (const part of scanner.fields(range)) {
    if (part.type !== 'block') continue;
    if (part.field === 3) object.path = scanner.text(part);
    else if (part.field === 4) object.identifier = scanner.text(part);
    else if (part.field === 5) object.metadata = { at: part.at, end: part.end };
  }
  return object;
}
