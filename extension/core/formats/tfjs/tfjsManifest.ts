import * as v from 'valibot';
import { LayerglassError } from '../../../protocol/errors';
import type { FileProblem } from '../../../protocol/reader';
import { addFailure } from '../fileProblems';
import { missingFile, type ByteSource } from '../sources/byteSource';
import { JoinedSources } from '../sources/joinedSources';
import { bytesOf, valueCount, type StoredTensor, type StoredType } from '../tensors/storedTensor';

const size = v.pipe(v.number(), v.integer(), v.minValue(0));
const weightSchema = v.object({
  name: v.string(),
  shape: v.array(size),
  dtype: v.picklist(['float32', 'int32', 'bool', 'complex64', 'string']),
  group: v.optional(v.string()),
  quantization: v.optional(
    v.object({
      dtype: v.picklist(['uint8', 'uint16', 'float16']),
      scale: v.optional(v.number()),
      min: v.optional(v.number()),
    }),
  ),
});
const manifestSchema = v.array(v.object({ paths: v.array(v.string()), weights: v.array(weightSchema) }));
/** What this reads of model.json: https://github.com/tensorflow/tfjs/blob/master/tfjs-core/src/io/types.ts */
export const modelJsonSchema = v.object({
  format: v.optional(v.nullable(v.string())),
  generatedBy: v.optional(v.nullable(v.string())),
  convertedBy: v.optional(v.nullable(v.string())),
  modelTopology: v.optional(v.unknown()),
  trainingConfig: v.optional(v.unknown()),
  signature: v.optional(v.unknown()),
  weightsManifest: manifestSchema,
  userDefinedMetadata: v.optional(v.nullable(v.record(v.string(), v.unknown()))),
});
export type ModelJson = v.InferOutput<typeof modelJsonSchema>;

/**
 * A model.json, or a manifest alone: `weights_manifest.json` of the first converters, and of libraries such as face-api.js.
 * Many programs write JSON: of what is neither, why.
 */
export const weightsJsonSchema = v.lazy((json): v.GenericSchema<unknown, ModelJson | string> => {
  if (Array.isArray(json))
    return v.pipe(
      manifestSchema,
      v.transform(weightsManifest => ({ weightsManifest })),
    );
  const has = (key: string): boolean => typeof json === 'object' && json !== null && Object.hasOwn(json, key);
  if (has('weightsManifest') || has('modelTopology')) return modelJsonSchema;
  const why =
    has('class_name') && has('config')
      ? 'it is the architecture of a Keras model, whose weights are in another file'
      : 'it has no manifest of weights';
  return v.pipe(
    v.unknown(),
    v.transform(() => why),
  );
});

/** A tensor of this many values and more is none that any machine holds: the shape is wrong. */
const maxValues = 2 ** 40;

/**
 * The tensors of a manifest in its order. Shards of a group are read one behind the other, so that a tensor may begin in
 * one and end in the next; what lies in one that is missing cannot be read, and is listed all the same.
 * @param open one shard; throws LayerglassError, which becomes a problem
 */
export function manifestTensors(
  manifest: ModelJson['weightsManifest'],
  model: string | null,
  open: (path: string) => ByteSource,
): { tensors: StoredTensor[]; problems: FileProblem[] } {
  const tensors: StoredTensor[] = [];
  const problems: FileProblem[] = [];
  for (const { paths, weights } of manifest) {
    const shards: ByteSource[] = [];
    let failure: LayerglassError | null = null;
    for (const path of paths)
      try {
        const shard = open(path);
        if (!failure) shards.push(shard);
      } catch (error) {
        const failed = addFailure(problems, error);
        failure ??= failed;
      }
    const last = paths.at(-1) ?? 'the weights';
    const source: JoinedSources = new JoinedSources(
      shards,
      () => failure ?? (paths.length ? shortShard(last, end, source.size) : missingFile('The file of the weights')),
    );
    let end = 0;
    for (const weight of weights) {
      const stored: StoredType = weight.quantization?.dtype ?? weight.dtype;
      const count = valueCount(weight.shape);
      if (count > maxValues) throw badShape(weight.name);
      const bytes = stored === 'string' ? stringBytes(source, end, count, weight.name) : count * bytesOf(stored);
      const { scale = 1, min = 0 } = weight.quantization ?? {};
      tensors.push({
        entry: {
          name: weight.name,
          dtype: stored === 'string' ? 'string' : weight.dtype,
          shape: weight.shape,
          count,
          bytes,
          model,
          role: weight.group === 'optimizer' ? 'optimizer' : 'weight',
          layer: layerOf(weight.name),
        },
        stored,
        quantization: weight.quantization && stored !== 'float16' ? { scale, min } : null,
        source,
        at: end,
      });
      end += bytes;
    }
    if (!failure && source.size !== end)
      problems.push({
        code: source.size < end ? 'file-short' : 'file-long',
        message: `The weights in ${paths.join(', ')} have ${source.size} bytes, where the manifest has ${end}.`,
        where: last,
      });
  }
  return { tensors, problems };
}

/** `dense_1/kernel` belongs to the layer `dense_1`; a name without `/` to none that the file tells. */
const layerOf = (name: string): string | null => (name.includes('/') ? name.slice(0, name.lastIndexOf('/')) : null);

/** More strings than any model has: their lengths are read one by one. */
const maxStrings = 2 ** 20;

/** How far strings reach is not in the manifest: their lengths are read. What is not there ends them. */
function stringBytes(source: ByteSource, from: number, count: number, name: string): number {
  if (count > maxStrings) throw badShape(name);
  const length = new Uint8Array(4);
  let at = from;
  for (let i = 0; i < count && at + 4 <= source.size; i++) {
    source.read(length, at);
    at += 4 + new DataView(length.buffer).getUint32(0, true);
  }
  return at - from;
}

const shortShard = (name: string, wanted: number, size: number): LayerglassError =>
  new LayerglassError('file-short', `The weights end after ${size} bytes, where ${wanted} are needed`, {
    where: name,
    remedy: 'A file of them was not written to its end: copy it again, or choose another checkpoint.',
  });
const badShape = (name: string): LayerglassError =>
  new LayerglassError('bad-shape', `The shape of ${name} is larger than any tensor`, { where: name });
