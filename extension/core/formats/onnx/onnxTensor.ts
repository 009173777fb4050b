import { LayerglassError } from '../../../protocol/errors';
import type { FileProblem, TensorEntry } from '../../../protocol/reader';
import { emptySource } from '../sources/brokenSource';
import type { ByteSource } from '../sources/byteSource';
import { addProblem } from '../fileProblems';
import { bytesOf, valueCount, type StoredTensor } from '../tensors/storedTensor';
import { entryOf, isShape } from '../tensors/tensorEntry';
import { JoinedSources } from '../sources/joinedSources';
import type { ByteRange, ProtobufScanner } from '../containers/protobufScanner';
import { SourcePart } from '../sources/sourceViews';
import type { ExternalFiles } from './externalFiles';
import { bytesOfValues, onnxType, type OnnxType } from './onnxTypes';
import { stringsOf, type TensorProto } from './tensorProto';
import { VarintSource } from './varintSource';
import { failTensor } from '../tensors/refuseTensor';

/** What is needed to find the values of a file's tensors. */
export interface OnnxFile {
  scanner: ProtobufScanner;
  external: ExternalFiles;
  problems: FileProblem[];
}

type Place = { source: ByteSource; at: number };

/**
 * A tensor with its values where they are. One that cannot be read is there all the same, and a problem says why; null where
 * its sizes are none.
 */
export function onnxTensor(
  proto: TensorProto,
  name: string,
  role: TensorEntry['role'],
  file: OnnxFile,
): StoredTensor | null {
  const { shape } = proto;
  if (!isShape(shape)) {
    addProblem(file.problems, 'bad-shape', 'Its sizes are none that a tensor has.', name);
    return null;
  }
  const type = onnxType(proto.type);
  const bytes = bytesOfValues(type, valueCount(shape));
  const entry: TensorEntry = entryOf({ name, dtype: type.dtype, shape, bytes: bytes ?? storedBytes(proto), role }, '.');
  entry.storedDtype = type.word;
  const cut = Math.max(name.lastIndexOf('.'), name.lastIndexOf('/'));
  entry.layer = cut > 0 ? name.slice(0, cut) : null;
  const tensor: StoredTensor = { entry, stored: type.stored, quantization: null, source: emptySource, at: 0 };
  try {
    if (proto.isSegment) throw wrong('segment', 'It is a part of a tensor, which no reader puts together', name);
    if (type.dtype === 'unknown')
      throw wrong('unknown-dtype', `Its values are of a type that is not known: ${type.word}`, name);
    if (type.stored === 'opaque')
      addProblem(file.problems, 'unknown-dtype', `Its values are of a type that is not read: ${type.word}.`, name);
    else if (type.stored === 'string') placeStrings(tensor, proto, file);
    else {
      const { source, at } = placeOf(proto, type, { name, bytes: bytes!, count: entry.count }, file);
      tensor.source = source;
      tensor.at = at;
    }
  } catch (error) {
    failTensor(tensor, file.problems, error);
  }
  return tensor;
}

const wrong = (code: string, message: string, name: string): LayerglassError =>
  new LayerglassError(code, message, { where: name });
const lengthOf = ({ at, end }: ByteRange): number => end - at;
const storedBytes = ({ raw, range }: TensorProto): number => lengthOf(raw ?? range);

function placeStrings(tensor: StoredTensor, { range, strings }: TensorProto, { scanner }: OnnxFile): void {
  const { name, count } = tensor.entry;
  if (strings !== count) throw wrong('bad-range', `It has ${strings} texts, where its shape needs ${count}`, name);
  tensor.strings = (first, count) => stringsOf(scanner, range, first, count);
}

interface Wanted {
  name: string;
  bytes: number;
  count: number;
}

function placeOf(proto: TensorProto, type: OnnxType, wanted: Wanted, file: OnnxFile): Place {
  if (proto.isExternal) return externalPlace(proto.external, wanted, file.external);
  const { source } = file.scanner;
  if (proto.raw) {
    checkBytes(lengthOf(proto.raw), wanted);
    return { source, at: proto.raw.at };
  }
  const { field } = type;
  const ranges = proto.packed?.get(field) ?? [];
  if (proto.loose > 0) throw wrong('loose-values', 'Its values are written one by one, which is not read', wanted.name);
  const [only, ...more] = ranges;
  const size = ranges.reduce((sum, range) => sum + lengthOf(range), 0);
  const packed: Place =
    only && more.length === 0
      ? { source, at: only.at }
      : {
          source: new JoinedSources(
            ranges.map(range => new SourcePart(source, range.at, lengthOf(range), () => tooShort(wanted, size))),
            () => tooShort(wanted, size),
          ),
          at: 0,
        };
  if (field === 'float_data' || field === 'double_data') {
    checkBytes(size, wanted);
    return packed;
  }
  // Values of less than a byte are two or four in each number.
  const valueBytes = Math.max(1, bytesOf(type.stored)) as 1 | 2 | 4 | 8;
  const numbers = Math.ceil(wanted.bytes / valueBytes);
  // A number has a byte at least.
  if (numbers > size) throw tooShort(wanted, size);
  const part = new SourcePart(packed.source, packed.at, size, () => tooShort(wanted, size));
  return { source: new VarintSource(part, valueBytes, numbers), at: 0 };
}

function externalPlace(external: Map<string, string> | null, wanted: Wanted, files: ExternalFiles): Place {
  const location = external?.get('location');
  const offset = Number(external?.get('offset') ?? 0);
  if (!location) throw wrong('bad-external', 'Nothing says which file has its values', wanted.name);
  const source = files.open(location, external?.get('checksum'));
  const length = Number(external?.get('length') ?? wanted.bytes);
  if (!Number.isSafeInteger(offset) || offset < 0 || !Number.isSafeInteger(length) || length < 0)
    throw wrong('bad-external', `Where its values are in ${location} is not told as it should be`, wanted.name);
  checkBytes(length, wanted);
  if (offset + length > source.size)
    throw wrong(
      'file-short',
      `${location} ends after ${source.size} bytes, where ${offset + length} are needed`,
      wanted.name,
    );
  files.take(source, length);
  return { source, at: offset };
}

function checkBytes(got: number, { bytes, name }: Wanted): void {
  if (got !== bytes) throw wrong('bad-range', `It has ${got} bytes, where its shape needs ${bytes}`, name);
}

const tooShort = ({ name, bytes }: Wanted, size: number): LayerglassError =>
  wrong('file-short', `It has ${size} bytes, which cannot hold its ${bytes} bytes of values`, name);
