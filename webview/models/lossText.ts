import { formatFigure, formatLoss } from '../../extension/core/stats/formatFigure';

/** A loss in four decimals; from 100 on three significant figures are enough. `–` where there is none. */
export const lossText = (loss: number | null | undefined): string =>
  typeof loss === 'number' && Math.abs(loss) >= 100 ? formatFigure(loss) : formatLoss(loss);
