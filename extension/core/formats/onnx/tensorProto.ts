import type { ByteRange, ProtobufScanner } from '../containers/protobufScanner';
import type { OnnxType } from './onnxTypes';

/** A TensorProto: what it says, and where its values are. */
export interface TensorProto {
  name: string;
  shape: number[];
  type: number;
  raw: ByteRange | null;
  /** Packed values by the field that has them. */
  packed: Map<OnnxType['field'], ByteRange[]> | null;
  /** Values that are written one by one, which only strings are by those that write these files. */
  loose: number;
  /** The message itself: of strings. */
  range: ByteRange;
  /** How many of them there are. */
  strings: number;
  /** True where the values are in another file, of which keys and texts tell. */
  isExternal: boolean;
  external: Map<string, string> | null;
  isSegment: boolean;
}

const packedFields = new Map<number, OnnxType['field']>([
  [4, 'float_data'],
  [5, 'int32_data'],
  [7, 'int64_data'],
  [10, 'double_data'],
  [11, 'uint64_data'],
]);
const stringField = 6;
const maxAxes = 1024;
const maxPacked = 1000;
const maxPairs = 100;

/** Reads what a tensor says, and none of its values. Throws LayerglassError `bad-message`. */
export function readTensorProto(scanner: ProtobufScanner, range: ByteRange): TensorProto {
  const tensor: TensorProto = {
    name: '',
    shape: [],
    type: 0,
    raw: null,
    packed: null,
    loose: 0,
    range,
    strings: 0,
    isExternal: false,
    external: null,
    isSegment: false,
  };
  for (const f of scanner.fields(range)) {
    const packedField = packedFields.get(f.field);
    if (f.field === 1 && f.type === 'varint') addAxis(tensor, f.value);
    else if (f.field === 1 && f.type === 'block') for (const size of scanner.varints(f)) addAxis(tensor, size);
    else if (f.field === 2 && f.type === 'varint') tensor.type = f.value;
    else if (f.field === 3) tensor.isSegment = true;
    else if (f.field === 8 && f.type === 'block') tensor.name = scanner.text(f);
    else if (f.field === 9 && f.type === 'block') tensor.raw = { at: f.at, end: f.end };
    else if (f.field === 13 && f.type === 'block') {
      const [key, value] = readPair(scanner, f);
      tensor.external ??= new Map();
      if (tensor.external.size < maxPairs) tensor.external.set(key, value);
    } else if (f.field === 14 && f.type === 'varint') tensor.isExternal = f.value === 1;
    else if (f.field === stringField && f.type === 'block') tensor.strings++;
    else if (packedField && f.type === 'block') {
      tensor.packed ??= new Map();
      const ranges = tensor.packed.get(packedField) ?? [];
      tensor.packed.set(packedField, ranges);
      if (ranges.length < maxPacked) ranges.push({ at: f.at, end: f.end });
      else tensor.loose++;
    } else if (packedField) tensor.loose++;
  }
  return tensor;
}

function addAxis({ shape }: TensorProto, size: number): void {
  if (shape.length < maxAxes) shape.push(size);
}

/** A StringStringEntryProto. */
export function readPair(scanner: ProtobufScanner, range: ByteRange, mostBytes?: number): [key: string, value: string] {
  let key = '';
  let value = '';
  for (const f of scanner.fields(range))
    if (f.field === 1 && f.type === 'block') key = scanner.text(f);
    else if (f.field === 2 && f.type === 'block') value = scanner.text(f, mostBytes);
  return [key, value];
}

const maxStringBytes = 2 ** 16;

/** Values of a tensor of strings; to get there all before them are passed over. */
export function stringsOf(scanner: ProtobufScanner, range: ByteRange, first: number, count: number): string[] {
  const strings: string[] = [];
  let index = 0;
  for (const f of scanner.fields(range)) {
    if (f.field !== stringField || f.type !== 'block' || index++ < first) continue;
    if (strings.length === count) break;
    strings.push(scanner.text(f, maxStringBytes));
  }
  while (strings.length < count) strings.push('');
  return strings;
}
