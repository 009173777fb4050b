import type { CandidateRun } from '../../protocol/initializers';
import { formatFigure, formatGrowth, formatLoss } from './formatFigure';

export type CandidateTone = 'good' | 'warning' | 'plain';

/** What a candidate does to the signal, in a word and a figure: `grows ×5,277`, `fits, within ×1.7`; empty where that is not known. */
export function candidateWord(run: CandidateRun): { word: string; tone: CandidateTone } {
  const { word, ratio, change } = run;
  if (run.status === 'failed') return { word: 'failed', tone: 'warning' };
  switch (word) {
    case 'fits':
      return { word: run.layers.length > 1 ? `fits, within ${formatGrowth(ratio)}` : 'fits', tone: 'good' };
    case 'grows':
    case 'shrinks':
      return { word: `${word} ${formatGrowth(change)}`, tone: 'warning' };
    case 'uneven':
      return { word: `uneven, ${formatGrowth(ratio)}`, tone: 'warning' };
    case 'vanishes':
      return { word: 'falls to 0', tone: 'warning' };
    case 'too sure':
    case 'not finite':
      return { word, tone: 'warning' };
    case null:
      return { word: '', tone: 'plain' };
  }
}

/** The first loss of a candidate: three figures, `6,937`; `–` where the program's loss is not known. */
export function firstLossFigure({ loss, isLossFinite }: CandidateRun): string {
  if (!isLossFinite) return 'NaN, ∞';
  return loss !== null && Math.abs(loss) < 100 ? formatFigure(loss) : formatLoss(loss);
}

/** `first loss 2.30`; empty where it is not known. */
export function firstLossText(run: CandidateRun): string {
  if (!run.isLossFinite) return 'first loss not finite';
  return run.loss === null ? '' : `first loss ${firstLossFigure(run)}`;
}
