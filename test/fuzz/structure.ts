import { maxFields, number, type Field } from './field';
import { hdf5Fields } from './hdf5Structure';
import { pickleFields } from './pickleStructure';
import { textFields } from './textStructure';

const maxText = 2 ** 20;
const known = new WeakMap<Uint8Array, Field[]>();

/** Lengths, offsets and counts in a zip, an HDF5 file, JSON, a protocol buffer; empty where it is none of these. */
export function structureOf(bytes: Uint8Array): Field[] {
  const found = known.get(bytes) ?? find(bytes);
  known.set(bytes, found);
  return found;
}

function find(bytes: Uint8Array): Field[] {
  const text = (from: number, length: number): string =>
    Buffer.from(bytes.subarray(from, from + length)).toString('latin1');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (text(0, 2) === 'PK') return zipFields(bytes);
  if (text(1, 3) === 'HDF') return hdf5Fields(bytes);
  if (/^\s*[{[]/.test(text(0, 8))) return textFields(text(0, maxText), 0, 0);
  // safetensors and NumPy: a text behind its length
  if (text(8, 1) === '{') return textFields(text(8, Math.min(view.getUint32(0, true), maxText)), 8, 8);
  if (text(1, 5) === 'NUMPY' && bytes.length >= 12)
    return bytes[6] === 1
      ? textFields(text(10, view.getUint16(8, true)), 10, 2)
      : textFields(text(12, Math.min(view.getUint32(8, true), maxText)), 12, 4);
  if (bytes[0] === 0x80 && bytes[1]! <= 5) return pickleFields(bytes);
  return protobufFields(bytes);
}

/** Of local headers, the central directory and its end: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT 4.3. */
const zipRecords: readonly { mark: number; fields: readonly [number, 1 | 2 | 4 | 8][] }[] = [
  {
    mark: 0x04034b50,
    fields: [
      [6, 2],
      [8, 2],
      [14, 4],
      [18, 4],
      [22, 4],
      [26, 2],
      [28, 2],
    ],
  },
  {
    mark: 0x02014b50,
    fields: [
      [8, 2],
      [10, 2],
      [16, 4],
      [20, 4],
      [24, 4],
      [28, 2],
      [30, 2],
      [32, 2],
      [42, 4],
    ],
  },
  {
    mark: 0x06054b50,
    fields: [
      [8, 2],
      [10, 2],
      [12, 4],
      [16, 4],
      [20, 2],
    ],
  },
  {
    mark: 0x06064b50,
    fields: [
      [4, 8],
      [24, 8],
      [32, 8],
      [40, 8],
      [48, 8],
    ],
  },
  {
    mark: 0x07064b50,
    fields: [
      [8, 8],
      [16, 4],
    ],
  },
];
function zipFields(bytes: Uint8Array): Field[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields: Field[] = [];
  for (let at = 0; at + 4 <= bytes.length && fields.length < maxFields; at++) {
    if (bytes[at] !== 0x50 || bytes[at + 1] !== 0x4b) continue;
    const record = zipRecords.find(r => r.mark === view.getUint32(at, true));
    for (const [offset, size] of record?.fields ?? []) fields.push(number(at + offset, size));
  }
  return fields;
}

/** Lengths of a protocol buffer's fields, three messages deep. */
function protobufFields(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  const walk = (from: number, to: number, depth: number): boolean => {
    let at = from;
    const varint = (): number => {
      let value = 0;
      for (let scale = 1; at < to && scale < 2 ** 56; scale *= 128) {
        const byte = bytes[at++]!;
        value += (byte & 127) * scale;
        if (byte < 128) return value;
      }
      return NaN;
    };
    while (at < to && fields.length < maxFields) {
      const key = varint();
      const type = key % 8;
      if (type === 0) {
        fields.push(number(at, 1));
        if (Number.isNaN(varint())) return false;
      } else if (type === 1) at += 8;
      else if (type === 5) at += 4;
      else if (type === 2) {
        fields.push(number(at, 1));
        const length = varint();
        if (!(at + length <= to)) return false;
        if (depth < 3 && length > 1) walk(at, at + length, depth + 1);
        at += length;
      } else return false;
    }
    return true;
  };
  walk(0, Math.min(bytes.length, 2 ** 20), 0);
  return fields;
}
