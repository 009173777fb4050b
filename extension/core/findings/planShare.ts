import type { FitInfo } from '../../protocol/run';

/** How much of what a fit has planned is done, 0 to 1; 1 where it has no plan. */
export const planShare = ({ epochs, initialEpoch }: FitInfo, done: number): number =>
  epochs === null || epochs <= initialEpoch ? 1 : Math.min(1, done / (epochs - initialEpoch));
