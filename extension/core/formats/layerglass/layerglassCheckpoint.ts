import * as path from 'node:path';
import * as v from 'valibot';
import type { FileDescription, FileModel, FileProblem, TensorEntry } from '../../../protocol/reader';
import { checkpointRecordSchema } from '../../../protocol/run';
import { LayerglassError } from '../../../protocol/errors';
import {
  checkpointFileSchema,
  optimizerFileName,
  variablesFileName,
  type CheckpointFile,
  type TensorPlace,
} from '../../runs/checkpointFile';
import { readCheckpoints } from '../../runs/readCheckpoints';
import { checkpointFileName } from '../../runs/runPaths';
import { fileInside, missingFile, type ByteSource } from '../sources/byteSource';
import { folderFiles } from '../folderFiles';
import { JoinedSources } from '../sources/joinedSources';
import { readJson } from '../containers/jsonFile';
import type { ModelFolder, OpenedFile } from '../openedFile';
import { bytesOf, valueCount, type StoredTensor } from '../tensors/storedTensor';
import { makeNamesUnique } from '../tensors/uniqueNames';
import { SummedFile } from '../sources/summedFile';
import { layerModels } from '../tfjs/tfjsFolder';
import { manifestTensors, modelJsonSchema } from '../tfjs/tfjsManifest';
import { addFailure } from '../fileProblems';

/** A checkpoint that Layerglass wrote: all its models, variables and optimizers. @param lane see StreamedChecksum */
export function openLayerglassCheckpoint(folder: string, lane: 0 | 1): OpenedFile {
  const file = readJson(fileInside(folder, checkpointFileName).file, checkpointFileName, checkpointFileSchema);
  const summed: SummedFile[] = [];
  const problems: FileProblem[] = [];
  const open = (name: string): ByteSource => {
    const expected = Object.hasOwn(file.files, name) ? file.files[name] : undefined;
    if (!expected) throw missingFile(name);
    const { file: real, size } = fileInside(folder, name);
    const source = new SummedFile(real, name, size, expected, lane);
    problems.push(...source.problems());
    summed.push(source);
    return source;
  };
  const attempt = <T>(what: () => T): T | null => {
    try {
      return what();
    } catch (error) {
      addFailure(problems, error);
      return null;
    }
  };
  const hasPrefix = file.models.length + file.optimizers.length + (file.variables.length ? 1 : 0) > 1;
  const layered: FileModel[] = [];
  const models = file.models.flatMap(({ name, folder: inner }): ModelFolder[] => {
    const opened = attempt(() => openModel(folder, inner, name, hasPrefix, open));
    if (!opened) return [];
    layered.push(...opened.layered.map(model => ({ ...model, name })));
    problems.push(...opened.problems.filter(p => !problems.some(known => known.where === `${inner}/${p.where}`)));
    return [{ name, file: path.join(folder, inner, 'model.json'), tensors: opened.tensors }];
  });
  for (const { folder: inner } of file.models) attempt(() => open(`${inner}/model.json`));
  const tensors = [...models.flatMap(model => model.tensors), ...looseTensors(file, open, attempt)];
  if (file.shuffle !== null) attempt(() => open('shuffle.bin'));
  makeNamesUnique(tensors);
  for (const source of summed) nameParts(source, tensors);
  const describe = (): FileDescription => {
    const listed = folderFiles(folder);
    return {
      format: 'layerglass-checkpoint',
      tensors: tensors.map(tensor => tensor.entry),
      files: listed.files,
      step: file.step,
      checkpoint: recordOf(folder, file),
      metadata: {},
      ...{ models: layered, hasGraphs: false, checksums: summed.length },
      problems: [...problems, ...listed.problems],
    };
  };
  return { describe, problems, tensors, models, summed, sources: [] };
}

/** A shard that is all of a model's weights, or the file of the optimizers: its tensors follow each other. */
function nameParts(source: SummedFile, tensors: readonly StoredTensor[]): void {
  const inIt = tensors.filter(
    t => t.source === source || (t.source instanceof JoinedSources && t.source.isOnly(source)),
  );
  source.setTensors(inIt.map(({ entry, at }) => ({ name: entry.name, end: at + entry.bytes })));
}

