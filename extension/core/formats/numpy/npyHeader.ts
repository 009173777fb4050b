import { LayerglassError } from '../../../protocol/errors';
import type { ByteSource } from '../sources/byteSource';
import { isShape } from '../tensors/tensorEntry';
import { isNpy } from './isNpy';

const maxHeaderBytes = 2 ** 20;

/** An array's type, order and sizes, and where in a source its values begin. */
export interface ArrayHeader {
  /** As NumPy spells a type: `<f4`. */
  descr: string;
  isFortran: boolean;
  shape: number[];
  start: number;
}

/** The signature, a version, and how long the header is. */
const startBytes = 12;
/** Most headers are no longer. */
const usualBytes = 128;
/** Reused: there are many arrays in some files. */
const usualStart = Buffer.alloc(usualBytes);

/** The first bytes of a source, as `readHeader` takes them, until the next are asked for. Throws LayerglassError. */
export function headerStart(source: ByteSource): Buffer {
  const start = source.size < usualBytes ? Buffer.alloc(source.size) : usualStart;
  try {
    peek(source, start, 0);
    return start;
  } catch (error) {
    // Of what is damaged a header may be there that is shorter.
    const least = start.subarray(0, startBytes);
    try {
      peek(source, least, 0);
    } catch {
      throw error;
    }
    return least;
  }
}

function peek(source: ByteSource, into: Uint8Array, position: number): void {
  if (source.peek) source.peek(into, position);
  else source.read(into, position);
}

/** As NumPy writes it: of what is written in another way each part is looked for. */
const plainHeader = /^\{'descr': '([^']*)', 'fortran_order': (True|False), 'shape': \(([\d, ]*)\), \} *\n?$/;

/** What headers of the usual length say, by their texts: of many arrays many have the same. */
const knownHeaders = new Map<string, Omit<ArrayHeader, 'start'>>();
const maxKnown = 1000;

/** What stands before an array's values. Throws LayerglassError. @param file as errors call it */
export function readHeader(source: ByteSource, file: string, start = headerStart(source)): ArrayHeader {
  if (!isNpy(start) || start.length < startBytes) throw badHeader(file, 'it does not begin as one');
  const version = start[6]!;
  if (version < 1 || version > 3) throw badHeader(file, `its version is ${version}`);
  const before = version === 1 ? 10 : 12;
  const length = version === 1 ? start.readUInt16LE(8) : start.readUInt32LE(8);
  const end = before + length;
  if (length > maxHeaderBytes || end > source.size) throw badHeader(file, `its header would have ${length} bytes`);
  const encoding = version === 3 ? 'utf8' : 'latin1';
  if (end > start.length) {
    const bytes = Buffer.alloc(length);
    peek(source, bytes, before);
    return { ...headerOf(bytes.toString(encoding), file), start: end };
  }
  const text = start.toString(encoding, before, end);
  let known = knownHeaders.get(text);
  if (!known) {
    known = headerOf(text, file);
    if (knownHeaders.size >= maxKnown) knownHeaders.clear();
    knownHeaders.set(text, known);
  }
  return { descr: known.descr, isFortran: known.isFortran, shape: known.shape.slice(), start: end };
}

function headerOf(text: string, file: string): Omit<ArrayHeader, 'start'> {
  const [descr, order, sizes] = plainHeader.exec(text)?.slice(1) ?? headerParts(text, file);
  // Python 2 wrote 3L.
  const shape = sizes!.split(',').map(size => size.trim().replace(/L$/, ''));
  if (shape.at(-1) === '') shape.pop();
  const numbers = shape.map(size => (/^\d{1,16}$/.test(size) ? Number(size) : NaN));
  if (!isShape(numbers)) throw badHeader(file, `its shape is (${sizes!.slice(0, 100)})`);
  return { descr: descr!, isFortran: order === 'True', shape: numbers };
}

const badHeader = (file: string, why: string): LayerglassError =>
  new LayerglassError('bad-header', `${file} is no array of NumPy's: ${why}`, {
    where: file,
    remedy: 'It was not written to its end, or is not what its name says: copy it again.',
  });

/** A type, an order and sizes, wherever they stand in a header. */
function headerParts(text: string, file: string): string[] {
  const matched = (pattern: RegExp): string[] => {
    const all = [...text.matchAll(pattern)];
    if (all.length !== 1) throw badHeader(file, 'its header is not as it should be');
    return [...all[0]!];
  };
  const [, descr = '', list] = matched(/(?:'descr'|"descr")\s*:\s*(?:['"]([^'"]*)['"]|([[(]))/g);
  if (list)
    throw new LayerglassError('structured-array', `${file} holds records of several fields, which are not shown`, {
      where: file,
      remedy: 'Save its fields one by one.',
    });
  const [, order = ''] = matched(/(?:'fortran_order'|"fortran_order")\s*:\s*(True|False)/g);
  const [, sizes = ''] = matched(/(?:'shape'|"shape")\s*:\s*\(([^)]*)\)/g);
  return [descr, order, sizes];
}
