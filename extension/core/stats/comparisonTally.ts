import type { Buckets, Summary } from '../../protocol/summary';
import type { ComparisonKernel } from './kernel/loadComparisonKernel';
import { loadComparisonKernel } from './kernel/loadComparisonKernel';
import { deviationOf, mergeMoments, momentsOfSums, type Moments } from './moments';
import { movedUnits, type UnitChange } from './movedUnits';
import type { SummaryValues } from './summarizeInJavaScript';
import { cleanBuckets, emptyTally, summaryOfTally, type SummaryTally } from './summaryTally';
import { addFigures, addMoments, finiteMoments } from './tallyFigures';

export interface ComparedFigures {
  /** ‖B − A‖ / ‖A‖; 0 where both are the same, null where it is no number. */
  relativeChange: number | null;
  /** Null where one of them is all zero, or has values that are not finite. */
  cosine: number | null;
  maxAbsChange: number | null;
  /** ‖A‖ and ‖B − A‖; null where something is not finite. */
  norms: { a: number | null; difference: number | null };
  /** Over the finite values, the population's. */
  std: { a: number | null; b: number | null };
  /** Of B − A as float32, with buckets. */
  difference: Summary;
  units: UnitChange[];
}

/** The kernel's counters are 32 bits wide. */
const maxCounted = 2 ** 31;

/**
 * Compares two tensors of one shape in one pass over pieces of both: figures and buckets of B − A, spread of A and of B, norms,
 * the scalar product, and the norms of units. Only one such tally can be under way: the kernel has one set of counters.
 */
export class ComparisonTally {
  private readonly kernel: ComparisonKernel | null;
  private readonly difference: SummaryTally = emptyTally();
  private moments: { a: Moments; b: Moments } = { a: noMoments, b: noMoments };
  /** Of the differences, by the top 16 bits; null as long as the kernel's counters have it all. */
  private counts: Float64Array | null = null;
  private counted = 0;
  private readonly aSquares: Float64Array;
  private readonly differenceSquares: Float64Array;
  private squares = { a: 0, b: 0, difference: 0, product: 0 };
  private maxAbsChange = 0;
  /** Rows of so many values; 4 without units, which is what the kernel takes at a time. */
  private readonly rowValues: number;

  /**
   * @param units length of the last axis; 0: units are not told apart
   * @param isInteger int32, whose figures are exact only in JavaScript's numbers
   */
  constructor(
    private readonly units: number,
    isInteger: boolean,
  ) {
    const kernel = isInteger ? null : loadComparisonKernel();
    this.kernel = kernel && units <= kernel.maxUnits ? kernel : null;
    this.rowValues = units || 4;
    this.aSquares = this.kernel?.aSquares ?? new Float64Array(units);
    this.differenceSquares = this.kernel?.differenceSquares ?? new Float64Array(units);
    this.aSquares.fill(0, 0, this.rowValues);
    this.differenceSquares.fill(0, 0, this.rowValues);
  }

  /** Where pieces may lie so that they need not be copied, `a` and `b`; null where they lie anywhere. */
  get lanes(): { a: Float32Array; b: Float32Array } | null {
    return this.kernel;
  }
  /** The most values of a piece: whole rows. */
  get maxPiece(): number {
    const most = this.kernel?.maxValues ?? 65536;
    return Math.max(1, Math.floor(most / this.rowValues)) * this.rowValues;
  }

  /** Adds a piece of both, at most `maxPiece` values: whole rows, but for the tensor's end without units. */
  add(a: SummaryValues, b: SummaryValues): void {
    if (this.kernel) this.addWith(this.kernel, a, b);
    else this.addInJavaScript(a, b);
  }

  private addWith(kernel: ComparisonKernel, a: SummaryValues, b: SummaryValues): void {
    if (a.buffer !== kernel.a.buffer) kernel.a.set(a);
    if (b.buffer !== kernel.b.buffer) kernel.b.set(b);
    const values = [kernel.a.subarray(0, a.length), kernel.b.subarray(0, b.length)] as const;
    const rows = Math.floor(a.length / this.rowValues);
    const together = rows * this.rowValues;
    if (together) {
      kernel.comparePieces(rows, this.rowValues);
      this.takeResult(kernel, values[0].subarray(0, together), values[1].subarray(0, together));
    }
    const rest = a.length - together;
    if (!rest) return;
    kernel.a.copyWithin(0, together, a.length);
    kernel.b.copyWithin(0, together, b.length);
    kernel.comparePieces(1, rest);
    this.takeResult(kernel, kernel.a.subarray(0, rest), kernel.b.subarray(0, rest));
  }

