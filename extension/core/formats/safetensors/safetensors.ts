import * as v from 'valibot';
import type { FileProblem } from '../../../protocol/reader';
import { LayerglassError } from '../../../protocol/errors';
import type { ByteSource } from '../sources/byteSource';
import { chosenFile } from '../chosenFile';
import { addProblem } from '../fileProblems';
import { openedFile, type OpenedFile } from '../openedFile';
import { refuseTensor } from '../tensors/refuseTensor';
import { valueCount, type StoredTensor, type StoredType } from '../tensors/storedTensor';
import { entryOf, isShape } from '../tensors/tensorEntry';
import { badJson, jsonMembers, repeatedNames } from '../containers/jsonMembers';

/** Header bytes and tensors: as the reference reader has it; more tensors than any model has. */
const maxHeaderBytes = 100_000_000;
const maxTensors = 500_000;

/** Bits of a value, and what it is. Of 6-bit numbers no framework has said how they are packed. */
const types: Record<string, { bits: number; dtype: string; stored: StoredType }> = Object.fromEntries(
  (
    [
      ['F64', 64, 'float64'],
      ['F32', 32, 'float32'],
      ['F16', 16, 'float16'],
      ['BF16', 16, 'bfloat16'],
      ['F8_E4M3', 8, 'float8_e4m3fn'],
      ['F8_E4M3FNUZ', 8, 'float8_e4m3fnuz'],
      ['F8_E5M2', 8, 'float8_e5m2'],
      ['F8_E5M2FNUZ', 8, 'float8_e5m2fnuz'],
      ['F8_E8M0', 8, 'float8_e8m0fnu'],
      ['F4', 4, 'float4_e2m1fn'],
      ['F6_E2M3', 6, 'float6_e2m3fn', 'opaque'],
      ['F6_E3M2', 6, 'float6_e3m2fn', 'opaque'],
      ['C64', 64, 'complex64'],
      ['I64', 64, 'int64'],
      ['I32', 32, 'int32'],
      ['I16', 16, 'int16'],
      ['I8', 8, 'int8'],
      ['U64', 64, 'uint64'],
      ['U32', 32, 'uint32'],
      ['U16', 16, 'uint16'],
      ['U8', 8, 'uint8'],
      ['BOOL', 8, 'bool'],
    ] as [string, number, string, StoredType?][]
  ).map(([word, bits, dtype, stored]) => [word, { bits, dtype, stored: stored ?? (dtype as StoredType) }]),
);

const size = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const tensorSchema = v.object({ dtype: v.string(), shape: v.array(size), data_offsets: v.tuple([size, size]) });
const metadataSchema = v.record(v.string(), v.string());
type Header = { name: string; dtype: string; shape: number[]; begin: number; end: number };

/** As the reference writer has a tensor. */
const plainTensor =
  /^\{"dtype":"(\w+)","shape":\[((?:(?:0|[1-9]\d{0,14})(?:,(?:0|[1-9]\d{0,14}))*)?)\],"data_offsets":\[(0|[1-9]\d{0,14}),(0|[1-9]\d{0,14})\]\}$/;

/** A tensor that is written so, which takes a tenth of the time of any other; null for another. */
function plainHeader(name: string, text: string): Header | null {
  const parts = plainTensor.exec(text);
  if (!parts) return null;
  const [, dtype, sizes, begin, end] = parts;
  const shape = sizes ? sizes.split(',').map(Number) : [];
  return isShape(shape) ? { name, dtype: dtype!, shape, begin: Number(begin), end: Number(end) } : null;
}

/** True where the first bytes are those of a safetensors file: the header's length, and the brace it begins with. */
export const isSafetensors = (start: Uint8Array, fileSize: number): boolean =>
  start.length >= 9 && start[8] === 0x7b && headerLength(start) <= Math.min(maxHeaderBytes, fileSize - 8);

/** Opens a safetensors file: https://github.com/huggingface/safetensors#format. Throws LayerglassError. */
export function openSafetensors(place: string): OpenedFile {
  const source = chosenFile(place);
  try {
    const { tensors, metadata, problems } = safetensorsOf(source, source.name);
    return openedFile({ format: 'safetensors', sources: [source], tensors, metadata, problems });
  } catch (error) {
    source.close();
    throw error;
  }
}

/**
 * The tensors of one file in the order of their bytes. One that is not as it should be is listed, or left out where nothing
 * says what it is; a problem says why. Throws LayerglassError where there is no header.
 */
