import type { Summary } from '../../protocol/summary';
import { DifferenceBuckets } from './differenceBuckets';
import type { ComparisonKernel } from './kernel/loadComparisonKernel';
import { loadComparisonKernel } from './kernel/loadComparisonKernel';
import { deviationOf, mergeMoments, momentsOfSums, type Moments } from './moments';
import { movedUnits, type UnitChange } from './movedUnits';
import type { SummaryValues } from './summarizeInJavaScript';
import { emptyTally, summaryOfTally, type SummaryTally } from './summaryTally';
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
  /** Of B − A as float32, with buckets: of tensors with more than `maxWhole` values an estimate. */
  difference: Summary;
  units: UnitChange[];
}

/** Values of a piece from which on single precision serves: the errors of so many average out. */
const minWide = 8192;
/** Of tensors with more values than `maxWhole` one row in 32 is counted into buckets, which costs more than all the rest. */
const maxWhole = 2 ** 20;
const countedShare = 1 / 32;

/**
 * Compares two tensors of one shape in one pass over pieces of both: figures and buckets of B − A, spread of A and of B, norms,
 * the scalar product, and the norms of units. Only one such tally can be under way: the kernel has one set of counters.
 */
export class ComparisonTally {
  private readonly kernel: ComparisonKernel | null;
  private readonly difference: SummaryTally = emptyTally();
  private moments: { a: Moments; b: Moments } = { a: noMoments, b: noMoments };
  private readonly buckets: DifferenceBuckets;
  private readonly aSquares: Float64Array;
  private readonly differenceSquares: Float64Array;
  private squares = { a: 0, b: 0, difference: 0, product: 0 };
  private maxAbsChange = 0;
  /** Rows of so many values; 8 without units, which is what the kernel takes at a time. */
  private readonly rowValues: number;

  /**
   * @param values of each tensor
   * @param units length of the last axis; 0: units are not told apart
   * @param isInteger int32, whose figures are exact only in JavaScript's numbers
   */
  constructor(
    private readonly values: number,
    private readonly units: number,
    isInteger: boolean,
  ) {
    const kernel = isInteger ? null : loadComparisonKernel();
    this.kernel = kernel && units <= kernel.maxUnits ? kernel : null;
    this.buckets = new DifferenceBuckets(this.kernel);
    this.rowValues = units || 8;
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
      this.compareRows(kernel, rows);
      this.takeResult(kernel, values[0].subarray(0, together), values[1].subarray(0, together));
    }
    const rest = a.length - together;
    if (!rest) return;
    kernel.a.copyWithin(0, together, a.length);
    kernel.b.copyWithin(0, together, b.length);
    kernel.comparePieces(1, rest, 1);
    this.buckets.counted(rest, zerosAt(kernel.result, 48));
    this.takeResult(kernel, kernel.a.subarray(0, rest), kernel.b.subarray(0, rest));
  }

  /** In single precision where that serves. */
  private compareRows(kernel: ComparisonKernel, rows: number): void {
    const { rowValues } = this;
    const { result } = kernel;
    if (rowValues % 8 || rows * rowValues < minWide) {
      kernel.comparePieces(rows, rowValues, 1);
      this.buckets.counted(rows * rowValues, zerosAt(result, 48));
      return;
    }
    const countedRows = this.values > maxWhole ? Math.ceil(rows * countedShare) : rows;
    kernel.compareWidely(rows, rowValues, countedRows);
    this.buckets.counted(countedRows * rowValues, zerosAt(result, 64));
    if (isServedWidely(result, rows, rowValues)) kernel.acceptUnits(rowValues);
    else kernel.comparePieces(rows, rowValues, 0);
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
      const sum = number(7);
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
    this.buckets.add(difference);
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

  /** The figures of all that was added. To be called once, also where a comparison is given up. */
  finish(): ComparedFigures {
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
      difference: summaryOfTally(this.difference, this.buckets.finish(this.difference)),
      units: this.units > 1 ? movedUnits(this.units, this.aSquares, this.differenceSquares) : [],
    };
  }

  private cosine(): number {
    const { a, b, difference, product } = this.squares;
    if (difference === 0) return 1;
    return Math.min(1, Math.max(-1, product / Math.sqrt(a) / Math.sqrt(b)));
  }
}

const noMoments: Moments = { count: 0, mean: 0, squares: 0 };

/** From sums where they are of use, else from the finite values. */
function momentsOf(values: SummaryValues, sum: number, squares: number): Moments {
  const moments = Number.isFinite(squares) ? momentsOfSums(values.length, 0, sum, squares) : null;
  // the square of a mean that is great beside the spread has taken its digits away
  return moments && moments.squares >= 1e-6 * squares ? moments : finiteMoments(values);
}

/** Of a mean square: below it, squares of single values are lost. */
const leastSquare = 1e-28;

/**
 * Whether sums of single values are as good as those of double ones: neither too large nor too small for their squares, those
 * of each unit too, and not so much alike that the square of the mean takes the digits of the spread away.
 */
function isServedWidely(result: DataView, rows: number, units: number): boolean {
  const count = rows * units;
  const number = (index: number): number => result.getFloat64(8 * index, true);
  const serves = (sum: number, squares: number): boolean =>
    squares > leastSquare * count && squares < 1e28 * count && squares - (sum * sum) / count > squares / 4;
  const isUnchanged = result.getInt32(48, true) === count;
  if (!(number(9) > leastSquare * rows)) return false;
  return serves(number(0), number(2)) && serves(number(1), number(3)) && (isUnchanged || serves(number(7), number(4)));
}

/** Zeros of both signs, and negative ones, where a result has them. */
const zerosAt = (result: DataView, place: number): { both: number; negative: number } => ({
  both: result.getInt32(place, true),
  negative: result.getInt32(place + 4, true),
});

function scalarProduct(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

const figureOf = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** For differences that float32 cannot hold. */
const largestChange = (a: Float32Array, b: Float32Array): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(b[i]! - value)), 0);
