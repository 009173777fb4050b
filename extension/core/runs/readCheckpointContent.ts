import * as path from 'node:path';
import * as v from 'valibot';
import { LayerglassError } from '../../protocol/errors';
import type { CheckpointContent, OptimizerField, OptimizerState, TensorData } from './checkpointContent';
import {
  checkpointFileSchema,
  optimizerFileName,
  shuffleFileName,
  variablesFileName,
  type CheckpointFile,
  type TensorPlace,
} from './checkpointFile';
import { crc32c } from './crc32c';
import { isRealFolder, maxManifestBytes, readBounded } from './readBounded';
import { checkpointFileName, checkpointPathPattern, weightsFileName } from './runPaths';

/** A file of a checkpoint holds no more than one buffer can. */
const maxFileBytes = 2 ** 33;
const bytesOf = { float32: 4, int32: 4, bool: 1, complex64: 8 } as const;

const modelJsonSchema = v.object({
  modelTopology: v.unknown(),
  trainingConfig: v.optional(v.unknown()),
  weightsManifest: v.array(
    v.object({
      weights: v.array(
        v.object({
          name: v.string(),
          dtype: v.picklist(['float32', 'int32', 'bool', 'complex64', 'string']),
          shape: v.array(v.pipe(v.number(), v.integer(), v.minValue(0))),
        }),
      ),
    }),
  ),
});

/**
 * A checkpoint, read whole and verified: each file has the size and the CRC-32C that were written down with it. Throws
 * LayerglassError: `checkpoint-missing`, `checkpoint-too-new`, `checkpoint-damaged`, which names the file and, where that can
 * be told, the tensor, and those of readBounded.
 * @param relative the path that the checkpoint's record has
 */
export function readCheckpointContent(runFolder: string, relative: string): CheckpointContent {
  const folder = path.join(runFolder, relative);
  if (!checkpointPathPattern.test(relative) || !isRealFolder(path.dirname(folder)) || !isRealFolder(folder))
    throw new LayerglassError('checkpoint-missing', `The checkpoint ${relative} is not there.`, {
      where: folder,
      remedy: 'Go on from another checkpoint of the run.',
    });
  return new ContentReader(folder).read();
}

class ContentReader {
  constructor(private readonly folder: string) {}

  read(): CheckpointContent {
    const file = this.description();
    const models = file.models.map(({ name, folder }) => this.model(name, folder, file));
    const variables = this.placed(variablesFileName, file.variables, file);
    const fields = file.optimizers.flatMap(o => o.fields);
    const places = fields.flatMap(f =>
      f.kind === 'tensor' ? [f.tensor] : f.kind === 'variables' ? f.variables.map(slot => slot.tensor) : [],
    );
    const tensors = this.placed(optimizerFileName, places, file);
    const { fit, step, epoch, batch, reason, time, metrics, random, resume } = file;
    return {
      ...{ fit, step, epoch, batch, reason, time, metrics, random },
      models,
      variables,
      optimizers: file.optimizers.map(o => optimizerOf(o, tensors)),
      shuffle: this.shuffle(file),
      ...(resume && { resume }),
    };
  }

  private description(): CheckpointFile {
    const bytes = readBounded(path.join(this.folder, checkpointFileName), maxManifestBytes);
    if (!bytes) throw this.damaged(checkpointFileName, 'it is missing');
    let json: unknown;
    try {
      json = JSON.parse(new TextDecoder().decode(bytes));
    } catch (error) {
      throw this.damaged(checkpointFileName, 'it is no JSON', error);
    }
    const version = (json as { schemaVersion?: unknown } | null)?.schemaVersion;
    if (typeof version === 'number' && version > 1)
      throw new LayerglassError('checkpoint-too-new', 'The checkpoint was written by a newer Layerglass.', {
        where: this.folder,
        remedy: 'Update Layerglass to go on from it.',
      });
    const parsed = v.safeParse(checkpointFileSchema, json);
    if (parsed.success) return parsed.output;
    const [issue] = parsed.issues;
    throw this.damaged(checkpointFileName, `${v.getDotPath(issue) ?? 'it'} is not as it should be`);
  }