export function safetensorsOf(
  source: ByteSource,
  file: string,
): { tensors: StoredTensor[]; metadata: Record<string, string>; problems: FileProblem[] } {
  const { text, start } = headerText(source, file);
  const problems: FileProblem[] = [];
  let members: { name: string; text: string }[];
  let metadata: Record<string, string> = {};
  const headers: Header[] = [];
  try {
    members = jsonMembers(text);
    if (members.length > maxTensors) throw tooMany(file, members.length);
    const repeated = repeatedNames(members);
    for (const name of repeated)
      addProblem(problems, 'duplicate-name', 'There is more than one tensor of this name; the first is shown.', name);
    const seen = new Set<string>();
    for (const { name, text: own } of members) {
      if (seen.has(name)) continue;
      if (repeated.has(name)) seen.add(name);
      const header = plainHeader(name, own);
      if (header) {
        headers.push(header);
        continue;
      }
      const json: unknown = JSON.parse(own);
      if (name === '__metadata__') {
        const parsed = v.safeParse(metadataSchema, json);
        if (parsed.success) metadata = parsed.output;
        else addProblem(problems, 'bad-metadata', 'Its metadata are not names and texts.', '__metadata__');
        continue;
      }
      const parsed = v.safeParse(tensorSchema, json);
      if (parsed.success && isShape(parsed.output.shape) && repeatedNames(jsonMembers(own)).size === 0) {
        const { dtype, shape, data_offsets: offsets } = parsed.output;
        headers.push({ name, dtype, shape, begin: offsets[0], end: offsets[1] });
      } else addProblem(problems, 'bad-header', 'Its dtype, shape and offsets are not as they should be.', name);
    }
  } catch (error) {
    throw error instanceof SyntaxError ? badJson(file, error) : error;
  }
  headers.sort((a, b) => a.begin - b.begin || a.end - b.end);
  const tensors = headers.map(header => tensorOf(header, source, start));
  checkRanges(headers, tensors, { file, size: source.size - start }, problems);
  return { tensors, metadata, problems };
}

const headerLength = (start: Uint8Array): number =>
  Number(new DataView(start.buffer, start.byteOffset).getBigUint64(0, true));

/** The header, and where the values begin. */
function headerText(source: ByteSource, file: string): { text: string; start: number } {
  const bad = (message: string): LayerglassError =>
    new LayerglassError('bad-header', `${file} is no safetensors file: ${message}`, {
      where: file,
      remedy: 'It was not written to its end, or is not what its name says: copy it again.',
    });
  if (source.size < 8) throw bad(`it has ${source.size} bytes`);
  const first = new Uint8Array(8);
  source.read(first, 0);
  const length = headerLength(first);
  if (length > maxHeaderBytes) throw bad(`its header would have ${length} bytes, and may have ${maxHeaderBytes}`);
  if (length > source.size - 8) throw bad(`its header would have ${length} bytes, and it has ${source.size}`);
  const bytes = new Uint8Array(length);
  source.read(bytes, 8);
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), start: 8 + length };
  } catch {
    throw bad('its header is no UTF-8');
  }
}

function tensorOf({ name, dtype: word, shape, begin, end }: Header, source: ByteSource, start: number): StoredTensor {
  const type = Object.hasOwn(types, word) ? types[word]! : { dtype: word.toLowerCase(), stored: 'opaque' as const };
  const bytes = Math.max(0, end - begin);
  const entry = entryOf({ name, dtype: type.dtype, storedDtype: word, shape, bytes }, '.');
  return { entry, stored: type.stored, quantization: null, source, at: start + begin };
}

/** Every byte belongs to one tensor, and each has the bytes that its shape needs. What does not hold cannot be read. */
function checkRanges(
  headers: readonly Header[],
  tensors: readonly StoredTensor[],
  { file, size }: { file: string; size: number },
  problems: FileProblem[],
): void {
  let covered = 0;
  let gaps = 0;
  for (const [i, { name, dtype, shape, begin, end }] of headers.entries()) {
    const refuse = (code: string, message: string): void => refuseTensor(tensors[i]!, problems, code, message);
    const bits = Object.hasOwn(types, dtype) ? types[dtype]!.bits * valueCount(shape) : null;
    if (end < begin) refuse('bad-range', `It would end at ${end}, before it begins at ${begin}.`);
    else if (end > size) refuse('file-short', `${file} ends after ${size} bytes of values, where ${end} are needed.`);
    else if (bits !== null && bits !== 8 * (end - begin))
      refuse('bad-range', `It has ${end - begin} bytes, where its shape needs ${bits / 8}.`);
    else if (begin < covered && end > begin) refuse('overlapping-ranges', 'Its bytes are those of another tensor too.');
    else if (bits === null)
      addProblem(problems, 'unknown-dtype', `Its values are of a type that is not known: ${dtype}.`, name);
    if (begin > covered) gaps += begin - covered;
    covered = Math.max(covered, Math.min(end, size));
  }
  if (gaps || covered < size)
    addProblem(problems, 'unused-bytes', `${gaps + size - covered} of its bytes belong to no tensor.`, file);
}

const tooMany = (file: string, count: number): LayerglassError =>
  new LayerglassError('too-many-tensors', `${file} lists ${count} tensors, and may list ${maxTensors}`, {
    where: file,
  });
