import type { GgufInput } from './ggufInput';

/** A file's own words, and the few of its facts that are needed to read it. */
export interface GgufMetadata {
  texts: Map<string, string>;
  numbers: Map<string, number>;
}

const maxEntries = 100_000;
const maxKeyBytes = 2 ** 16;
const maxTextBytes = 2 ** 16;
/** Texts of an array have their lengths before them, and have to be passed over one by one. */
const maxArrayTexts = 2 ** 24;
const shownItems = 16;
const shownItemBytes = 200;
const maxDepth = 4;

/** Reads names and values into `metadata`; what was read before an error is there. Throws LayerglassError `bad-header`. */
export function readMetadata(input: GgufInput, count: number, metadata: GgufMetadata): void {
  if (count > maxEntries) throw input.bad(`it would have ${count} entries of metadata`);
  for (let i = 0; i < count; i++) {
    const key = input.text(maxKeyBytes);
    const type = input.uint32();
    const value = type === arrayType ? readArray(input, 0) : readValue(input, type, maxTextBytes);
    if (typeof value === 'number') metadata.numbers.set(key, value);
    if (!metadata.texts.has(key)) metadata.texts.set(key, String(value));
  }
}

type Value = number | bigint | boolean | string;
const stringType = 8;
const arrayType = 9;
/** Bytes of a value, and how it is read. */
const plainTypes: Record<number, { bytes: number; read: (input: GgufInput) => Value }> = {
  0: { bytes: 1, read: input => input.uint8() },
  1: { bytes: 1, read: input => input.int8() },
  2: { bytes: 2, read: input => input.uint16() },
  3: { bytes: 2, read: input => input.int16() },
  4: { bytes: 4, read: input => input.uint32() },
  5: { bytes: 4, read: input => input.int32() },
  // The digits that a float32 holds.
  6: { bytes: 4, read: input => Number(input.float32().toPrecision(7)) },
  7: { bytes: 1, read: input => input.uint8() !== 0 },
  10: { bytes: 8, read: input => input.uint64() },
  11: { bytes: 8, read: input => input.int64() },
  12: { bytes: 8, read: input => input.float64() },
};

function readValue(input: GgufInput, type: number, mostBytes: number): Value {
  if (type === stringType) return input.text(mostBytes);
  const plain = plainTypes[type];
  if (!plain) throw input.bad(`there is no type ${type} of metadata`);
  return plain.read(input);
}

/** The first items, and how many there are: `[1, 2, …] (32000)`. */
function readArray(input: GgufInput, depth: number): string {
  if (depth > maxDepth) throw input.bad('arrays are nested too deep');
  const type = input.uint32();
  const plain = plainTypes[type];
  const least = type === arrayType ? 4 + input.lengthBytes : (plain?.bytes ?? input.lengthBytes);
  const count = input.count('items in an array', least, plain ? Infinity : maxArrayTexts);
  const shown: string[] = [];
  for (let i = 0; i < count && (i < shownItems || !plain); i++) {
    const isShown = i < shownItems;
    if (type === arrayType) {
      const inner = readArray(input, depth + 1);
      if (isShown) shown.push(inner);
    } else {
      const value = readValue(input, type, isShown ? shownItemBytes : 0);
      if (isShown) shown.push(typeof value === 'string' ? JSON.stringify(value) : String(value));
    }
  }
  if (plain && count > shownItems) input.skip((count - shownItems) * plain.bytes);
  return count > shownItems ? `[${shown.join(', ')}, …] (${count})` : `[${shown.join(', ')}]`;
}
