import { float16Values } from '../tensors/numberTypes';
import { halfAt, uint16At, uint32At, type BlockDecoder } from './blockDecoders';
import { codebook, type Codebook } from './codebooks';

// Blocks of 256 values, of which eight (in IQ3: four) share a code that a codebook has values for. All products are exact in
// float32. The blocks: https://github.com/ggml-org/ggml/blob/master/src/ggml-common.h

/** 8 groups of 32 values: four codes of 8 bits, then the signs of each, 7 bits, and 4 bits of scale. */
export const decodeIq2Xxs: BlockDecoder = (raw, blocks, values) => {
  const book = codebook('IQ2_XXS');
  for (let block = 0, at = 0, to = 0; block < blocks; block++, at += 66)
    for (let group = 0; group < 8; group++) {
      const codes = at + 2 + 8 * group;
      const signs = uint32At(raw, codes + 4);
      const scale = halfAt(raw, at) * (0.5 + (signs >>> 28)) * 0.25;
      for (let i = 0; i < 4; i++, to += 8)
        putSigned(values, to, book, raw[codes + i]!, scale, evenSigns((signs >>> (7 * i)) & 127));
    }
};

/** 32 codes of 9 bits with 7 bits of signs; a scale for two of them. */
export const decodeIq2Xs: BlockDecoder = (raw, blocks, values) => {
  const book = codebook('IQ2_XS');
  for (let block = 0, at = 0, to = 0; block < blocks; block++, at += 74)
    for (let i = 0; i < 32; i++, to += 8) {
      const code = uint16At(raw, at + 2 + 2 * i);
      const scale = halfAt(raw, at) * (0.5 + nibble(raw, at + 66, i >> 1)) * 0.25;
      putSigned(values, to, book, code & 511, scale, evenSigns(code >> 9));
    }
};

/** 32 codes of 10 bits, the upper two apart, and a byte of signs for each; a scale for two of them. */
export const decodeIq2S: BlockDecoder = (raw, blocks, values) => {
  const book = codebook('IQ2_S');
  for (let block = 0, at = 0, to = 0; block < blocks; block++, at += 82)
    for (let i = 0; i < 32; i++, to += 8) {
      const upper = (raw[at + 66 + (i >> 2)]! >> (2 * (i & 3))) & 3;
      const scale = halfAt(raw, at) * (0.5 + nibble(raw, at + 74, i >> 1)) * 0.25;
      putSigned(values, to, book, raw[at + 2 + i]! | (upper << 8), scale, raw[at + 34 + i]!);
    }
};

/** 64 codes of 8 bits; for eight of them four times 7 bits of signs and 4 bits of scale. */
export const decodeIq3Xxs: BlockDecoder = (raw, blocks, values) => {
  const book = codebook('IQ3_XXS');
  for (let block = 0, at = 0, to = 0; block < blocks; block++, at += 98)
    for (let group = 0; group < 8; group++) {
      const signs = uint32At(raw, at + 66 + 4 * group);
      const scale = halfAt(raw, at) * (0.5 + (signs >>> 28)) * 0.5;
      for (let i = 0; i < 8; i++, to += 4) {
        const ofEight = evenSigns((signs >>> (7 * (i >> 1))) & 127);
        putSigned(values, to, book, raw[at + 2 + 8 * group + i]!, scale, ofEight >> (4 * (i & 1)));
      }
    }
};

/** 64 codes of 9 bits, the upper one apart, and half a byte of signs for each; a scale for eight of them. */
export const decodeIq3S: BlockDecoder = (raw, blocks, values) => {
  const book = codebook('IQ3_S');
  for (let block = 0, at = 0, to = 0; block < blocks; block++, at += 110)
    for (let i = 0; i < 64; i++, to += 4) {
      const upper = (raw[at + 66 + (i >> 3)]! >> (i & 7)) & 1;
      const scale = halfAt(raw, at) * (1 + 2 * nibble(raw, at + 106, i >> 3));
      putSigned(values, to, book, raw[at + 2 + i]! | (upper << 8), scale, nibble(raw, at + 74, i));
    }
};

/** How far all values of IQ1 lie from -1, 0 and 1, to one side or the other. */
const shift = 0.125;

/** 32 codes of 11 bits, the upper three apart with a scale and a side for four of them. */
export const decodeIq1S: BlockDecoder = (raw, blocks, values) => {
  const book = codebook('IQ1_S');
  for (let block = 0, at = 0, to = 0; block < blocks; block++, at += 50)
    for (let group = 0; group < 8; group++) {
      const uppers = uint16At(raw, at + 34 + 2 * group);
      const scale = halfAt(raw, at) * (2 * ((uppers >> 12) & 7) + 1);
      for (let i = 0; i < 4; i++, to += 8) {
        const code = raw[at + 2 + 4 * group + i]! | (((uppers >> (3 * i)) & 7) << 8);
        putShifted(values, to, book, code, scale, uppers & 0x8000 ? -shift : shift);
      }
    }
};

/** The same, with a side for each code and a scale for two; the block's own scale is spread over the upper bits of those. */
export const decodeIq1M: BlockDecoder = (raw, blocks, values) => {
  const book = codebook('IQ1_S');
  for (let block = 0, at = 0, to = 0; block < blocks; block++, at += 56) {
    let half = 0;
    for (let i = 0; i < 4; i++) half |= (raw[at + 49 + 2 * i]! >> 4) << (4 * i);
    const blockScale = float16Values()[half]!;
    for (let i = 0; i < 32; i++, to += 8) {
      const upper = nibble(raw, at + 32, i);
      const scales = uint16At(raw, at + 48 + 2 * (i >> 3));
      const scale = blockScale * (2 * ((scales >> (3 * ((i >> 1) & 3))) & 7) + 1);
      putShifted(values, to, book, raw[at + i]! | ((upper & 7) << 8), scale, upper & 8 ? -shift : shift);
    }
  }
};

/** Writes the values of a code; bit j of `signs` turns value j round. */
function putSigned(
  values: Float32Array,
  to: number,
  { values: book, width }: Codebook,
  code: number,
  scale: number,
  signs: number,
): void {
  // no branch: signs cannot be foreseen
  for (let j = 0; j < width; j++) values[to + j] = scale * (book[width * code + j]! * (1 - (((signs >> j) & 1) << 1)));
}

function putShifted(
  values: Float32Array,
  to: number,
  { values: book, width }: Codebook,
  code: number,
  scale: number,
  side: number,
): void {
  for (let j = 0; j < width; j++) values[to + j] = scale * (book[width * code + j]! + side);
}

/** Signs of eight values of which seven are told: an even number of them is negative. */
function evenSigns(seven: number): number {
  let parity = seven ^ (seven >> 4);
  parity ^= parity >> 2;
  parity ^= parity >> 1;
  return seven | ((parity & 1) << 7);
}

/** The `index`th half of the bytes from there on, the lower one of each first. */
const nibble = (raw: Uint8Array, from: number, index: number): number =>
  (raw[from + (index >> 1)]! >> (4 * (index & 1))) & 15;
