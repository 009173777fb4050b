import type { KnownTensor } from '../../core/formats/findings/fileRule';
import { fileFindings } from '../../core/formats/findings/fileFindings';
import type { OpenedFile } from '../../core/formats/openedFile';
import type { StoredTensor } from '../../core/formats/tensors/storedTensor';
import { isNumeric, isWide, readUnordered, readWhole } from '../../core/formats/tensors/tensorValues';
import { mergeSummaries } from '../../core/stats/mergeSummaries';
import { SummaryStream } from '../../core/stats/summaryStream';
import { LayerglassError } from '../../protocol/errors';
import type { FileProblem, ReaderParams, ReaderParts, ReaderResults, TensorFigures } from '../../protocol/reader';
import type { Summary } from '../../protocol/summary';
import { segmentsOf, SharedValues, type Segment } from './sharedValues';
import { verifyFile } from './verifyFile';
import type { Work } from './work';

const pieceValues = 2 ** 17;

/** What was found is sent so often, the first at once. */
const partMs = 100;
/** A tensor that takes about as long: what was found before it does not wait for it. */
const longBytes = 2 ** 26;

/** Figures and buckets of the named tensors, null: of all. One that cannot be read has no summary, and a problem says why. */
export async function summarizeFile(
  file: OpenedFile,
  { names, inParts = false }: Omit<ReaderParams<'summaries'>, 'path' | 'raw'>,
  work: Work,
): Promise<ReaderResults['summaries']> {
  const asked = names === null ? null : new Set(names);
  const wanted = asked === null ? file.tensors : file.tensors.filter(t => asked.has(t.entry.name));
  work.total = wanted.reduce((sum, tensor) => sum + tensor.entry.bytes, 0);
  const problems: FileProblem[] = [];
  const known: KnownTensor[] = [];
  let tensors: TensorFigures[] = [];
  let toldProblems = 0;
  let sentAt = -Infinity;
  const sendPart = (): void => {
    const part: ReaderParts['summaries'] = { tensors, problems: problems.slice(toldProblems) };
    work.sendPart(part);
    toldProblems = problems.length;
    tensors = [];
    sentAt = performance.now();
  };
  const shared = work.partner && new SharedValues(wanted.filter(isNumeric), work.partner);
  try {
    for (const tensor of wanted) {
      if (inParts && tensors.length && tensor.entry.bytes > longBytes) sendPart();
      const summary = isNumeric(tensor) ? await summarizeTensor(tensor, shared, work, problems) : null;
      const exact = summary && isRounded(tensor, summary) ? await exactRange(tensor, work) : null;
      tensors.push({ ...tensor.entry, summary, ...(exact && { exact }) });
      if (summary) known.push({ tensor, summary: { ...summary, buckets: undefined } });
      if (inParts && performance.now() - sentAt > partMs) sendPart();
    }
  } finally {
    await shared?.end();
  }
  if (inParts && tensors.length) sendPart();
  // Of some, those parts are verified that were read.
  const rest =
    names === null ? await verifyFile(file, work) : [...file.problems, ...file.summed.flatMap(f => f.problems())];
  problems.push(...rest);
  const findings = await fileFindings(file.describe().format, known, work.pause);
  return { tensors, findings, problems: distinct(problems) };
}

async function summarizeTensor(
  tensor: StoredTensor,
  shared: SharedValues | null,
  work: Work,
  problems: FileProblem[],
): Promise<Summary | null> {
  const { name } = tensor.entry;
  try {
    const summaries: Summary[] = [];
    for (const segment of segmentsOf(tensor)) summaries.push(await summarizeSegment(segment, shared, work));
    return summaries.length === 1 ? summaries[0]! : mergeSummaries(summaries);
  } catch (error) {
    if (!(error instanceof LayerglassError) || error.code === 'cancelled') throw error;
    problems.push({ code: error.code, message: `${error.message}.`, where: error.where || name });
    return null;
  }
}

async function summarizeSegment(segment: Segment, shared: SharedValues | null, work: Work): Promise<Summary> {
  const { tensor, first, count } = segment;
  const valueBytes = tensor.entry.bytes / (tensor.entry.count || 1);
  const theirs = await shared?.take(segment);
  if (theirs) {
    await work.pause(valueBytes * count);
    return theirs;
  }
  const stream = new SummaryStream(isWide(tensor));
  try {
    for (let done = 0; done < count; done += pieceValues) {
      const length = Math.min(pieceValues, count - done);
      stream.add(readUnordered(tensor, first + done, length, stream.lane));
      await work.pause(valueBytes * length);
    }
    return stream.finish();
  } catch (error) {
    // leaves nothing to whoever counts next
    stream.finish();
    throw error;
  }
}

const isRounded = ({ stored }: StoredTensor, { min, max }: Summary): boolean =>
  (stored === 'int64' || stored === 'uint64') && (!Number.isSafeInteger(min ?? 0) || !Number.isSafeInteger(max ?? 0));

/** The digits of the least and the greatest: a second look, which few tensors need. */
async function exactRange(tensor: StoredTensor, work: Work): Promise<{ min: string; max: string }> {
  const { count } = tensor.entry;
  let min: bigint | null = null;
  let max: bigint | null = null;
  for (let first = 0; first < count; first += pieceValues) {
    const length = Math.min(pieceValues, count - first);
    for (const value of readWhole(tensor, first, length)) {
      if (min === null || value < min) min = value;
      if (max === null || value > max) max = value;
    }
    await work.pause(8 * length);
  }
  return { min: String(min), max: String(max) };
}

/** One problem for each place and kind: a missing file is one, however many tensors are in it. */
export function distinct(problems: readonly FileProblem[]): FileProblem[] {
  const seen = new Set<string>();
  return problems.filter(({ code, where }) => seen.size < seen.add(`${code} ${where}`).size);
}
