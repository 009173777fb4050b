import type { CandidateRun, InitializerComparison } from '../../protocol/initializers';

type Judgement = Pick<CandidateRun, 'ratio' | 'change' | 'word'>;
type Measured = Pick<CandidateRun, 'layers' | 'loss' | 'isLossFinite'>;

/** One order of magnitude: spreads further apart do not fit. */
const maxRatio = 10;
/** A first loss of so many times what an undecided network has: it is sure of what it cannot know. */
const maxLossShare = 3;

/** The loss of a network that gives each class the same chance; null where the loss is another one. */
export const undecidedLoss = ({ classes }: Pick<InitializerComparison, 'classes'>): number | null =>
  classes !== null && classes > 1 ? Math.log(classes) : null;

/**
 * Standard deviations of the layers that were initialized anew, in order: the others are as they are whatever is tried. Layers
 * without a figure are left out.
 */
export function spreadsOf(
  { layers }: Pick<CandidateRun, 'layers'>,
  comparison: Pick<InitializerComparison, 'layers'>,
): number[] {
  const kept = keptNames(comparison);
  return layers
    .filter(l => !kept.has(l.name))
    .map(l => l.summary.std)
    .filter(std => std !== null);
}
const keptNames = ({ layers }: Pick<InitializerComparison, 'layers'>): Set<string> =>
  new Set(layers.filter(l => l.kept !== null).map(l => l.name));

/** What a candidate does to the signal, from the spread (standard deviation) of each layer's pre-activations and the first loss. */
export function judgeCandidate(
  run: Measured,
  comparison: Pick<InitializerComparison, 'classes' | 'layers'>,
): Judgement {
  const spreads = spreadsOf(run, comparison);
  const isFinite = run.isLossFinite && run.layers.every(l => l.summary.nan + l.summary.posInf + l.summary.negInf === 0);
  const least = Math.min(...spreads);
  const greatest = Math.max(...spreads);
  const isKnown = spreads.length > 0 && least > 0;
  const figures = {
    ratio: isKnown ? greatest / least : null,
    change: isKnown ? spreads.at(-1)! / spreads[0]! : null,
  };
  if (!isFinite) return { ...figures, word: 'not finite' };
  if (!spreads.length) return { ...figures, word: null };
  if (least === 0) return { ...figures, word: 'vanishes' };
  if (figures.ratio! > maxRatio) return { ...figures, word: directionOf(spreads) };
  const undecided = undecidedLoss(comparison);
  const isTooSure = undecided !== null && run.loss !== null && run.loss > maxLossShare * undecided;
  return { ...figures, word: isTooSure ? 'too sure' : 'fits' };
}

/** Grows or shrinks where the layers do so more than they go back, in decades; else uneven. */
function directionOf(spreads: readonly number[]): 'grows' | 'shrinks' | 'uneven' {
  const steps = spreads.slice(1).map((s, i) => Math.log(s / spreads[i]!));
  const up = steps.filter(s => s > 0).reduce((a, b) => a + b, 0);
  const down = -steps.filter(s => s < 0).reduce((a, b) => a + b, 0);
  if (up > 2 * down) return 'grows';
  return down > 2 * up ? 'shrinks' : 'uneven';
}

/**
 * How far the signal strays from constant, in decades: the farthest layer's spread from what enters the network, or, where
 * that is not known or other layers stand between, from the middle of all. Infinity where a spread is 0 or there is none.
 */
export function decadesFromConstant(
  run: Pick<CandidateRun, 'layers'>,
  comparison: Pick<InitializerComparison, 'inputSpread' | 'layers'>,
): number {
  const { inputSpread } = comparison;
  const logs = spreadsOf(run, comparison).map(Math.log10);
  if (!logs.length) return Infinity;
  const start =
    inputSpread && keptNames(comparison).size === 0
      ? Math.log10(inputSpread)
      : logs.reduce((a, b) => a + b, 0) / logs.length;
  return Math.max(...logs.map(log => Math.abs(log - start)));
}