  private takeResult({ result }: ComparisonKernel, a: Float32Array, b: Float32Array): void {
    const number = (index: number): number => result.getFloat64(8 * index, true);
    const [sumA, sumB] = [number(0), number(1)];
    const [squaresA, squaresB, squares] = [number(2), number(3), number(4)];
    // by the cosine rule, which leaves no digits where one is small beside the other
    const isBalanced = squaresA < 1e8 * squaresB && squaresB < 1e8 * squaresA;
    const product = isBalanced ? (squaresA + squaresB - squares) / 2 : scalarProduct(a, b);
    this.addSquares(squaresA, squaresB, squares, product);
    this.moments.a = mergeMoments(this.moments.a, momentsOf(a, sumA, squaresA));
    this.moments.b = mergeMoments(this.moments.b, momentsOf(b, sumB, squaresB));
    const { difference } = this;
    const [min, max] = [result.getFloat32(40, true), result.getFloat32(44, true)];
    const differences = (): Float32Array => b.map((value, i) => value - a[i]!);
    // what is not finite is rare: it costs a second look
    if (!Number.isFinite(squares) || !Number.isFinite(min) || !Number.isFinite(max))
      addFigures(difference, differences());
    else {
      difference.count += a.length;
      difference.min = Math.min(difference.min, min);
      difference.max = Math.max(difference.max, max);
      difference.zeros += result.getInt32(48, true);
      difference.negativeZeros += result.getInt32(52, true);
      const sum = sumB - sumA;
      // sums that are great beside what they differ by have taken its digits away
      const isExact = Math.abs(sumA) + Math.abs(sumB) < 1e6 * Math.sqrt(squares * a.length);
      const moments = isExact ? momentsOfSums(a.length, 0, sum, squares) : null;
      if (moments && moments.squares >= 1e-6 * squares) difference.moments = mergeMoments(difference.moments, moments);
      else addMoments(difference, differences());
    }
    const change = Math.max(-min, max);
    this.maxAbsChange = Number.isNaN(this.squares.difference)
      ? NaN
      : Math.max(this.maxAbsChange, change < Infinity ? change : largestChange(a, b));
    this.counted += a.length;
    if (this.counted > maxCounted) this.collect();
  }

  private addInJavaScript(a: SummaryValues, b: SummaryValues): void {
    const difference = new Float32Array(a.length);
    const { units, aSquares, differenceSquares } = this;
    const sums = [0, 0, 0, 0];
    for (let i = 0; i < a.length; i++) {
      const [before, after] = [a[i]!, b[i]!];
      const change = after - before;
      difference[i] = change;
      sums[0]! += before * before;
      sums[1]! += after * after;
      sums[2]! += change * change;
      sums[3]! += before * after;
      if (!(Math.abs(change) <= this.maxAbsChange)) this.maxAbsChange = Math.abs(change);
      if (units) {
        aSquares[i % units]! += before * before;
        differenceSquares[i % units]! += change * change;
      }
    }
    this.addSquares(sums[0]!, sums[1]!, sums[2]!, sums[3]!);
    this.counts ??= new Float64Array(65536);
    for (const pattern of new Uint32Array(difference.buffer)) this.counts[pattern >>> 16]!++;
    addFigures(this.difference, difference);
    this.moments.a = mergeMoments(this.moments.a, momentsOf(a, NaN, NaN));
    this.moments.b = mergeMoments(this.moments.b, momentsOf(b, NaN, NaN));
  }

  private addSquares(a: number, b: number, difference: number, product: number): void {
    this.squares.a += a;
    this.squares.b += b;
    this.squares.difference += difference;
    this.squares.product += product;
  }

  /** Moves what the kernel has counted, which cannot count on, over to `counts`. */
  private collect(): void {
    this.counts ??= new Float64Array(65536);
    const found = this.kernel!.collect();
    const { foundBuckets, foundCounts } = this.kernel!;
    for (let i = 0; i < found; i++) this.counts[foundBuckets[i]!]! += foundCounts[i]!;
    this.counted = 0;
  }

  /** The figures of all that was added. To be called once, also where a comparison is given up. */
  finish(): ComparedFigures {
    if (this.kernel && this.counts) this.collect();
    const spread = (moments: Moments): number | null => (moments.count ? figureOf(deviationOf(moments)) : null);
    const { squares } = this;
    const isFinite = Number.isFinite(squares.a + squares.b + squares.difference);
    return {
      relativeChange:
        squares.a === 0 && squares.difference === 0 ? 0 : figureOf(Math.sqrt(squares.difference / squares.a)),
      cosine: isFinite && squares.a > 0 && squares.b > 0 ? this.cosine() : null,
      maxAbsChange: isFinite ? figureOf(this.maxAbsChange) : null,
      norms: { a: figureOf(Math.sqrt(squares.a)), difference: figureOf(Math.sqrt(squares.difference)) },
      std: { a: spread(this.moments.a), b: spread(this.moments.b) },
      difference: summaryOfTally(this.difference, this.buckets()),
      units: this.units > 1 ? movedUnits(this.units, this.aSquares, this.differenceSquares) : [],
    };
  }

  private cosine(): number {
    const { a, b, difference, product } = this.squares;
    if (difference === 0) return 1;
    return Math.min(1, Math.max(-1, product / Math.sqrt(a) / Math.sqrt(b)));
  }

  private buckets(): Buckets {
    const { kernel, counts } = this;
    const { zeros, negativeZeros } = this.difference;
    if (counts) return cleanBuckets(allBuckets, counts, 65536, zeros, negativeZeros);
    if (!kernel) return cleanBuckets(allBuckets, [], 0, 0, 0);
    return cleanBuckets(kernel.foundBuckets, kernel.foundCounts, kernel.collect(), zeros, negativeZeros);
  }
}

const noMoments: Moments = { count: 0, mean: 0, squares: 0 };

/** From sums where they are of use, else from the finite values. */
function momentsOf(values: SummaryValues, sum: number, squares: number): Moments {
  const moments = Number.isFinite(squares) ? momentsOfSums(values.length, 0, sum, squares) : null;
  // the square of a mean that is great beside the spread has taken its digits away
  return moments && moments.squares >= 1e-6 * squares ? moments : finiteMoments(values);
}

function scalarProduct(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

const allBuckets = new Uint16Array(65536).map((_, bucket) => bucket);
const figureOf = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** For differences that float32 cannot hold. */
const largestChange = (a: Float32Array, b: Float32Array): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(b[i]! - value)), 0);