function openModel(
  folder: string,
  inner: string,
  name: string,
  hasPrefix: boolean,
  open: (name: string) => ByteSource,
): ReturnType<typeof manifestTensors> & { layered: FileModel[] } {
  const json = `${inner}/model.json`;
  const model = readJson(fileInside(folder, json).file, json, modelJsonSchema);
  const opened = manifestTensors(model.weightsManifest, name, shard => open(`${inner}/${shard}`));
  if (hasPrefix) for (const { entry } of opened.tensors) entry.name = `${name}/${entry.name}`;
  // What its own architecture leaves open is no fault of the checkpoint.
  const { models: layered } = layerModels(
    model,
    opened.tensors.map(tensor => tensor.entry),
  );
  return { ...opened, layered };
}

/** Variables that no layer holds, and what optimizers hold. */
function looseTensors(
  file: CheckpointFile,
  open: (name: string) => ByteSource,
  attempt: <T>(what: () => T) => T | null,
): StoredTensor[] {
  const openLoose = (name: string): ByteSource =>
    attempt(() => open(name)) ?? new JoinedSources([], () => missingFile(name));
  const variables = file.variables.length ? openLoose(variablesFileName) : null;
  const optimizer = file.optimizers.length ? openLoose(optimizerFileName) : null;
  const tensors: StoredTensor[] = [];
  const add = (...of: Parameters<typeof tensorAt>): void => {
    const tensor = attempt(() => tensorAt(...of));
    if (tensor) tensors.push(tensor);
  };
  for (const place of file.variables)
    add(place, `variables/${place.name}`, variables!, { role: 'weight', model: null, layer: null });
  for (const { model, fields } of file.optimizers) {
    const owner = file.optimizers.length > 1 ? `optimizer/${model ?? 'loop'}` : 'optimizer';
    const of = { role: 'optimizer', model, layer: null } as const;
    for (const field of fields) {
      if (field.kind === 'tensor') add(field.tensor, `${owner}/${field.field}`, optimizer!, of);
      if (field.kind === 'variables')
        for (const { originalName, tensor } of field.variables)
          add(tensor, `${owner}/${field.field}/${originalName}`, optimizer!, { ...of, layer: layerOf(originalName) });
    }
  }
  return tensors;
}

/** `dense_1/kernel/m` is what an optimizer holds for a weight of `dense_1`. */
const layerOf = (name: string): string | null => (name.includes('/') ? name.slice(0, name.indexOf('/')) : null);

/** Throws LayerglassError `bad-shape` where its bytes are not those of its shape. */
function tensorAt(
  { dtype, shape, at, bytes }: TensorPlace,
  name: string,
  source: ByteSource,
  of: Pick<TensorEntry, 'role' | 'model' | 'layer'>,
): StoredTensor {
  const count = valueCount(shape);
  if (dtype !== 'string' && bytes !== count * bytesOf(dtype))
    throw new LayerglassError('bad-shape', `${name} has ${bytes} bytes, which are not those of its shape`, {
      where: name,
    });
  return {
    entry: { name, dtype, shape, count, bytes, ...of },
    ...{ stored: dtype, quantization: null, source, at },
  };
}

/** Of what checkpoint.json holds, what a record holds. */
const ownSchema = v.object(v.omit(checkpointRecordSchema, ['path', 'pinned', 'dropped', 'optimizers']).entries);

/** What the run's index says of it, which knows its name and whether it is pinned; else what it says itself. */
function recordOf(folder: string, file: CheckpointFile): FileDescription['checkpoint'] {
  const inner = `${path.basename(path.dirname(folder))}/${path.basename(folder)}`;
  const listed = attemptIndex(path.dirname(path.dirname(folder))).find(record => record.path === inner);
  return {
    ...v.parse(ownSchema, file),
    path: inner,
    pinned: listed?.pinned ?? false,
    dropped: listed?.dropped ?? false,
    ...(listed?.name === undefined ? {} : { name: listed.name }),
    ...(listed?.isTrashed === undefined ? {} : { isTrashed: listed.isTrashed }),
    batch: file.batch,
    optimizers: file.optimizers.map(o => o.className),
    hasRandomState: file.random.state.length > 0,
  };
}
function attemptIndex(runFolder: string): ReturnType<typeof readCheckpoints> {
  try {
    return readCheckpoints(runFolder);
  } catch {
    return [];
  }
}
