import type { CandidateRun, InitializerComparison } from '../../protocol/initializers';
import { formatFigure, formatGrowth } from '../stats/formatFigure';
import { decadesFromConstant, spreadsOf, undecidedLoss } from './judgeCandidate';
import { initializerChange, initializerRemedy } from './initializerRemedy';

type Verdict = NonNullable<InitializerComparison['verdict']>;

/** Candidates whose distances from constant differ by less, in decades, keep the signal alike: the simpler one is meant. */
const alike = 0.1;

/**
 * Which candidate fits: its spreads within one order of magnitude over the layers, nearest to constant from what enters the
 * network on; of those alike the one that is said most simply: as written, then the fewest initializers on the fewest layers.
 * Normal distributions without regard to a layer's size are for comparison, and never advised.
 */
export function initializerVerdict(comparison: InitializerComparison): Verdict {
  const best = bestOf(comparison);
  if (!best) return withoutBest(comparison);
  const spreads = spreadsOf(best, comparison);
  const keeps =
    spreads.length > 1
      ? ` keeps the spread from layer to layer, ${rangeText(spreads)}.`
      : ` gives a spread of ${formatFigure(spreads[0], 2)}.`;
  if (best.candidate.kind === 'asWritten')
    return { best: best.id, strong: 'As written', sentence: keeps, remedy: null };
  const change = initializerChange(best, comparison.layers);
  const written = comparison.runs.find(r => r.candidate.kind === 'asWritten');
  const strong = best.candidate.kind === 'byActivation' ? 'By activation' : best.id;
  const missed = change.missed.length ? ` No edit can set it on ${listText(change.missed)}.` : '';
  return {
    best: best.id,
    strong,
    sentence: keeps + (written ? asWrittenText(written, comparison) : '') + sureText(best, comparison) + missed,
    remedy: initializerRemedy(change),
  };
}

/** Those that may be advised: not the normal distributions, and none that is what the program does already. */
function properRuns({ runs, layers }: InitializerComparison): CandidateRun[] {
  const isOther = (run: CandidateRun): boolean => {
    const { edits, missed } = initializerChange(run, layers);
    return edits.length + missed.length > 0;
  };
  return runs.filter(
    r =>
      r.status === 'completed' && (r.candidate.kind === 'asWritten' || (r.candidate.kind !== 'normal' && isOther(r))),
  );
}

function bestOf(comparison: InitializerComparison): CandidateRun | null {
  const proper = properRuns(comparison);
  const fitting = proper.filter(r => r.word === 'fits');
  // a first loss that is too large everywhere is not the initializers' doing
  const eligible = fitting.length ? fitting : proper.filter(r => r.word === 'too sure');
  const distances = new Map(eligible.map(r => [r, decadesFromConstant(r, comparison)]));
  const least = Math.min(...distances.values());
  const near = eligible.filter(r => distances.get(r)! <= least + alike);
  const cost = (run: CandidateRun): [number, number, number] => {
    const { layers, edits, missed } = initializerChange(run, comparison.layers);
    return [layers.size, edits.length + missed.length, distances.get(run)!];
  };
  return near.sort((a, b) => compare(cost(a), cost(b)))[0] ?? null;
}
const compare = (a: readonly number[], b: readonly number[]): number => {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at < 0 ? 0 : a[at]! - b[at]!;
};

function asWrittenText(run: CandidateRun, comparison: InitializerComparison): string {
  const { word, change, ratio } = run;
  switch (word) {
    case 'fits':
      return ` As written stays within ${formatGrowth(ratio)} too.`;
    case 'grows':
    case 'shrinks':
      return ` As written it ${word} ${formatGrowth(change)}.`;
    case 'uneven':
      return ` As written it varies ${formatGrowth(ratio)}.`;
    case 'vanishes':
      return ' As written it falls to 0.';
    case 'not finite':
      return ' As written it is not finite.';
    case 'too sure':
      return comparison.runs.some(r => r.word === 'fits') ? ` As written${lossText(run, comparison)}.` : '';
    case null:
      return '';
  }
}

const lossText = (run: CandidateRun, comparison: InitializerComparison): string =>
  ` the first loss is ${formatFigure(run.loss)}, where an undecided network has ${formatFigure(undecidedLoss(comparison))}`;

/** The best one is too sure all the same. */
function sureText(run: CandidateRun, comparison: InitializerComparison): string {
  if (run.word !== 'too sure') return '';
  return ` Yet${lossText(run, comparison)}: what enters has a spread of ${formatFigure(comparison.inputSpread, 2)}.`;
}

function withoutBest(comparison: InitializerComparison): Verdict {
  const { runs, layers, note } = comparison;
  const nothing = (strong: string, sentence: string): Verdict => ({ best: null, strong, sentence, remedy: null });
  if (!layers.length) return nothing('Nothing to compare', ': no layer has weights to initialize.');
  if (layers.every(l => l.kept !== null))
    return nothing('Nothing to compare', ': the weights of every layer stay as they are.');
  if (!runs.length) return nothing('Not compared', `: ${lowerFirst(note ?? 'no candidate was tried.')}`);
  if (runs.every(r => r.status === 'failed'))
    return nothing('Not compared', `: ${lowerFirst(runs[0]!.error ?? 'the model could not be called')}.`);
  const nearest = nearestOf(comparison);
  const strays = ': each one strays by more than one order of magnitude';
  if (!nearest) return nothing('None fits', `${strays}.`);
  const isWritten = nearest.candidate.kind === 'asWritten';
  return {
    best: null,
    strong: 'None fits',
    sentence: `${strays}, ${nearest.id} least, ${formatGrowth(nearest.change)}. Normalization between the layers would hold it.`,
    remedy: isWritten ? null : initializerRemedy(initializerChange(nearest, comparison.layers)),
  };
}

/** The one that strays least, where that is a decade less than as written. */
function nearestOf(comparison: InitializerComparison): CandidateRun | null {
  const proper = properRuns(comparison).filter(r => r.ratio !== null);
  const decades = (run: CandidateRun): number => Math.log10(run.ratio!);
  const [nearest] = proper.sort((a, b) => decades(a) - decades(b));
  const written = proper.find(r => r.candidate.kind === 'asWritten');
  if (!nearest || !written) return nearest ?? null;
  return decades(written) - decades(nearest) < 1 ? written : nearest;
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
/** `0.43 to 0.69`, in the order of the layers; the least and the greatest. */
function rangeText(spreads: readonly number[]): string {
  return `${formatFigure(Math.min(...spreads), 2)} to ${formatFigure(Math.max(...spreads), 2)}`;
}
const listText = (names: readonly string[]): string => (names.length > 4 ? `${names.length} layers` : names.join(', '));
