import * as v from 'valibot';
import type { FileProblem } from '../../../protocol/reader';
import { LayerglassError } from '../../../protocol/errors';
import { addProblem } from '../fileProblems';
import type { StoredTensor } from '../tensors/storedTensor';
import { storageTensor, type Storages } from './storageTensor';
import type { TorchArchive } from './torchArchive';
import { typeNamed } from './torchTypes';

const whole = v.pipe(v.number(), v.safeInteger());
const size = v.object({ as_int: whole });
const tensorSchema = v.object({
  path_name: v.string(),
  use_pickle: v.optional(v.boolean()),
  tensor_meta: v.nullable(
    v.object({ dtype: v.number(), sizes: v.array(size), strides: v.array(size), storage_offset: size }),
  ),
});
const configSchema = v.object({ config: v.record(v.string(), v.unknown()) });

/** `ScalarType` of https://github.com/pytorch/pytorch/blob/main/torch/_export/serde/schema.py */
const types: Record<number, string> = {
  ...{ 1: 'uint8', 2: 'int8', 3: 'int16', 4: 'int32', 5: 'int64', 6: 'float16', 7: 'float32', 8: 'float64' },
  ...{ 9: 'complex32', 10: 'complex64', 11: 'complex128', 12: 'bool', 13: 'bfloat16', 28: 'uint16' },
  ...{ 29: 'float8_e4m3fn', 30: 'float8_e5m2', 31: 'float8_e4m3fnuz', 32: 'float8_e5m2fnuz', 33: 'float8_e8m0fnu' },
  ...{ 34: 'uint32', 35: 'uint64' },
};
const maxConfigBytes = 2 ** 26;

/** The weights, buffers and constants of what `torch.export.save` writes. Throws LayerglassError. */
export function exportedTensors(archive: TorchArchive, problems: FileProblem[]): StoredTensor[] {
  return ['weights', 'constants'].flatMap(kind => {
    const folder = `data/${kind}/`;
    const config = readConfig(archive, `${folder}model_${kind}_config.json`, problems);
    const storages: Storages = {
      isBigEndian: archive.text('byteorder') === 'big',
      bytesOf: ({ key }) => archive.member(folder + key),
    };
    return Object.entries(config).flatMap(([name, own]) => {
      const parsed = v.safeParse(tensorSchema, own);
      const meta = parsed.success ? parsed.output.tensor_meta : null;
      // Objects of classes are constants too, and no tensors.
      if (parsed.success && !meta) return [];
      const type = meta ? typeNamed(types[meta.dtype] ?? '') : null;
      if (!parsed.success || !meta || !type || parsed.output.use_pickle) {
        addProblem(problems, 'unknown-tensor', 'Its type and place are not told in a way that is known.', name);
        return [];
      }
      const { path_name: key } = parsed.output;
      const bytes = archive.member(folder + key)?.size ?? 0;
      const storage = { key, type, start: 0, count: Math.floor(bytes / type.valueBytes), source: null };
      const numbers = (list: { as_int: number }[]): number[] => list.map(({ as_int: number }) => number);
      const view = { shape: numbers(meta.sizes), strides: numbers(meta.strides), offset: meta.storage_offset.as_int };
      const tensor = storageTensor({ storage, type, ...view, quantized: null, signs: null }, name, storages, problems);
      if (tensor && kind === 'constants') tensor.entry.role = 'other';
      return tensor ? [tensor] : [];
    });
  });
}

function readConfig(archive: TorchArchive, name: string, problems: FileProblem[]): Record<string, unknown> {
  const member = archive.member(name);
  if (!member) return {};
  try {
    if (member.size > maxConfigBytes)
      throw new LayerglassError('too-large', `${name} has ${member.size} bytes`, { where: name });
    const bytes = new Uint8Array(member.size);
    member.read(bytes, 0);
    return v.parse(configSchema, JSON.parse(new TextDecoder().decode(bytes))).config;
  } catch (error) {
    const code = error instanceof LayerglassError ? error.code : 'bad-json';
    addProblem(problems, code, `${name} cannot be read: ${(error as Error).message}.`, name);
    return {};
  }
}
