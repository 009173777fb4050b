import { LayerglassError } from '../../../protocol/errors';
import type { FileProblem } from '../../../protocol/reader';
import type { ByteSource } from '../sources/byteSource';
import { addFailure, addProblem } from '../fileProblems';
import { GgufInput } from './ggufInput';
import { readMetadata, type GgufMetadata } from './ggufMetadata';

/** A tensor as the header has it. */
export interface GgufTensor {
  name: string;
  /** The axis whose values are neighbours first, as the file has them. */
  sizes: number[];
  type: number;
  /** From where the values of the file begin. */
  offset: number;
}

export interface GgufHeader extends GgufMetadata {
  version: number;
  isBigEndian: boolean;
  tensors: GgufTensor[];
  /** Where the values begin; null where the header does not end. */
  dataAt: number | null;
}

const maxTensors = 500_000;
const maxNameBytes = 4096;
const maxAxes = 64;
const defaultAlignment = 32;

/** `GGUF` as a number, in either byte order of what follows. */
const magic = 0x46554747;

/**
 * Reads the header of a file; what is damaged ends it, and a problem says so. Throws LayerglassError where no version is
 * there that can be read.
 */
export function readHeader(source: ByteSource, file: string, problems: FileProblem[]): GgufHeader {
  const input = new GgufInput(source, file);
  if (input.uint32() !== magic)
    throw new LayerglassError('not-gguf', `${file} is no GGUF file`, {
      where: file,
      remedy: 'It is not what its name says: copy it again.',
    });
  let version = input.uint32();
  // The other byte order: no version has so many bits.
  if ((version & 0xffff) === 0) {
    input.isBigEndian = true;
    input.at = 4;
    version = input.uint32();
  }
  if (version < 1 || version > 3)
    throw new LayerglassError('unknown-version', `${file} is a GGUF file of version ${version}`, {
      where: file,
      remedy: 'Versions 1 to 3 are read: convert it, or update Layerglass.',
    });
  input.hasShortLengths = version === 1;
  const header: GgufHeader = {
    ...{ version, isBigEndian: input.isBigEndian, texts: new Map(), numbers: new Map(), tensors: [], dataAt: null },
  };
  try {
    const tensors = input.count('tensors', 12 + 2 * input.lengthBytes, maxTensors);
    const entries = input.count('entries of metadata', 5 + input.lengthBytes, Infinity);
    readMetadata(input, entries, header);
    for (let i = 0; i < tensors; i++) header.tensors.push(readTensor(input));
    const alignment = alignmentOf(header, file, problems);
    header.dataAt = Math.ceil(input.at / alignment) * alignment;
  } catch (error) {
    addFailure(problems, error, file);
  }
  return header;
}

function readTensor(input: GgufInput): GgufTensor {
  const name = input.text(maxNameBytes);
  const axes = input.uint32();
  if (axes > maxAxes) throw input.bad(`a tensor would have ${axes} axes`);
  const sizes: number[] = [];
  for (let axis = 0; axis < axes; axis++) sizes.push(input.length());
  return { name, sizes, type: input.uint32(), offset: Number(input.uint64()) };
}

function alignmentOf({ numbers }: GgufMetadata, file: string, problems: FileProblem[]): number {
  const alignment = numbers.get('general.alignment') ?? defaultAlignment;
  if (alignment >= 1 && alignment <= 2 ** 31 && Number.isInteger(Math.log2(alignment))) return alignment;
  addProblem(
    problems,
    'bad-alignment',
    `Its alignment is ${alignment}, and has to be a power of two; ${defaultAlignment} is taken.`,
    file,
  );
  return defaultAlignment;
}
