import { mutateInside } from './mutateInside';
import type { RandomSource } from './randomSource';
import { structureOf } from './structure';

/** Numbers at which readers err: none, one, the ends of 7, 8, 15, 16, 31, 32, 53, 63 and 64 bits. */
const edges = [0n, 1n, 0x7fn, 0x80n, 0xffn, 0x7fffn, 0xffffn, 2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 1n];
const longEdges = [...edges, 2n ** 53n, 2n ** 53n + 1n, 2n ** 62n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n];

type Mutation = (bytes: Uint8Array, random: RandomSource, other: Uint8Array) => Uint8Array;

const flipBits: Mutation = (bytes, random) => {
  const changed = bytes.slice();
  for (let n = 1 + random.below(3); n > 0 && changed.length; n--)
    changed[random.below(changed.length)]! ^= 1 << random.below(8);
  return changed;
};
const setBytes: Mutation = (bytes, random) => {
  const changed = bytes.slice();
  const at = random.below(changed.length);
  changed.fill(random.pick([0, 0xff, 0x80, 0x7f, random.below(256)]), at, at + 1 + random.below(8));
  return changed;
};
const truncate: Mutation = (bytes, random) => bytes.slice(0, random.below(bytes.length));
const joined = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
const removePart: Mutation = (bytes, random) => {
  const from = random.below(bytes.length);
  return joined(bytes.subarray(0, from), bytes.subarray(from + 1 + random.below(64)));
};
const repeatPart: Mutation = (bytes, random) => {
  const from = random.below(bytes.length);
  const part = bytes.subarray(from, from + 1 + random.below(256));
  return joined(bytes.subarray(0, from), part, bytes.subarray(from));
};
const splice: Mutation = (bytes, random, other) => {
  const from = random.below(bytes.length);
  const start = random.below(other.length);
  const part = other.subarray(start, start + 1 + random.below(512));
  const isReplaced = random.next() < 0.5;
  return joined(bytes.subarray(0, from), part, bytes.subarray(isReplaced ? from + part.length : from));
};
/** A number somewhere, of 1 to 8 bytes in either order, becomes one at which readers err, or moves by a little. */
const setNumber: Mutation = (bytes, random) => {
  const changed = bytes.slice();
  const size = random.pick([1, 2, 4, 8]);
  if (changed.length < size) return flipBits(bytes, random, bytes);
  const at = random.below(changed.length - size + 1);
  const view = new DataView(changed.buffer, changed.byteOffset);
  const isLittle = random.next() < 0.8;
  const value = BigInt.asUintN(8 * size, random.pick(longEdges) + BigInt(random.below(3) - 1));
  if (size === 8) view.setBigUint64(at, value, isLittle);
  else if (size === 4) view.setUint32(at, Number(value), isLittle);
  else if (size === 2) view.setUint16(at, Number(value), isLittle);
  else view.setUint8(at, Number(value));
  return changed;
};
/** Some bytes become those of another place: an offset, an identifier or a length that means something elsewhere. */
const copyBytes: Mutation = (bytes, random) => {
  const changed = bytes.slice();
  const size = random.pick([1, 2, 4, 8, 16, 64]);
  const align = random.pick([1, Math.min(size, 8)]);
  const place = (): number => random.below(Math.floor(bytes.length / align)) * align;
  const from = place();
  changed.copyWithin(place(), from, from + size);
  return changed;
};
/** One of the numbers that the format itself puts there: a length, an offset, a count. */
const setField: Mutation = (bytes, random, other) => {
  const fields = structureOf(bytes);
  if (!fields.length) return setNumber(bytes, random, other);
  return random.pick(fields).change(bytes, random);
};

const plain: readonly Mutation[] = [
  flipBits,
  flipBits,
  setBytes,
  truncate,
  removePart,
  repeatPart,
  copyBytes,
  splice,
  setNumber,
];

/** Few, as a reader comes further in a file that is nearly whole; not one always, as of small files those are soon tried. */
const changeCounts = [1, 1, 1, 1, 2, 2, 2, 3, 3, 5];

/**
 * The bytes with one to five changes, the first ones of the format's own structure where it is known. `isSigned`: behind
 * checksums that were made again, so that none tells of it.
 */
export function mutate(
  bytes: Uint8Array,
  random: RandomSource,
  other: Uint8Array,
): { bytes: Uint8Array; isSigned: boolean } {
  const change = (before: Uint8Array): Uint8Array => {
    let changed = before;
    const count = random.pick(changeCounts);
    for (let n = 0; n < count && changed.length; n++)
      changed = (random.next() < 0.4 ? setField : random.pick(plain))(changed, random, other);
    return changed;
  };
  const signed = random.next() < 0.3 ? mutateInside(bytes, random, change) : null;
  return signed ? { bytes: signed, isSigned: true } : { bytes: change(bytes), isSigned: false };
}
