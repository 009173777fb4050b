import type { ResumeFacts } from '../../../core/runs/checkpointContent';
import type { TensorFlow } from '../../tensorflow';
import { valuesOf, type Tensor } from '../tfjsInternals';

/** The first of fit's own callbacks: it sums up what the batches of an epoch log. */
export interface EpochSums {
  seen?: number;
  totals?: Record<string, number | Tensor>;
}

/** What it has summed up so far in the epoch under way; null where it is not what it should be. */
export function sumsOf(sums: EpochSums | undefined): ResumeFacts['sums'] {
  if (typeof sums?.seen !== 'number' || !sums.totals) return null;
  const totals = Object.entries(sums.totals).map(([name, total]) => {
    const isTensor = typeof total !== 'number';
    const value = isTensor ? (valuesOf(total)?.[0] ?? NaN) : total;
    return { name, value: Number.isFinite(value) ? value : null, isTensor };
  });
  return { examples: sums.seen, totals };
}

/** Makes it go on from there. */
export function restoreSums({ core }: TensorFlow, target: EpochSums | undefined, sums: ResumeFacts['sums']): void {
  if (!sums || !target) return;
  for (const total of Object.values(target.totals ?? {})) if (typeof total !== 'number') total.dispose();
  target.seen = sums.examples;
  target.totals = Object.fromEntries(
    sums.totals.map(({ name, value, isTensor }) => [
      name,
      isTensor ? core.keep(core.scalar(value ?? NaN)) : (value ?? NaN),
    ]),
  );
}
