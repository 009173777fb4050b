import * as path from 'node:path';
import type { FileDescription } from '../../protocol/reader';
import { fileInside, FileSource } from './byteSource';
import { folderFiles } from './folderFiles';
import { readJson } from './jsonFile';
import { makeNamesUnique, type OpenedFile } from './openedFile';
import { manifestTensors, modelJsonSchema } from './tfjsManifest';

/** A model as TensorFlow.js saves it: model.json and its weights in shards beside. @param json absolute path of model.json */
export function openTfjsFolder(json: string): OpenedFile {
  const folder = path.dirname(json);
  const name = path.basename(json);
  const model = readJson(fileInside(folder, name).file, name, modelJsonSchema);
  const sources: FileSource[] = [];
  const { tensors, problems } = manifestTensors(model.weightsManifest, null, shard => {
    const { file, size } = fileInside(folder, shard);
    const source = new FileSource(file, shard, size);
    sources.push(source);
    return source;
  });
  makeNamesUnique(tensors);
  const describe = (): FileDescription => {
    const listed = folderFiles(folder);
    return {
      format: model.format === 'graph-model' ? 'tfjs-graph' : 'tfjs-layers',
      tensors: tensors.map(tensor => tensor.entry),
      files: listed.files,
      step: null,
      checkpoint: null,
      ...{ models: [], hasGraphs: false, checksums: 0 },
      metadata: metadataOf(model),
      problems: [...problems, ...listed.problems],
    };
  };
  const models = [{ name: modelName(model.modelTopology), file: json, tensors }];
  return { describe, problems, tensors, models, summed: [], sources };
}

const texts = ['generatedBy', 'convertedBy'] as const;
function metadataOf(
  model: { userDefinedMetadata?: Record<string, unknown> | null } & Record<string, unknown>,
): Record<string, string> {
  const metadata: Record<string, string> = {};
  for (const key of texts) if (typeof model[key] === 'string') metadata[key] = model[key];
  for (const [key, value] of Object.entries(model.userDefinedMetadata ?? {}))
    metadata[key] = typeof value === 'string' ? value : JSON.stringify(value);
  return metadata;
}

/** The name that a topology gives its model; `model` where it gives none. */
export function modelName(topology: unknown): string {
  const config = (topology as { model_config?: unknown } | null)?.model_config ?? topology;
  const name = (config as { config?: { name?: unknown } } | null)?.config?.name;
  return typeof name === 'string' && name ? name : 'model';
}
