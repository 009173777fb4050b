import type { StoredType } from '../tensors/storedTensor';
import * as plain from './blockDecoders';
import type { BlockDecoder } from './blockDecoders';
import * as byCodebook from './codebookDecoders';
import * as wide from './superBlockDecoders';

/** How values of a type lie in a file. */
export interface GgufType {
  /** `Q4_K`. */
  word: string;
  /** Values of a block, and its bytes. */
  blockValues: number;
  blockBytes: number;
  /** As they are stored; null where they lie in blocks. */
  stored: StoredType | null;
  decode: BlockDecoder | null;
  /** Places in a block and bytes of the numbers that are turned round in a big-endian file; null: nobody has said which. */
  numbers: readonly (readonly [at: number, bytes: number])[] | null;
}

const values = (word: string, stored: StoredType, blockBytes: number): GgufType => ({
  ...{ word, blockValues: 1, blockBytes, stored, decode: null },
  numbers: blockBytes > 1 ? [[0, blockBytes]] : [],
});
const blocks = (
  word: string,
  blockValues: number,
  blockBytes: number,
  decode: BlockDecoder | null = null,
  numbers: GgufType['numbers'] = [],
): GgufType => ({ word, blockValues, blockBytes, stored: null, decode, numbers });
const coded = (word: string, blockBytes: number, decode: BlockDecoder): GgufType =>
  blocks(word, 256, blockBytes, decode, null);
const halfAt = (...places: number[]): GgufType['numbers'] => places.map(at => [at, 2] as const);

/** By the number in the file: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md. */
const types = new Map<number, GgufType>([
  [0, values('F32', 'float32', 4)],
  [1, values('F16', 'float16', 2)],
  [2, blocks('Q4_0', 32, 18, plain.decodeQ40, halfAt(0))],
  [3, blocks('Q4_1', 32, 20, plain.decodeQ41, halfAt(0, 2))],
  [6, blocks('Q5_0', 32, 22, plain.decodeQ50, halfAt(0))],
  [7, blocks('Q5_1', 32, 24, plain.decodeQ51, halfAt(0, 2))],
  [8, blocks('Q8_0', 32, 34, plain.decodeQ80, halfAt(0))],
  [10, blocks('Q2_K', 256, 84, wide.decodeQ2K, halfAt(80, 82))],
  [11, blocks('Q3_K', 256, 110, wide.decodeQ3K, halfAt(108))],
  [12, blocks('Q4_K', 256, 144, wide.decodeQ4K, halfAt(0, 2))],
  [13, blocks('Q5_K', 256, 176, wide.decodeQ5K, halfAt(0, 2))],
  [14, blocks('Q6_K', 256, 210, wide.decodeQ6K, halfAt(208))],
  [15, blocks('Q8_K', 256, 292, wide.decodeQ8K, [[0, 4]])],
  [16, coded('IQ2_XXS', 66, byCodebook.decodeIq2Xxs)],
  [17, coded('IQ2_XS', 74, byCodebook.decodeIq2Xs)],
  [18, coded('IQ3_XXS', 98, byCodebook.decodeIq3Xxs)],
  [19, coded('IQ1_S', 50, byCodebook.decodeIq1S)],
  [20, blocks('IQ4_NL', 32, 18, plain.decodeIq4Nl, halfAt(0))],
  [21, coded('IQ3_S', 110, byCodebook.decodeIq3S)],
  [22, coded('IQ2_S', 82, byCodebook.decodeIq2S)],
  [23, blocks('IQ4_XS', 256, 136, wide.decodeIq4Xs, halfAt(0, 2))],
  [24, values('I8', 'int8', 1)],
  [25, values('I16', 'int16', 2)],
  [26, values('I32', 'int32', 4)],
  [27, values('I64', 'int64', 8)],
  [28, values('F64', 'float64', 8)],
  [29, coded('IQ1_M', 56, byCodebook.decodeIq1M)],
  [30, values('BF16', 'bfloat16', 2)],
  [34, blocks('TQ1_0', 256, 54, wide.decodeTq10, halfAt(52))],
  [35, blocks('TQ2_0', 256, 66, wide.decodeTq20, halfAt(64))],
  [39, blocks('MXFP4', 32, 17, plain.decodeMxfp4)],
  [40, blocks('NVFP4', 64, 36, plain.decodeNvfp4)],
  [41, blocks('Q1_0', 128, 18, plain.decodeQ10, halfAt(0))],
]);

/** Names of types whose blocks are not the same in all versions of ggml. */
const unsized: Record<number, string> = { 4: 'Q4_2', 5: 'Q4_3', 9: 'Q8_1', 42: 'Q2_0' };

/** Null where nothing is known of it but its name. */
export const ggufType = (code: number): GgufType | null => types.get(code) ?? null;
export const typeWord = (code: number): string => types.get(code)?.word ?? unsized[code] ?? `type ${code}`;
