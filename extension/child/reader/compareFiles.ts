import { matchTensors } from '../../core/formats/tensors/matchTensors';
import type { OpenedFile } from '../../core/formats/openedFile';
import type { StoredTensor } from '../../core/formats/tensors/storedTensor';
import { isNumeric, isWide, readNumbers } from '../../core/formats/tensors/tensorValues';
import { ComparisonTally, type ComparedFigures } from '../../core/stats/comparisonTally';
import { LayerglassError } from '../../protocol/errors';
import type { CheckpointComparison, FileProblem, TensorChange } from '../../protocol/reader';
import { distinct } from './summarizeFile';
import { summedBytes, verifyFile } from './verifyFile';
import type { Work } from './work';

/** Units of longer last axes are not told apart. */
const maxUnits = 65536;

/** Compares two files tensor by tensor, a piece of each at a time, and verifies both. */
export async function compareFiles(a: OpenedFile, b: OpenedFile, work: Work): Promise<CheckpointComparison> {
  const { pairs, unmatched } = matchTensors(a.tensors, b.tensors);
  const inPairs = pairs.reduce((sum, pair) => sum + pair.a.entry.bytes + pair.b.entry.bytes, 0);
  work.total = Math.max(inPairs, summedBytes(a) + summedBytes(b));
  const problems: FileProblem[] = [];
  const tensors: TensorChange[] = [];
  for (const pair of pairs) {
    const figures = await compareTensors(pair.a, pair.b, work, problems);
    if (!figures) {
      unmatched.a.push(pair.a.entry.name);
      unmatched.b.push(pair.b.entry.name);
      continue;
    }
    const { shape, role, model, layer } = pair.a.entry;
    const names = { a: pair.a.entry.name, b: pair.b.entry.name, matchedBy: pair.by };
    tensors.push({ ...names, shape, role, model, layer, ...figures });
  }
  for (const [side, file] of [
    ['A', a],
    ['B', b],
  ] as const) {
    const found = await verifyFile(file, work);
    problems.push(...found.map(p => ({ ...p, message: `${side}: ${p.message}` })));
  }
  return { a: a.describe(), b: b.describe(), tensors, unmatched, problems: distinct(problems) };
}

async function compareTensors(
  a: StoredTensor,
  b: StoredTensor,
  work: Work,
  problems: FileProblem[],
): Promise<ComparedFigures | null> {
  if (!isNumeric(a) || !isNumeric(b)) return null;
  const { count, shape, bytes } = a.entry;
  const last = shape.at(-1) ?? 0;
  const tally = new ComparisonTally(count, last > 1 && last <= maxUnits ? last : 0, isWide(a) || isWide(b));
  try {
    for (let first = 0; first < count; first += tally.maxPiece) {
      const length = Math.min(tally.maxPiece, count - first);
      const { lanes } = tally;
      tally.add(readNumbers(a, first, length, lanes?.a), readNumbers(b, first, length, lanes?.b));
      await work.pause(((bytes + b.entry.bytes) / count) * length);
    }
    return tally.finish();
  } catch (error) {
    tally.finish();
    if (!(error instanceof LayerglassError) || error.code === 'cancelled') throw error;
    problems.push({ code: error.code, message: `${error.message}.`, where: error.where });
    return null;
  }
}
