import { halfAt, unevenValues, type BlockDecoder } from './blockDecoders';

// Blocks of 256 values. Sums and products are rounded to float32 where the reference rounds them.
const { fround } = Math;

/** 16 groups: 4 bits of scale and 4 of the least value each. */
export const decodeQ2K: BlockDecoder = (raw, blocks, values) => {
  for (let block = 0, at = 0, to = 0; block < blocks; block++, at += 84, to += 256) {
    const d = halfAt(raw, at + 80);
    const dmin = halfAt(raw, at + 82);
    for (let group = 0; group < 16; group++) {
      const packed = raw[at + group]!;
      const scale = fround(d * (packed & 15));
      const least = fround(dmin * (packed >> 4));
      const from = at + 16 + twoBitsPlace(group);
      const shift = twoBitsShift(group);
      for (let j = 0; j < 16; j++)
        values[to + 16 * group + j] = fround(scale * ((raw[from + j]! >> shift) & 3)) - least;
    }
  }
};

/** Where the two bits of a group of 16 are: four groups share 16 bytes, and two of them lie side by side. */
const twoBitsPlace = (group: number): number => 32 * (group >> 3) + 16 * (group & 1);
const twoBitsShift = (group: number): number => 2 * ((group >> 1) & 3);

/** 16 groups with 6 bits of scale each; the third bit of each value lies apart. */
export const decodeQ3K: BlockDecoder = (raw, blocks, values) => {
  for (let block = 0, at = 0, to = 0; block < blocks; block++, at += 110, to += 256) {
    const d = halfAt(raw, at + 108);
    for (let group = 0; group < 16; group++) {
      const low = (raw[at + 96 + (group & 7)]! >> (4 * (group >> 3))) & 15;
      const high = (raw[at + 104 + (group & 3)]! >> (2 * (group >> 2))) & 3;
      const scale = fround(d * ((low | (high << 4)) - 32));
      const from = at + 32 + twoBitsPlace(group);
      const shift = twoBitsShift(group);
      const third = at + 16 * (group & 1);
      const bit = group >> 1;
      for (let j = 0; j < 16; j++) {
        const offset = (raw[third + j]! >> bit) & 1 ? 0 : 4;
        values[to + 16 * group + j] = scale * (((raw[from + j]! >> shift) & 3) - offset);
      }
    }
  }
};

/** 8 groups with 6 bits of scale and 6 of the least value, all of them in 12 bytes. */
export const decodeQ4K: BlockDecoder = (raw, blocks, values) => {
  for (let block = 0, at = 0, to = 0; block < blocks; block++, at += 144, to += 256) {
    const d = halfAt(raw, at);
    const dmin = halfAt(raw, at + 2);
    for (let group = 0; group < 8; group++) {
      const scale = fround(d * scaleOf(raw, at + 4, group));
      const least = fround(dmin * leastOf(raw, at + 4, group));
      const from = at + 16 + 32 * (group >> 1);
      const shift = 4 * (group & 1);
      for (let j = 0; j < 32; j++)
        values[to + 32 * group + j] = fround(scale * ((raw[from + j]! >> shift) & 15)) - least;
    }
  }
};

/** The same with a fifth bit of each value. */
export const decodeQ5K: BlockDecoder = (raw, blocks, values) => {
  for (let block = 0, at = 0, to = 0; block < blocks; block++, at += 176, to += 256) {
    const d = halfAt(raw, at);
    const dmin = halfAt(raw, at + 2);
    for (let group = 0; group < 8; group++) {
      const scale = fround(d * scaleOf(raw, at + 4, group));
      const least = fround(dmin * leastOf(raw, at + 4, group));
      const from = at + 48 + 32 * (group >> 1);
      const shift = 4 * (group & 1);
      for (let j = 0; j < 32; j++) {
        const fifth = ((raw[at + 16 + j]! >> group) & 1) << 4;
        values[to + 32 * group + j] = fround(scale * (((raw[from + j]! >> shift) & 15) | fifth)) - least;
      }
    }
  }
};

const scaleOf = (raw: Uint8Array, at: number, group: number): number =>
  group < 4 ? raw[at + group]! & 63 : (raw[at + 4 + group]! & 15) | ((raw[at + group - 4]! >> 2) & 48);
