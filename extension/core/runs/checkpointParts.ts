import type { CheckpointContent, OptimizerState, TensorData } from './checkpointContent';
import {
  optimizerFileName,
  shuffleFileName,
  variablesFileName,
  type CheckpointFile,
  type TensorPlace,
} from './checkpointFile';
import { weightsFileName } from './runPaths';
import { StreamedChecksum } from './streamedChecksum';

/** What a checkpoint's folder holds: files in parts, by path with `/`, and what checkpoint.json says of them. */
export interface CheckpointParts {
  files: Map<string, Uint8Array[]>;
  description: Pick<CheckpointFile, 'models' | 'variables' | 'optimizers' | 'shuffle' | 'files'>;
}

/** Lays a checkpoint out in files. Bytes are not copied. */
export function checkpointParts(content: CheckpointContent): CheckpointParts {
  const files = new Map<string, Uint8Array[]>();
  const folders = folderNames(content.models.map(model => model.name));
  const models = content.models.map((model, i) => {
    const folder = folders[i]!;
    files.set(`${folder}/model.json`, [modelJson(model)]);
    files.set(
      `${folder}/${weightsFileName}`,
      model.weights.map(w => w.data),
    );
    return { name: model.name, folder };
  });
  const variables = new TensorFile();
  const variablePlaces = content.variables.map(tensor => variables.place(tensor));
  if (variablePlaces.length) files.set(variablesFileName, variables.parts);
  const optimizerTensors = new TensorFile();
  const optimizers = content.optimizers.map(optimizer => optimizerEntry(optimizer, optimizerTensors));
  if (optimizers.length) files.set(optimizerFileName, optimizerTensors.parts);
  const { shuffle } = content;
  if (shuffle) files.set(shuffleFileName, [new Uint8Array(shuffle.buffer, shuffle.byteOffset, shuffle.byteLength)]);
  const sums = Object.fromEntries(Array.from(files, ([name, parts]) => [name, sumOf(parts)]));
  return {
    files,
    description: { models, variables: variablePlaces, optimizers, shuffle: shuffle?.length ?? null, files: sums },
  };
}

/** Checksums of a file, and of its beginning up to the end of each of its parts, which are its tensors. */
export function sumOf(parts: readonly Uint8Array[]): { bytes: number; crc32c: number; ends?: number[] } {
  let bytes = 0;
  const sum = new StreamedChecksum(0);
  const ends: number[] = [];
  for (const part of parts) {
    bytes += part.length;
    sum.add(part);
    ends.push(sum.value);
  }
  return { bytes, crc32c: sum.value, ...(parts.length > 1 ? { ends } : {}) };
}

/** Collects tensors one behind the other. */
class TensorFile {
  readonly parts: Uint8Array[] = [];
  private length = 0;
  place({ name, dtype, shape, data }: TensorData): TensorPlace {
    const place = { name, dtype, shape, at: this.length, bytes: data.length };
    this.parts.push(data);
    this.length += data.length;
    return place;
  }
}

function optimizerEntry(optimizer: OptimizerState, tensors: TensorFile): CheckpointFile['optimizers'][number] {
  const fields = optimizer.fields.map((field): CheckpointFile['optimizers'][number]['fields'][number] => {
    if (field.kind === 'tensor') return { ...field, tensor: tensors.place(field.tensor) };
    if (field.kind === 'variables')
      return {
        ...field,
        variables: field.variables.map(({ originalName, tensor }) => ({ originalName, tensor: tensors.place(tensor) })),
      };
    const { value } = field;
    if (typeof value === 'number' && !Number.isFinite(value))
      return { ...field, value: null, special: String(value) as 'NaN' | 'Infinity' | '-Infinity' };
    return field;
  });
  return { model: optimizer.model, className: optimizer.className, config: optimizer.config, fields };
}

/** model.json as TensorFlow.js writes it: https://github.com/tensorflow/tfjs/blob/master/tfjs-core/src/io/types.ts */
function modelJson(model: CheckpointContent['models'][number]): Uint8Array {
  const json = {
    format: 'layers-model',
    generatedBy: 'Layerglass',
    convertedBy: null,
    modelTopology: model.topology,
    ...(model.trainingConfig ? { trainingConfig: model.trainingConfig } : {}),
    weightsManifest: [
      {
        paths: [weightsFileName],
        weights: model.weights.map(({ name, shape, dtype }) => ({ name, shape, dtype })),
      },
    ],
  };
  return new TextEncoder().encode(JSON.stringify(json));
}

const reservedNames =
  /^(?:con|prn|aux|nul|com\d|lpt\d|checkpoint\.json|variables\.bin|optimizer\.bin|shuffle\.bin)(?:\.|$)/i;

/** A folder name for each model: its own where every system can have it, distinct also where case makes no difference. */
export function folderNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map(name => {
    let base =
      name
        .replace(/[^\w.-]/g, '_')
        .slice(0, 80)
        .replace(/^\.+|\.+$/g, '_') || 'model';
    if (reservedNames.test(base)) base = `_${base}`;
    let folder = base;
    for (let n = 2; taken.has(folder.toLowerCase()); n++) folder = `${base}-${n}`;
    taken.add(folder.toLowerCase());
    return folder;
  });
}
