import type { RandomSource } from './randomSource';

/** A place of a format's own structure, and how it is changed. */
export interface Field {
  change(bytes: Uint8Array, random: RandomSource): Uint8Array;
}

/** Of one file. */
export const maxFields = 400;

/** A little-endian number of `size` bytes. */
export const number = (at: number, size: 1 | 2 | 4 | 8): Field => ({
  change(bytes, random) {
    const changed = bytes.slice();
    if (at + size > changed.length) return changed;
    const view = new DataView(changed.buffer);
    const small = random.pick([0, 1, 2, 0x7f, 0xff, random.below(256), bytes.length, bytes.length - 1]);
    const value = random.next() < 0.5 ? BigInt(small) : 2n ** BigInt(random.below(8 * size)) - BigInt(random.below(2));
    const now = BigInt.asUintN(8 * size, value);
    if (size === 8) view.setBigUint64(at, now, true);
    else if (size === 4) view.setUint32(at, Number(now), true);
    else if (size === 2) view.setUint16(at, Number(now), true);
    else view.setUint8(at, Number(now));
    return changed;
  },
});
