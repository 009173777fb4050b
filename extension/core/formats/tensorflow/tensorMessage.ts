import { LayerglassError } from '../../../protocol/errors';
import type { ByteSource } from '../sources/byteSource';
import { brokenSource } from '../sources/brokenSource';
import { bytesOf, valueCount, type StoredTensor, type StoredType } from '../tensors/storedTensor';
import { isShape } from '../tensors/tensorEntry';
import type { ByteRange, ProtobufScanner } from '../containers/protobufScanner';
import { SourcePart } from '../sources/sourceViews';
import { ListedSource } from './listedSource';
import { shapeOf } from './shapeMessage';
import { partBytes } from './tensorTypes';

/** TensorProto: https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/framework/tensor.proto. */
export interface TensorMessage {
  range: ByteRange;
  /** TensorFlow's number of the type. */
  dtype: number;
  /** null: it is not told how many values there are. */
  shape: number[] | null;
  /** The values' bytes; null where they are in a list. */
  content: ByteRange | null;
  /** Lists of values, by their field: a list may come in pieces. */
  lists: Map<number, ByteRange[]>;
  /** Values of a list that came one by one. */
  single: boolean;
}

const maxPieces = 1000;

export function readTensor(scanner: ProtobufScanner, range: ByteRange): TensorMessage {
  const tensor: TensorMessage = { range, dtype: 0, shape: [], content: null, lists: new Map(), single: false };
  for (const part of scanner.fields(range)) {
    if (part.type === 'varint' && part.field === 1) tensor.dtype = part.value;
    else if (part.type !== 'block') tensor.single ||= part.field >= 5;
    else if (part.field === 2) tensor.shape = shapeOf(scanner, part)?.map(size => size ?? -1) ?? null;
    else if (part.field === 4) tensor.content = part.end > part.at ? part : null;
    else if (part.field >= 5) {
      const pieces = tensor.lists.get(part.field);
      if (!pieces) tensor.lists.set(part.field, [part]);
      // Strings are pieces of their own, and looked for when they are asked for.
      else if (pieces.length < maxPieces) pieces.push(part);
    }
  }
  return tensor;
}

/** In which field a type's values are listed. */
const listFields: Partial<Record<StoredType, number>> = {
  ...{ float32: 5, float64: 6, int32: 7, int16: 7, int8: 7, uint8: 7, uint16: 7, string: 8, complex64: 9, int64: 10 },
  ...{ bool: 11, complex128: 12, float16: 13, bfloat16: 13, uint32: 16, uint64: 17 },
  ...{ float8_e5m2: 18, float8_e4m3fn: 18, float8_e4m3fnuz: 18, float8_e5m2fnuz: 18 },
};
/** Lists whose numbers lie as they are in memory. */
const fixedFields = new Set([5, 6, 9, 12, 18]);

/**
 * How the values of a tensor are read.
 * @param shape what it has in all, where the message does not say so
 * @param isWhole true where a list has every value: the last one stands for no others
 */
export function tensorValues(
  scanner: ProtobufScanner,
  tensor: TensorMessage,
  stored: StoredType,
  name: string,
  shape: readonly number[],
  isWhole = false,
): Pick<StoredTensor, 'source' | 'at' | 'strings'> {
  const count = valueCount(shape);
  const fail = (message: string): { source: ByteSource; at: number } => ({
    source: brokenSource(new LayerglassError('bad-range', message, { where: name })),
    at: 0,
  });
  if (!isShape(shape)) return fail('Its shape is none that a tensor has');
  if (stored === 'string') return stringsOf(scanner, tensor, name, count);
  const field = listFields[stored];
  if (field === undefined) return fail('Its values are of a type without numbers');
  const wanted = count * bytesOf(stored);
  const direct = (range: ByteRange): { source: ByteSource; at: number } => ({
    source: new SourcePart(
      scanner.source,
      range.at,
      wanted,
      () => new LayerglassError('bad-range', `${name} ends there`, { where: name }),
    ),
    at: 0,
  });
  const { content } = tensor;
  if (content) {
    const has = content.end - content.at;
    return has === wanted ? direct(content) : fail(`It has ${has} bytes, where its shape needs ${wanted}`);
  }
  const pieces = tensor.lists.get(field) ?? [];
  const [only] = pieces;
  if (fixedFields.has(field) && pieces.length === 1 && !tensor.single && only!.end - only!.at === wanted)
    return direct(only!);
  const list = { field, valueBytes: partBytes(stored), stored, isWhole };
  return { source: new ListedSource(scanner, tensor.range, list, name, count), at: 0 };
}

const maxTextBytes = 2 ** 16;

function stringsOf(
  scanner: ProtobufScanner,
  { range }: TensorMessage,
  name: string,
  count: number,
): Pick<StoredTensor, 'source' | 'at' | 'strings'> {
  const strings = (first: number, length: number): string[] => {
    const texts: string[] = [];
    let index = 0;
    let last: ByteRange | null = null;
    for (const part of scanner.fields(range)) {
      if (part.type !== 'block' || part.field !== 8) continue;
      last = part;
      if (index++ < first) continue;
      if (texts.length === length) break;
      texts.push(scanner.text(part, maxTextBytes));
    }
    // The last one stands for those that are not listed.
    const rest = last ? scanner.text(last, maxTextBytes) : '';
    while (texts.length < Math.min(length, count - first)) texts.push(rest);
    return texts;
  };
  return {
    source: brokenSource(new LayerglassError('no-numbers', `${name} has no numbers`, { where: name })),
    at: 0,
    strings,
  };
}
