import * as fs from 'node:fs';
import * as path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import * as v from 'valibot';
import { readJson } from '../../core/formats/containers/jsonFile';
import { closeOpened, type OpenedFile } from '../../core/formats/openedFile';
import type { StoredTensor } from '../../core/formats/tensors/storedTensor';
import { openFile } from '../../core/formats/openFile';
import { modelJsonSchema } from '../../core/formats/tfjs/tfjsManifest';
import { LayerglassError } from '../../protocol/errors';
import type { TensorFlow } from '../tensorflow';
import { messageOf } from '../watch/probe/probeProblems';
import type { ModelLike, Tensor } from '../watch/tfjsInternals';
import { labelsBeside, labelsIn } from './classLabels';
import { graphModel } from './graphModel';
import { buildModel, layersModel } from './layersModel';
import type { LoadedModel } from './loadedModel';
import { placeWeights, storedValues } from './placeWeights';
import { savedModel, savedModelFolder } from './savedModel';

const jsonSchema = v.object({
  ...modelJsonSchema.entries,
  trainingConfig: v.optional(v.unknown()),
  signature: v.optional(v.nullable(v.record(v.string(), v.unknown()))),
});

/**
 * Loads the model of a file or folder with its weights. Nothing of the file is run as code. Throws LayerglassError:
 * `no-architecture`, `custom-layers`, `weights-mismatch`, `bad-model`, or what is wrong with the file.
 */
export async function loadModel(tensorflow: TensorFlow, place: string): Promise<LoadedModel> {
  const folder = savedModelFolder(place);
  const model = folder ? await savedModel(tensorflow, folder) : await loadOpened(tensorflow, place);
  const isFolder = fs.statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false;
  return { ...model, labels: model.labels ?? labelsBeside(isFolder ? place : path.dirname(place)) };
}

async function loadOpened(tensorflow: TensorFlow, place: string): Promise<LoadedModel> {
  const file = await openFile(place);
  try {
    const loaded = file.models.length ? await ofTensorFlowJs(tensorflow, file) : await ofKeras(tensorflow, file, place);
    // a weight under a wrong checksum is no reason not to run it: the page tells it as it is
    return { ...loaded, notes: [...loaded.notes, ...file.problems.slice(0, 3).map(problem => problem.message)] };
  } finally {
    closeOpened(file);
  }
}

async function ofKeras(tensorflow: TensorFlow, file: OpenedFile, place: string): Promise<LoadedModel> {
  const { config, tensors } = file;
  if (!config?.model)
    throw new LayerglassError(
      'no-architecture',
      `${path.basename(place)} has weights only: it does not say of what layers`,
      {
        where: place,
        remedy: 'Save the whole model (model.save in Keras), or open the program that builds it.',
      },
    );
  const { model, notes } = await buildModel(tensorflow, config.model, versionOf(file.describe().metadata.writtenBy));
  await placeWeights(tensorflow, model, config.model, tensors, () => setImmediate());
  return layersModel(tensorflow, model, { labels: null, notes, isClassifier: isClassifier(config.training) });
}

async function ofTensorFlowJs(tensorflow: TensorFlow, { models }: OpenedFile): Promise<LoadedModel> {
  const [first, ...others] = models;
  const { file, name } = first!;
  const json = readJson(fs.realpathSync(file), path.basename(file), jsonSchema);
  // beside other models, or an optimizer, their names begin with the model's: here they are as in its own file
  const names = json.weightsManifest.flatMap(group => group.weights.map(weight => weight.name));
  const tensors = first!.tensors
    .map((tensor, i): StoredTensor => ({ ...tensor, entry: { ...tensor.entry, name: names[i] ?? tensor.entry.name } }))
    .filter(tensor => tensor.entry.role === 'weight');
  const labels = labelsIn(json.userDefinedMetadata);
  const notes = others.length ? [`Of the ${models.length} models ${name} is run.`] : [];
  if (json.format === 'graph-model') {
    const model = await graphModel(tensorflow, json.modelTopology as object, json.signature ?? undefined, tensors);
    return { ...model, labels, notes: [...notes, ...model.notes] };
  }
  const built = await buildModel(
    tensorflow,
    json.modelTopology,
    versionOf((json.modelTopology as { keras_version?: unknown } | null)?.keras_version),
  );
  loadNamed(tensorflow, built.model, tensors, built.notes.length === 0);
  const training = json.trainingConfig ?? (json.modelTopology as { training_config?: unknown } | null)?.training_config;
  return layersModel(tensorflow, built.model, {
    labels,
    notes: [...notes, ...built.notes],
    isClassifier: isClassifier(training),
  });
}

/** As TensorFlow.js itself puts weights into a model: by their names. */
function loadNamed(
  tensorflow: TensorFlow,
  model: ModelLike,
  tensors: readonly StoredTensor[],
  isStrict: boolean,
): void {
  const values: Record<string, Tensor> = {};
  try {
    for (const stored of tensors) values[stored.entry.name] = storedValues(tensorflow, stored);
    (model as unknown as { loadWeights(weights: object, strict: boolean): void }).loadWeights(values, isStrict);
  } catch (error) {
    if (error instanceof LayerglassError) throw error;
    throw new LayerglassError('weights-mismatch', `The weights do not fit the model: ${messageOf(error)}`, {
      cause: error,
      remedy: 'Its model.json and its weights may be of two models: save it again.',
    });
  } finally {
    for (const value of Object.values(values)) if (!value.isDisposed) value.dispose();
  }
}

/** `Keras 3.5.0`, `2.15.0`, `tfjs-layers 4.22.0`: the major version of Keras, whose format that of TensorFlow.js is. */
function versionOf(text: unknown): number | null {
  if (typeof text !== 'string') return null;
  return text.startsWith('tfjs') ? 2 : Number(/^(?:Keras )?(\d+)/.exec(text)?.[1] ?? NaN) || null;
}

/** By its loss: it tells classes apart. */
const isClassifier = (training: unknown): boolean =>
  /crossentropy/i.test(JSON.stringify((training as { loss?: unknown } | null)?.loss ?? ''));
