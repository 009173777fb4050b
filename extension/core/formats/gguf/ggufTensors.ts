import type { FileProblem, TensorEntry } from '../../../protocol/reader';
import type { ByteSource } from '../sources/byteSource';
import { addProblem } from '../fileProblems';
import { emptySource } from '../sources/brokenSource';
import { refuseTensor } from '../tensors/refuseTensor';
import { valueCount, type StoredTensor } from '../tensors/storedTensor';
import { entryOf, isShape } from '../tensors/tensorEntry';
import { SwappedSource } from '../sources/sourceViews';
import { DequantizedSource } from './dequantizedSource';
import type { GgufHeader, GgufTensor } from './ggufHeader';
import { ggufType, typeWord, type GgufType } from './ggufTypes';

/** The tensors of one file, in the order of its header. One that cannot be read is listed, and a problem says why. */
export function tensorsOf(
  header: GgufHeader,
  source: ByteSource,
  file: string,
  problems: FileProblem[],
): StoredTensor[] {
  const placed: { tensor: StoredTensor; begin: number; end: number }[] = [];
  const tensors: StoredTensor[] = [];
  for (const told of header.tensors) {
    const shape = told.sizes.toReversed();
    if (!isShape(shape)) {
      addProblem(problems, 'bad-shape', 'Its sizes are none that a tensor has.', told.name);
      continue;
    }
    const type = ggufType(told.type);
    const tensor = listed(told, shape, type);
    tensors.push(tensor);
    const begin = (header.dataAt ?? NaN) + told.offset;
    const end = begin + tensor.entry.bytes;
    const { isBigEndian } = header;
    const wrong = type ? whatIsWrong(type, told, tensor, { end, source, file, isBigEndian }) : unknownType(told);
    if (wrong) refuseTensor(tensor, problems, ...wrong);
    else if (type!.stored) {
      tensor.stored = type!.stored;
      const place = valuesAt(type!, isBigEndian, source, begin);
      tensor.source = place.source;
      tensor.at = place.at;
    } else tensor.source = new DequantizedSource(source, begin, decodable(type!)!, tensor.entry.count, isBigEndian);
    if (!wrong && end > begin) placed.push({ tensor, begin, end });
  }
  refuseOverlaps(placed, problems);
  return tensors;
}

function listed({ name, type: code }: GgufTensor, shape: number[], type: GgufType | null): StoredTensor {
  const count = valueCount(shape);
  const isRead = type && (type.stored ?? type.decode);
  const dtype = isRead ? (type.stored ?? 'float32') : typeWord(code).toLowerCase();
  const bytes = type ? (count / type.blockValues) * type.blockBytes : 0;
  const entry: TensorEntry = entryOf({ name, dtype, shape, bytes: Math.floor(bytes) }, '.');
  entry.storedDtype = typeWord(code);
  // Parts of a block of a transformer are one layer.
  entry.layer = /^(?:[a-z]+\.)?blk\.\d+(?=\.)/.exec(name)?.[0] ?? entry.layer;
  return { entry, stored: isRead ? 'float32' : 'opaque', quantization: null, source: emptySource, at: 0 };
}

type Wrong = readonly [code: string, message: string];

function whatIsWrong(
  type: GgufType,
  { sizes, offset }: GgufTensor,
  { entry }: StoredTensor,
  { end, source, file, isBigEndian }: { end: number; source: ByteSource; file: string; isBigEndian: boolean },
): Wrong | null {
  if (Number.isNaN(end)) return ['header-short', 'The header does not end: nothing says where its values are.'];
  // A row is whole blocks.
  if (entry.count > 0 && (sizes[0] ?? 1) % type.blockValues !== 0)
    return ['bad-shape', `A row has ${sizes[0] ?? 1} values, where blocks of ${type.word} have ${type.blockValues}.`];
  if (!Number.isSafeInteger(offset) || end > source.size)
    return ['file-short', `${file} ends after ${source.size} bytes, where ${end} are needed.`];
  if (!type.stored && !decodable(type))
    return ['unknown-dtype', `Its values are of a type that is not read: ${type.word}.`];
  if (isBigEndian && !type.numbers)
    return ['unknown-dtype', `Its values are of a type that is not read from a big-endian file: ${type.word}.`];
  return null;
}
const unknownType = ({ type }: GgufTensor): Wrong => [
  'unknown-dtype',
  `Its values are of a type that is not read: ${typeWord(type)}.`,
];
const decodable = (type: GgufType): (GgufType & { decode: NonNullable<GgufType['decode']> }) | null =>
  type.decode ? { ...type, decode: type.decode } : null;

function valuesAt(
  { blockBytes }: GgufType,
  isBigEndian: boolean,
  source: ByteSource,
  at: number,
): { source: ByteSource; at: number } {
  const isSwapped = isBigEndian && blockBytes > 1;
  return isSwapped ? { source: new SwappedSource(source, at, blockBytes), at: 0 } : { source, at };
}

/** No byte belongs to two tensors: of two that have the same one the later cannot be read. */
function refuseOverlaps(placed: { tensor: StoredTensor; begin: number; end: number }[], problems: FileProblem[]): void {
  let covered = 0;
  for (const { tensor, begin, end } of placed.sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin < covered)
      refuseTensor(tensor, problems, 'overlapping-ranges', 'Its bytes are those of another tensor too.');
    covered = Math.max(covered, end);
  }
}
