import { mergeMoments, momentsOfSums, type Moments } from './moments';
import { firstFinite, type SummaryValues } from './summarizeInJavaScript';
import type { SummaryTally } from './summaryTally';

/** Adds all figures of the values, which may be anything, to the tally. */
export function addFigures(tally: SummaryTally, values: SummaryValues): void {
  tally.count += values.length;
  for (const value of values) {
    if (value === Infinity) tally.posInf++;
    else if (value === -Infinity) tally.negInf++;
    else if (value === 0) {
      tally.zeros++;
      if (Object.is(value, -0)) tally.negativeZeros++;
    }
    if (value - value !== 0) continue;
    tally.min = Math.min(tally.min, value);
    tally.max = Math.max(tally.max, value);
  }
  addMoments(tally, values);
}

/** Adds mean and spread of the finite values. */
export function addMoments(tally: SummaryTally, values: SummaryValues): void {
  tally.moments = mergeMoments(tally.moments, finiteMoments(values));
}

/** Mean and spread of the finite values, measured from one of them. */
export function finiteMoments(values: SummaryValues): Moments {
  const shift = firstFinite(values, 0, values.length);
  let [count, sum, squares] = [0, 0, 0];
  for (const value of values) {
    if (value - value !== 0) continue;
    const difference = value - shift;
    count++;
    sum += difference;
    squares += difference * difference;
  }
  return momentsOfSums(count, shift, sum, squares);
}
