import * as path from 'node:path';
import { LayerglassError } from '../../../protocol/errors';
import type { FileDescription, FileGraph, TensorEntry } from '../../../protocol/reader';
import { kerasModels, type KerasModels } from '../architecture/kerasModels';
import { chosenFile, fileOfFolder, type ChosenFile } from '../chosenFile';
import type { FileSource } from '../sources/byteSource';
import { folderFiles } from '../folderFiles';
import { readJson } from '../containers/jsonFile';
import type { OpenedFile } from '../openedFile';
import { makeNamesUnique } from '../tensors/uniqueNames';
import { graphsOfJson } from '../tensorflow/graphJson';
import { manifestTensors, weightsJsonSchema, type ModelJson } from './tfjsManifest';

const jsonName = 'model.json';

/** A model as TensorFlow.js saves it: model.json and its weights in shards beside. Throws LayerglassError. */
export const openTfjsFolder = (folder: string): OpenedFile =>
  openModelJson(path.join(folder, jsonName), fileOfFolder(folder, jsonName));

/** The same by its own file, whatever it is called, or a manifest of weights alone. Throws LayerglassError. @param json absolute */
export const openTfjsFile = (json: string): OpenedFile => openModelJson(json, chosenFile(json));

function openModelJson(json: string, own: ChosenFile): OpenedFile {
  const folder = path.dirname(json);
  const model = readModelJson(own);
  const sources: FileSource[] = [];
  const { tensors, problems } = manifestTensors(model.weightsManifest, null, shard => {
    const source = own.sibling(shard);
    sources.push(source);
    return source;
  });
  makeNamesUnique(tensors);
  const entries = tensors.map(tensor => tensor.entry);
  const isGraph = model.format === 'graph-model' || isGraphDefinition(model.modelTopology);
  const layered = isGraph ? { models: [], problems: [] } : layerModels(model, entries);
  problems.push(...layered.problems);
  const graphName = path.basename(folder);
  const graphs = (): FileGraph[] =>
    graphsOfJson(model.modelTopology, model.signature ?? model.userDefinedMetadata?.['signature'], graphName, entries);
  const describe = (): FileDescription => {
    const listed = folderFiles(folder);
    return {
      format: isGraph ? 'tfjs-graph' : 'tfjs-layers',
      tensors: entries,
      files: listed.files,
      step: null,
      checkpoint: null,
      ...{ models: layered.models, hasGraphs: isGraph, checksums: 0 },
      metadata: metadataOf(model),
      problems: [...problems, ...listed.problems],
    };
  };
  const models = [{ name: modelName(model.modelTopology), file: json, tensors }];
  return { describe, ...(isGraph && { graphs }), problems, tensors, models, summed: [], sources };
}

function readModelJson({ file, name }: ChosenFile): ModelJson {
  const model = readJson(file, name, weightsJsonSchema);
  if (typeof model !== 'string') return model;
  throw new LayerglassError('not-a-model', `${name} is no model of TensorFlow.js: ${model}`, {
    where: name,
    remedy: 'Choose the file that has the weights.',
  });
}

/** GraphDef: old files do not say what they are. */
const isGraphDefinition = (topology: unknown): boolean => Array.isArray((topology as { node?: unknown } | null)?.node);

/** The layers that a layers model tells of; none where a file has weights only. */
export function layerModels(
  { modelTopology, trainingConfig }: ModelJson,
  tensors: readonly TensorEntry[],
): KerasModels {
  return kerasModels(modelTopology, tensors, trainingConfig ?? undefined);
}

const texts = ['generatedBy', 'convertedBy'] as const;
function metadataOf(
  model: { userDefinedMetadata?: Record<string, unknown> | null } & Record<string, unknown>,
): Record<string, string> {
  const metadata: Record<string, string> = {};
  for (const key of texts) if (typeof model[key] === 'string') metadata[key] = model[key];
  for (const [key, value] of Object.entries(model.userDefinedMetadata ?? {}))
    metadata[key] = typeof value === 'string' ? value : jsonText(value);
  return metadata;
}

/** `…` where it nests deeper than can be told. */
function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return '…';
  }
}

/** The name that a topology gives its model; `model` where it gives none. */
export function modelName(topology: unknown): string {
  const config = (topology as { model_config?: unknown } | null)?.model_config ?? topology;
  const name = (config as { config?: { name?: unknown } } | null)?.config?.name;
  return typeof name === 'string' && name ? name : 'model';
}
