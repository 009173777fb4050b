import type { FileProblem } from '../../../protocol/reader';
import { LayerglassError } from '../../../protocol/errors';
import type { ByteSource } from '../sources/byteSource';
import { chosenFile } from '../chosenFile';
import { addProblem } from '../fileProblems';
import { openedFile, type OpenedFile } from '../openedFile';
import { brokenSource } from '../sources/brokenSource';
import { bytesOf, valueCount, type StoredTensor, type StoredType } from '../tensors/storedTensor';
import { entryOf } from '../tensors/tensorEntry';
import { fortranStrides, StridedSource } from '../sources/stridedSource';
import { SwappedSource } from '../sources/sourceViews';
import { readHeader, type ArrayHeader } from './npyHeader';

/** NumPy's letters for kinds of values, with their bytes. */
const types: Record<string, StoredType> = {
  ...{ f2: 'float16', f4: 'float32', f8: 'float64', b1: 'bool', c8: 'complex64', c16: 'complex128' },
  ...{ i1: 'int8', i2: 'int16', i4: 'int32', i8: 'int64', u1: 'uint8', u2: 'uint16', u4: 'uint32', u8: 'uint64' },
};

/** Opens what `numpy.save` writes. Throws LayerglassError, for objects and records too. */
export function openNpy(place: string): OpenedFile {
  const source = chosenFile(place);
  try {
    const problems: FileProblem[] = [];
    const tensor = npyTensor(source, source.name.replace(/\.npy$/i, ''), source.name, problems);
    return openedFile({ format: 'npy', tensors: [tensor], sources: [source], problems });
  } catch (error) {
    source.close();
    throw error;
  }
}

/**
 * The array of a source, by that name: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html. Throws
 * LayerglassError where there is none that can be shown.
 * @param file as errors call it
 * @param start its `headerStart`, where that is read already
 */
export function npyTensor(
  source: ByteSource,
  name: string,
  file: string,
  problems: FileProblem[],
  start?: Buffer,
): StoredTensor {
  return arrayTensor(source, readHeader(source, file, start), { name, file }, problems);
}

/** The array that lies in a source as a header says. Throws LayerglassError where there is none that can be shown. */
export function arrayTensor(
  source: ByteSource,
  { descr, isFortran, shape, start }: ArrayHeader,
  { name, file }: { name: string; file: string },
  problems: FileProblem[],
): StoredTensor {
  const { stored, dtype, itemBytes, partBytes, isSwapped } = typeOf(descr, file);
  const bytes = valueCount(shape) * itemBytes;
  if (source.size - start < bytes)
    addProblem(
      problems,
      'file-short',
      `${file} ends after ${source.size} bytes, where ${start + bytes} are needed.`,
      file,
    );
  else if (source.size - start > bytes)
    addProblem(problems, 'unused-bytes', `${source.size - start - bytes} bytes behind the array belong to none.`, name);
  const entry = entryOf({ name, dtype, storedDtype: descr, shape, bytes }, '/');
  const values =
    bytes > 0 && isSwapped ? { source: new SwappedSource(source, start, partBytes), at: 0 } : { source, at: start };
  const tensor: StoredTensor = { entry, stored, quantization: null, source: values.source, at: values.at };
  if (isFortran && bytes > 0 && shape.filter(size => size !== 1).length > 1) {
    tensor.unordered = values;
    const view = { at: values.at, shape, strides: fortranStrides(shape), valueBytes: itemBytes };
    Object.assign(tensor, { source: new StridedSource(values.source, view), at: 0 });
  }
  if (source.size - start < bytes && isFortran)
    tensor.source = brokenSource(new LayerglassError('file-short', `${file} ends too soon`, { where: file }));
  if (stored === 'opaque' && /^(float|complex)/.test(dtype))
    addProblem(problems, 'unknown-dtype', `Its values are of a type that is not read: ${dtype}.`, name);
  if (stored === 'string') tensor.strings = (first, count) => fixedStrings(tensor, descr, itemBytes, first, count);
  return tensor;
}

/** Bytes of a value, and of the parts in it whose order of bytes is turned round where it is big-endian. */
interface ArrayType {
  stored: StoredType;
  dtype: string;
  itemBytes: number;
  partBytes: number;
  isSwapped: boolean;
}

function typeOf(descr: string, file: string): ArrayType {
  const known = descr === last?.descr ? last.type : newType(descr, file);
  if (known !== last?.type) last = { descr, type: known };
  return known;
}
/** Neighbours are alike. */
let last: { descr: string; type: ArrayType } | null = null;

function newType(descr: string, file: string): ArrayType {
  const [, order = '', kind = '', digits = ''] = /^([<>|=]?)([a-zA-Z])(\d{0,9})/.exec(descr) ?? [];
  if (kind === 'O')
    throw new LayerglassError('object-array', `${file} holds Python objects instead of numbers`, {
      where: file,
      remedy: 'Save numbers instead.',
    });
  const size = Number(digits);
  const isSwapped = order === '>';
  const known = Object.hasOwn(types, kind + digits) ? types[kind + digits] : undefined;
  if (known) {
    const itemBytes = bytesOf(known);
    return { stored: known, dtype: known, itemBytes, partBytes: kind === 'c' ? itemBytes / 2 : itemBytes, isSwapped };
  }
  if (kind === 'S' || kind === 'a')
    return { stored: 'string', dtype: 'string', itemBytes: size, partBytes: 1, isSwapped: false };
  if (kind === 'U') return { stored: 'string', dtype: 'string', itemBytes: 4 * size, partBytes: 4, isSwapped };
  if (kind !== '' && size > 0)
    return {
      stored: 'opaque',
      dtype: spelled(descr.slice(order.length)),
      itemBytes: size,
      partBytes: 1,
      isSwapped: false,
    };
  throw new LayerglassError('unknown-dtype', `${file} holds values of a type that is not known: ${descr}`, {
    where: file,
  });
}

/** As NumPy calls types that are not read: `float128` for `f16`, `datetime64[s]` for `M8[s]`. */
function spelled(word: string): string {
  const [, kind, digits, unit = ''] = /^([fcMm])(\d+)(.*)$/.exec(word) ?? [];
  if (kind === 'f') return `float${8 * Number(digits)}`;
  if (kind === 'c') return `complex${8 * Number(digits)}`;
  return kind === undefined ? word : `${kind === 'M' ? 'datetime' : 'timedelta'}${8 * Number(digits)}${unit}`;
}

const maxTextBytes = 2 ** 16;

/** Texts of a fixed length, filled up with zeros; cut after 64 KiB each. */
function fixedStrings(tensor: StoredTensor, descr: string, itemBytes: number, first: number, count: number): string[] {
  const isUnicode = descr.includes('U');
  const shown = Math.min(itemBytes, maxTextBytes);
  return Array.from({ length: count }, (_, i) => {
    const bytes = new Uint8Array(shown);
    tensor.source.read(bytes, tensor.at + (first + i) * itemBytes);
    const text = isUnicode ? codePoints(bytes) : new TextDecoder().decode(bytes);
    return text.replace(/\0+$/, '');
  });
}

function codePoints(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer);
  let text = '';
  for (let at = 0; at < bytes.length; at += 4) {
    const point = view.getUint32(at, true);
    text += point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
  }
  return text;
}
