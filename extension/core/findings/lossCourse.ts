import type { EpochRecord, FitInfo } from '../../protocol/run';
import type { LossBlock } from './findingRule';

/** How a loss went, from means of blocks of steps: medians, so that a few wild blocks do not decide. */
export interface LossCourse {
  /** From the first to the last, those included whose loss was not kept: steps may follow one another too fast. */
  steps: number;
  /** Median over the first fifth of the blocks, and over the last. */
  first: number;
  recent: number;
  peak: number;
  lowest: number;
  /** Standard deviation of a block beside the trend, told by the differences of neighbours. */
  noise: number;
  /** That of `recent` minus `first`. */
  uncertainty: number;
}

export const isLoop = ({ kind }: FitInfo): boolean => kind === 'custom' || kind === 'trainOnBatch';

/** Epochs as blocks: an epoch's mean has each example once, so it varies far less than its steps do. */
export const epochBlocks = (epochs: readonly EpochRecord[], { firstStep }: FitInfo): LossBlock[] =>
  epochs.map(({ step, metrics }, i) => ({
    step,
    count: step - (epochs[i - 1]?.step ?? firstStep),
    loss: metrics.loss ?? null,
  }));

/** null where a block is not finite, or there are fewer than three. */
export function lossCourse(blocks: readonly LossBlock[]): LossCourse | null {
  const losses = finiteStart(blocks);
  if (losses.length < Math.max(3, blocks.length)) return null;
  const fifth = Math.ceil(losses.length / 5);
  const changes = losses.slice(1).map((loss, i) => Math.abs(loss - losses[i]!));
  // The median of |difference| of two normal values is 0.954 of their standard deviation.
  const noise = median(changes) / 0.954;
  return {
    steps: blocks.at(-1)!.step - blocks[0]!.step + blocks[0]!.count,
    first: median(losses.slice(0, fifth)),
    recent: median(losses.slice(-fifth)),
    peak: Math.max(...losses),
    lowest: Math.min(...losses),
    noise,
    uncertainty: noise * Math.sqrt(2 / fifth),
  };
}

/** The losses before the first that is not finite. */
export function finiteStart(blocks: readonly LossBlock[]): number[] {
  const end = blocks.findIndex(({ loss }) => loss === null || !Number.isFinite(loss));
  return (end < 0 ? blocks : blocks.slice(0, end)).map(b => b.loss!);
}

/** The middle value, or the mean of the two in the middle; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}
export const meanOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
