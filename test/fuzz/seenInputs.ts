import type { FuzzInput } from './fuzzInput';

/** A power of two. With ten million inputs one in some thousands that is new is taken for one that was seen. */
const bits = 2 ** 28;
const places = 4;

/** Tells inputs that were made before: of a small file there are not many that are changed in one place. A Bloom filter. */
export class SeenInputs {
  private readonly filter = new Uint32Array(bits / 32);

  /** True where the same file of the same fixture had not the same bytes before. @param stream of the fixture */
  add(stream: number, { target, bytes }: Pick<FuzzInput, 'target' | 'bytes'>): boolean {
    const [first, second] = hashesOf(bytes, stream ^ Math.imul(target + 1, 0x9e3779b1));
    let isNew = false;
    for (let n = 0; n < places; n++) {
      const at = (first + Math.imul(n, second | 1)) & (bits - 1);
      const [word, bit] = [at >>> 5, 1 << (at & 31)];
      if (this.filter[word]! & bit) continue;
      isNew = true;
      this.filter[word]! |= bit;
    }
    return isNew;
  }
}

/** Two hashes of 32 bits that have little to do with each other, with MurmurHash3's constants and its last steps. */
function hashesOf(bytes: Uint8Array, start: number): [number, number] {
  let [a, b] = [start, ~start ^ bytes.length];
  const add = (word: number): void => {
    a = Math.imul(a ^ Math.imul(word, 0xcc9e2d51), 0x1b873593);
    a ^= a >>> 15;
    b = Math.imul(((b << 13) | (b >>> 19)) ^ word, 0x85ebca6b) + 0x38495ab5;
  };
  const isAligned = bytes.byteOffset % 4 === 0;
  const words = isAligned ? new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2) : [];
  for (const word of words) add(word);
  for (let at = 4 * words.length; at < bytes.length; at++) add(bytes[at]!);
  const finish = (hash: number): number => {
    const mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    const again = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return again ^ (again >>> 16);
  };
  return [finish(a), finish(b)];
}
