import { float16Values } from '../numberTypes';
import { halfAt, type BlockDecoder } from './blockDecoders';
import { gridOf } from './grids';

// Blocks of 256 values that are looked up by eights or fours. Products are rounded to float32 where the reference rounds them.
const { fround } = Math;

/** Eight signs by a number of 7 bits: the last one is such that an even number of them is negative. */
const evenSigns = Uint8Array.from({ length: 128 }, (_, bits) => {
  let parity = bits;
  for (const shift of [4, 2, 1]) parity ^= parity >> shift;
  return bits | ((parity & 1) << 7);
});

const u16 = (raw: Uint8Array, at: number): number => raw[at]! | (raw[at + 1]! << 8);
const u32 = (raw: Uint8Array, at: number): number => (u16(raw, at) | (u16(raw, at + 2) << 16)) >>> 0;

export const decodeIq2Xxs: BlockDecoder = (raw, blocks, values) => {
  const { values: grid } = gridOf('iq2Xxs');
  for (let block = 0, at = 0, to = 0; block < blocks; block++, at += 66) {
    const d = halfAt(raw, at);
    for (let group = 0; group < 8; group++) {
      const from = at + 2 + 8 * group;
      const packed = u32(raw, from + 4);
      const scale = fround(d * (0.5 + (packed >>> 28))) * 0.25;
      for (let l = 0; l < 4; l++) {
        const code = 8 * raw[from + l]!;
        const signs = evenSigns[(packed >>> (7 * l)) & 127]!;
        for (let j = 0; j < 8; j++)
          values[to++] = (signs >> j) & 1 ? -scale * grid[code + j]! : scale * grid[code + j]!;
      }
    }
  }
};

export const decodeIq2Xs: BlockDecoder = (raw, blocks, values) => {
  const { values: grid } = gridOf('iq2Xs');
  for (let block = 0, at = 0, to = 0; block < blocks; block++, at += 74) {
    const d = halfAt(raw, at);
    for (let k = 0; k < 32; k++) {
      const packed = u16(raw, at + 2 + 2 * k);
      const scale = quarterScale(d, raw[at + 66 + (k >> 2)]!, (k >> 1) & 1);
      const code = 8 * (packed & 511);
      const signs = evenSigns[packed >> 9]!;
      for (let j = 0; j < 8; j++) values[to++] = (signs >> j) & 1 ? -scale * grid[code + j]! : scale * grid[code + j]!;
    }
  }
};

export const decodeIq2S: BlockDecoder = (raw, blocks, values) => {
  const { values: grid } = gridOf('iq2S');
  for (let block = 0, at = 0, to = 0; block < blocks; block++, at += 82) {
    const d = halfAt(raw, at);
    for (let k = 0; k < 32; k++) {
      const high = (raw[at + 66 + (k >> 2)]! >> (2 * (k & 3))) & 3;
      const scale = quarterScale(d, raw[at + 74 + (k >> 2)]!, (k >> 1) & 1);
      const code = 8 * (raw[at + 2 + k]! | (high << 8));
      const signs = raw[at + 34 + k]!;
      for (let j = 0; j < 8; j++) values[to++] = (signs >> j) & 1 ? -scale * grid[code + j]! : scale * grid[code + j]!;
    }
  }
};

/** The lower or the upper four bits of a byte as a scale. */
const quarterScale = (d: number, byte: number, upper: number): number =>
  fround(d * (0.5 + ((byte >> (4 * upper)) & 15))) * 0.25;

export const decodeIq3Xxs: BlockDecoder = (raw, blocks, values) => {
  const { values: grid } = gridOf('iq3Xxs');
  for (let block = 0, at = 0, to = 0; block < blocks; block++, at += 98) {
    const d = halfAt(raw, at);
    for (let k = 0; k < 64; k++) {
      const packed = u32(raw, at + 66 + 4 * (k >> 3));
      const scale = fround(d * (0.5 + (packed >>> 28))) * 0.5;
      const code = 4 * raw[at + 2 + k]!;
      const signs = evenSigns[(packed >>> (7 * ((k >> 1) & 3))) & 127]! >> (4 * (k & 1));
      for (let j = 0; j < 4; j++) values[to++] = (signs >> j) & 1 ? -scale * grid[code + j]! : scale * grid[code + j]!;
    }
  }
};

export const decodeIq3S: BlockDecoder = (raw, blocks, values) => {
  const { values: grid } = gridOf('iq3S');
  for (let block = 0, at = 0, to = 0; block < blocks; block++, at += 110) {
    const d = halfAt(raw, at);
    for (let k = 0; k < 64; k++) {
      const group = k >> 3;
      const scale = fround(d * (1 + 2 * ((raw[at + 106 + (group >> 1)]! >> (4 * (group & 1))) & 15)));
      const high = (raw[at + 66 + group]! >> (k & 7)) & 1;
      const code = 4 * (raw[at + 2 + k]! | (high << 8));
      const signs = raw[at + 74 + (k >> 1)]! >> (4 * (k & 1));
      for (let j = 0; j < 4; j++) values[to++] = (signs >> j) & 1 ? -scale * grid[code + j]! : scale * grid[code + j]!;
    }
  }
};

/** What is added to -1, 0 and 1, or taken from them. */
const shift = 0.125;

export const decodeIq1S: BlockDecoder = (raw, blocks, values) => {
  const { values: grid } = gridOf('iq1');
  for (let block = 0, at = 0, to = 0; block < blocks; block++, at += 50) {
    const d = halfAt(raw, at);
    for (let k = 0; k < 32; k++) {
      const packed = u16(raw, at + 34 + 2 * (k >> 2));
      const scale = fround(d * (2 * ((packed >> 12) & 7) + 1));
      const delta = packed & 0x8000 ? -shift : shift;
      const code = 8 * (raw[at + 2 + k]! | (((packed >> (3 * (k & 3))) & 7) << 8));
      for (let j = 0; j < 8; j++) values[to++] = scale * (grid[code + j]! + delta);
    }
  }
};

/** The scale of all lies in four pieces in the upper bits of the others. */
export const decodeIq1M: BlockDecoder = (raw, blocks, values) => {
  const { values: grid } = gridOf('iq1');
  const halves = float16Values();
  for (let block = 0, at = 0, to = 0; block < blocks; block++, at += 56) {
    const scales = at + 48;
    let bits = 0;
    for (let i = 0; i < 4; i++) bits |= (u16(raw, scales + 2 * i) >> 12) << (4 * i);
    const d = halves[bits]!;
    for (let k = 0; k < 32; k++) {
      const part = k >> 1;
      const scale = fround(d * (2 * ((u16(raw, scales + 2 * (part >> 2)) >> (3 * (part & 3))) & 7) + 1));
      const packed = (raw[at + 32 + part]! >> (4 * (k & 1))) & 15;
      const delta = packed & 8 ? -shift : shift;
      const code = 8 * (raw[at + k]! | ((packed & 7) << 8));
      for (let j = 0; j < 8; j++) values[to++] = scale * (grid[code + j]! + delta);
    }
  }
};
