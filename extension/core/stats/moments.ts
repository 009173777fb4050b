/** Count, mean and sum of squared differences from the mean: what is needed to merge means and deviations without loss. */
export interface Moments {
  count: number;
  mean: number;
  squares: number;
}

/**
 * Moments from sums of x - shift and (x - shift)². With a shift near the values nothing cancels, where the plain sum of
 * squares of values around 1e6 would lose every digit of their spread.
 */
export function momentsOfSums(count: number, shift: number, sum: number, sumOfSquares: number): Moments {
  if (count === 0) return { count: 0, mean: 0, squares: 0 };
  return { count, mean: shift + sum / count, squares: Math.max(0, sumOfSquares - (sum * sum) / count) };
}

/** Moments of both sets together: Chan, Golub, LeVeque, "Updating formulae and a pairwise algorithm", 1979. */
export function mergeMoments(a: Moments, b: Moments): Moments {
  if (a.count === 0) return b;
  if (b.count === 0) return a;
  const count = a.count + b.count;
  const difference = b.mean - a.mean;
  return {
    count,
    mean: a.mean + difference * (b.count / count),
    squares: a.squares + b.squares + difference * difference * ((a.count / count) * b.count),
  };
}

/** The population's standard deviation. */
export const deviationOf = (moments: Moments): number =>
  moments.count === 0 ? 0 : Math.sqrt(moments.squares / moments.count);