  private model(name: string, folder: string, file: CheckpointFile): CheckpointContent['models'][number] {
    const jsonName = `${folder}/model.json`;
    const text = new TextDecoder().decode(this.file(jsonName, file, []));
    let parsed: v.InferOutput<typeof modelJsonSchema>;
    try {
      parsed = v.parse(modelJsonSchema, JSON.parse(text));
    } catch (error) {
      throw this.damaged(jsonName, (error as Error).message, error);
    }
    let at = 0;
    const places = parsed.weightsManifest
      .flatMap(group => group.weights)
      .map(weight => {
        if (weight.dtype === 'string') throw this.damaged(jsonName, `${weight.name} is of strings`);
        const bytes = weight.shape.reduce((product, size) => product * size, bytesOf[weight.dtype]);
        const place: TensorPlace = { ...weight, at, bytes };
        at += bytes;
        return place;
      });
    return {
      name,
      topology: parsed.modelTopology,
      trainingConfig: parsed.trainingConfig ?? null,
      weights: this.placed(`${folder}/${weightsFileName}`, places, file),
    };
  }

  /** Tensors of one file, in the order asked for. */
  private placed(name: string, places: readonly TensorPlace[], file: CheckpointFile): TensorData[] {
    if (!places.length) return [];
    const bytes = this.file(name, file, places);
    return places.map(({ at, bytes: length, ...tensor }) => {
      const size = tensor.dtype === 'string' ? NaN : bytesOf[tensor.dtype];
      if (length !== tensor.shape.reduce((product, n) => product * n, size) || at + length > bytes.length)
        throw this.damaged(name, `the tensor ${tensor.name} does not fit in it`);
      return { ...tensor, data: bytes.subarray(at, at + length) };
    });
  }

  private shuffle(file: CheckpointFile): Int32Array | null {
    if (file.shuffle === null) return null;
    const bytes = this.file(shuffleFileName, file, []);
    const indexes = new Int32Array(bytes.slice().buffer, 0, Math.floor(bytes.length / 4));
    const isPermutation = new Set(indexes).size === indexes.length && indexes.every(i => i >= 0 && i < indexes.length);
    if (indexes.length !== file.shuffle || !isPermutation) throw this.damaged(shuffleFileName, 'it is no permutation');
    return indexes;
  }

  /** A file's bytes, verified. `places`: what is in it, to name what is lost. */
  private file(name: string, { files }: CheckpointFile, places: readonly TensorPlace[]): Uint8Array {
    const known = Object.hasOwn(files, name) ? files[name] : undefined;
    if (!known) throw this.damaged(checkpointFileName, `it says nothing of ${name}`);
    if (name.includes('/') && !isRealFolder(path.dirname(path.join(this.folder, name))))
      throw this.damaged(name, 'its folder is missing');
    const bytes = readBounded(path.join(this.folder, name), maxFileBytes);
    if (!bytes) throw this.damaged(name, `it is missing${tensorsIn(places)}`);
    if (bytes.length !== known.bytes) {
      const lost = places.filter(({ at, bytes: length }) => at + length > bytes.length);
      throw this.damaged(name, `it has ${bytes.length} bytes instead of ${known.bytes}${tensorsIn(lost)}`);
    }
    if (crc32c(bytes) !== known.crc32c) throw this.damaged(name, `its checksum is another one${tensorsIn(places)}`);
    return bytes;
  }

  private damaged(file: string, what: string, cause?: unknown): LayerglassError {
    return new LayerglassError('checkpoint-damaged', `${file} of the checkpoint is damaged: ${what}.`, {
      where: path.join(this.folder, file),
      cause,
      remedy: 'Go on from another checkpoint of the run.',
    });
  }
}

function optimizerOf(
  { model, className, config, fields }: CheckpointFile['optimizers'][number],
  tensors: TensorData[],
): OptimizerState {
  const next = (): TensorData => tensors.shift() as TensorData;
  return {
    ...{ model, className, config },
    fields: fields.map((field): OptimizerField => {
      if (field.kind === 'tensor') return { ...field, tensor: next() };
      if (field.kind === 'variables')
        return {
          ...field,
          variables: field.variables.map(({ originalName }) => ({ originalName, tensor: next() })),
        };
      const { special, ...plain } = field;
      return special ? { ...plain, value: Number(special) } : plain;
    }),
  };
}

function tensorsIn(places: readonly TensorPlace[]): string {
  if (!places.length) return '';
  const names = places.map(p => p.name);
  const shown = names.slice(0, 3).join(', ');
  return `; it holds ${shown}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`;
}
