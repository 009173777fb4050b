import { maxFields, number, type Field } from './field';

/** Bytes of a pickle's operations behind their code; of those with a length, it: https://docs.python.org/3/library/pickletools.html */
const pickleNumbers: Record<string, 1 | 2 | 4 | 8> = {
  K: 1,
  M: 2,
  J: 4,
  G: 8,
  h: 1,
  q: 1,
  j: 4,
  r: 4,
  '\x80': 1,
  '\x95': 8,
};
const pickleLengths: Record<string, 1 | 4 | 8> = {
  X: 4,
  B: 4,
  T: 4,
  U: 1,
  C: 1,
  '\x8a': 1,
  '\x8c': 1,
  '\x8d': 8,
  '\x8e': 8,
};

/** Operations and their numbers: one number is set, or one operation becomes another of the same pickle. */
export function pickleFields(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const codes: number[] = [];
  for (let at = 0; at < bytes.length && fields.length < maxFields;) {
    const place = at;
    const code = String.fromCharCode(bytes[at++]!);
    codes.push(bytes[place]!);
    fields.push({
      change(before, random) {
        const changed = before.slice();
        changed[place] = random.pick(codes);
        return changed;
      },
    });
    const size = pickleNumbers[code] ?? pickleLengths[code] ?? 0;
    if (size && at + size > bytes.length) break;
    if (size) fields.push(number(at, size));
    if (pickleLengths[code]) at += size === 1 ? bytes[at]! : size === 4 ? view.getUint32(at, true) : bytes.length;
    at += size;
    // GLOBAL: two lines
    for (let lines = code === 'c' ? 2 : 0; lines > 0 && at < bytes.length; at++) if (bytes[at] === 10) lines--;
  }
  return fields;
}