const leastOf = (raw: Uint8Array, at: number, group: number): number =>
  group < 4 ? raw[at + 4 + group]! & 63 : (raw[at + 4 + group]! >> 4) | ((raw[at + group]! >> 2) & 48);

/** 16 groups with 8 bits of scale; four bits of each value, then the other two. */
export const decodeQ6K: BlockDecoder = (raw, blocks, values) => {
  for (let block = 0, at = 0, to = 0; block < blocks; block++, at += 210, to += 256) {
    const d = halfAt(raw, at + 208);
    for (let group = 0; group < 16; group++) {
      const scale = fround(d * ((raw[at + 192 + group]! << 24) >> 24));
      const low = at + 64 * (group >> 3) + 16 * (group & 3);
      const lowShift = 4 * ((group >> 2) & 1);
      const high = at + 128 + twoBitsPlace(group);
      const highShift = twoBitsShift(group);
      for (let j = 0; j < 16; j++) {
        const code = ((raw[low + j]! >> lowShift) & 15) | (((raw[high + j]! >> highShift) & 3) << 4);
        values[to + 16 * group + j] = scale * (code - 32);
      }
    }
  }
};

/** A float32 scale, 256 bytes, and sums of them that are not needed here. */
export const decodeQ8K: BlockDecoder = (raw, blocks, values) => {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  for (let block = 0, at = 0, to = 0; block < blocks; block++, at += 292, to += 256) {
    const d = view.getFloat32(at, true);
    for (let j = 0; j < 256; j++) values[to + j] = d * ((raw[at + 4 + j]! << 24) >> 24);
  }
};

/** 8 groups with 6 bits of scale; four bits of each value look it up. */
export const decodeIq4Xs: BlockDecoder = (raw, blocks, values) => {
  for (let block = 0, at = 0, to = 0; block < blocks; block++, at += 136, to += 256) {
    const d = halfAt(raw, at);
    const highs = raw[at + 2]! | (raw[at + 3]! << 8);
    for (let group = 0; group < 8; group++) {
      const low = (raw[at + 4 + (group >> 1)]! >> (4 * (group & 1))) & 15;
      const scale = fround(d * ((low | (((highs >> (2 * group)) & 3) << 4)) - 32));
      for (let j = 0; j < 16; j++) {
        const byte = raw[at + 8 + 16 * group + j]!;
        values[to + 32 * group + j] = scale * unevenValues[byte & 15]!;
        values[to + 32 * group + 16 + j] = scale * unevenValues[byte >> 4]!;
      }
    }
  }
};

/** -1, 0 and 1: five in a byte, as a fraction of 243 in 256 whose ternary digits they are. */
export const decodeTq10: BlockDecoder = (raw, blocks, values) => {
  for (let block = 0, at = 0, to = 0; block < blocks; block++, at += 54, to += 256) {
    const d = halfAt(raw, at + 52);
    let place = to;
    for (const [from, width, digits] of ternaryRuns)
      for (let digit = 0; digit < digits; digit++)
        for (let j = 0; j < width; j++) {
          const fraction = (raw[at + from + j]! * powersOf3[digit]!) & 255;
          values[place++] = d * (((fraction * 3) >> 8) - 1);
        }
  }
};
const powersOf3 = [1, 3, 9, 27, 81];
/** Where bytes begin, how many there are, and the digits that each has. */
const ternaryRuns = [
  [0, 32, 5],
  [32, 16, 5],
  [48, 4, 4],
] as const;

/** -1, 0 and 1 (and 2, which is not used) in two bits each. */
export const decodeTq20: BlockDecoder = (raw, blocks, values) => {
  for (let block = 0, at = 0, to = 0; block < blocks; block++, at += 66, to += 256) {
    const d = halfAt(raw, at + 64);
    for (let group = 0; group < 16; group++) {
      const from = at + twoBitsPlace(group);
      const shift = twoBitsShift(group);
      for (let j = 0; j < 16; j++) values[to + 16 * group + j] = d * (((raw[from + j]! >> shift) & 3) - 1);
    }
  }
};
