import { float16Values } from '../tensors/numberTypes';

/** Writes the values of `blocks` blocks, as the type has them, from `raw` into `values`. */
export type BlockDecoder = (raw: Uint8Array, blocks: number, values: Float32Array) => void;

/** A float16 at a place. */
export function halfAt(raw: Uint8Array, at: number): number {
  return float16Values()[uint16At(raw, at)]!;
}
export const uint16At = (raw: Uint8Array, at: number): number => raw[at]! | (raw[at + 1]! << 8);
export const uint32At = (raw: Uint8Array, at: number): number =>
  (uint16At(raw, at) | (uint16At(raw, at + 2) << 16)) >>> 0;

/** Blocks of 32 values of 4 bits: 16 bytes with value j below and value j + 16 above, behind a scale and a least value. */
export const decodeQ40: BlockDecoder = (raw, blocks, values) => {
  for (let block = 0, at = 0, to = 0; block < blocks; block++, at += 18, to += 32) {
    const d = halfAt(raw, at);
    for (let j = 0; j < 16; j++) {
      const byte = raw[at + 2 + j]!;
      values[to + j] = d * ((byte & 15) - 8);
      values[to + 16 + j] = d * ((byte >> 4) - 8);
    }
  }
};

export const decodeQ41: BlockDecoder = (raw, blocks, values) => {
  for (let block = 0, at = 0, to = 0; block < blocks; block++, at += 20, to += 32) {
    const d = halfAt(raw, at);
    const m = halfAt(raw, at + 2);
    for (let j = 0; j < 16; j++) {
      const byte = raw[at + 4 + j]!;
      values[to + j] = Math.fround(d * (byte & 15)) + m;
      values[to + 16 + j] = Math.fround(d * (byte >> 4)) + m;
    }
  }
};

/** The same with a fifth bit of each value, 32 of them in 4 bytes, before the others. */
export const decodeQ50: BlockDecoder = (raw, blocks, values) => {
  for (let block = 0, at = 0, to = 0; block < blocks; block++, at += 22, to += 32) {
    const d = halfAt(raw, at);
    const fifth = uint32At(raw, at + 2);
    for (let j = 0; j < 16; j++) {
      const byte = raw[at + 6 + j]!;
      values[to + j] = d * (((byte & 15) | (((fifth >>> j) & 1) << 4)) - 16);
      values[to + 16 + j] = d * (((byte >> 4) | (((fifth >>> (j + 16)) & 1) << 4)) - 16);
    }
  }
};

export const decodeQ51: BlockDecoder = (raw, blocks, values) => {
  for (let block = 0, at = 0, to = 0; block < blocks; block++, at += 24, to += 32) {
    const d = halfAt(raw, at);
    const m = halfAt(raw, at + 2);
    const fifth = uint32At(raw, at + 4);
    for (let j = 0; j < 16; j++) {
      const byte = raw[at + 8 + j]!;
      values[to + j] = Math.fround(d * ((byte & 15) | (((fifth >>> j) & 1) << 4))) + m;
      values[to + 16 + j] = Math.fround(d * ((byte >> 4) | (((fifth >>> (j + 16)) & 1) << 4))) + m;
    }
  }
};

export const decodeQ80: BlockDecoder = (raw, blocks, values) => {
  for (let block = 0, at = 0, to = 0; block < blocks; block++, at += 34, to += 32) {
    const d = halfAt(raw, at);
    for (let j = 0; j < 32; j++) values[to + j] = d * ((raw[at + 2 + j]! << 24) >> 24);
  }
};

/** The scale or its negative: a bit for each of 128 values. */
export const decodeQ10: BlockDecoder = (raw, blocks, values) => {
  for (let block = 0, at = 0, to = 0; block < blocks; block++, at += 18, to += 128) {
    const d = halfAt(raw, at);
    for (let j = 0; j < 128; j++) values[to + j] = (raw[at + 2 + (j >> 3)]! >> (j & 7)) & 1 ? d : -d;
  }
};

/** Four bits look up one of 16 values that are closer to each other around zero. */
export const unevenValues = Int8Array.of(-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113);

export const decodeIq4Nl: BlockDecoder = (raw, blocks, values) => {
  for (let block = 0, at = 0, to = 0; block < blocks; block++, at += 18, to += 32) {
    const d = halfAt(raw, at);
    for (let j = 0; j < 16; j++) {
      const byte = raw[at + 2 + j]!;
      values[to + j] = d * unevenValues[byte & 15]!;
      values[to + 16 + j] = d * unevenValues[byte >> 4]!;
    }
  }
};

/** Twice the values of float4_e2m1fn. */
const doubledE2m1 = Int8Array.of(0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12);

/** A power of two for 32 values: OCP microscaling formats. */
export const decodeMxfp4: BlockDecoder = (raw, blocks, values) => {
  for (let block = 0, at = 0, to = 0; block < blocks; block++, at += 17, to += 32) {
    const d = 2 ** (raw[at]! - 128);
    for (let j = 0; j < 16; j++) {
      const byte = raw[at + 1 + j]!;
      values[to + j] = d * doubledE2m1[byte & 15]!;
      values[to + 16 + j] = d * doubledE2m1[byte >> 4]!;
    }
  }
};

/** Four groups of 16 values, each with a scale that is an unsigned float8 (e4m3). */
export const decodeNvfp4: BlockDecoder = (raw, blocks, values) => {
  for (let block = 0, at = 0, to = 0; block < blocks; block++, at += 36, to += 64)
    for (let group = 0; group < 4; group++) {
      const d = halfUe4m3(raw[at + group]!);
      for (let j = 0; j < 8; j++) {
        const byte = raw[at + 4 + 8 * group + j]!;
        values[to + 16 * group + j] = d * doubledE2m1[byte & 15]!;
        values[to + 16 * group + 8 + j] = d * doubledE2m1[byte >> 4]!;
      }
    }
};

function halfUe4m3(code: number): number {
  if (code === 0x7f) return 0;
  const exponent = (code >> 3) & 15;
  const fraction = code & 7;
  return (exponent === 0 ? fraction * 2 ** -9 : (1 + fraction / 8) * 2 ** (exponent - 7)) / 2;
}
