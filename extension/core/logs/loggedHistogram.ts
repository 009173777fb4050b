import { protobufFields } from '../runs/protobufReader';
import type { Summary } from '../../protocol/summary';
import { bucketsOfRows } from './bucketsOfRows';
import { partOf } from './loggedEvent';
import { decodeTensor, tensorValues } from './loggedTensor';

/** How many values lie between two. Rows ascend; one may have no width. */
export interface HistogramRow {
  left: number;
  right: number;
  count: number;
}
export interface LoggedHistogram {
  /** Those with something in them. */
  rows: HistogramRow[];
  /** Of the values themselves, where the file tells: HistogramProto, which TensorFlow 1 and PyTorch write. */
  exact: { min: number; max: number; count: number; sum: number; sumOfSquares: number } | null;
}

/** Writers make 30 rows, or up to 1550. */
const maxRows = 20_000;

/** The histogram in a value's message, old style or new; null where it has none that can be read. */
export function decodeHistogram(message: Uint8Array): LoggedHistogram | null {
  const old = partOf(message, 'histogram');
  if (old) return oldHistogram(old);
  const bytes = partOf(message, 'tensor');
  const tensor = bytes && decodeTensor(bytes);
  if (!tensor || tensor.shape.length !== 2 || tensor.shape[1] !== 3) return null;
  const values = tensorValues(tensor, 3 * maxRows);
  if (!values) return null;
  const rows: HistogramRow[] = [];
  for (let i = 0; i + 2 < values.length; i += 3)
    rows.push({ left: values[i]!, right: values[i + 1]!, count: values[i + 2]! });
  return { rows: rows.filter(isFilled), exact: null };
}

const isFilled = ({ left, right, count }: HistogramRow): boolean =>
  count > 0 && Number.isFinite(count) && Number.isFinite(left) && Number.isFinite(right) && left <= right;

/** https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/framework/summary.proto: limits are right ends. */
function oldHistogram(message: Uint8Array): LoggedHistogram | null {
  const exact = { min: NaN, max: NaN, count: NaN, sum: NaN, sumOfSquares: NaN };
  const names = ['min', 'max', 'count', 'sum', 'sumOfSquares'] as const;
  const limits: number[] = [];
  const counts: number[] = [];
  for (const field of protobufFields(message)) {
    if (field.type === 'double' && field.field <= 5) exact[names[field.field - 1]!] = field.value;
    else if (field.type === 'double') (field.field === 6 ? limits : counts).push(field.value);
    else if (field.type === 'block' && (field.field === 6 || field.field === 7)) {
      const view = new DataView(field.value.buffer, field.value.byteOffset, field.value.byteLength);
      const list = field.field === 6 ? limits : counts;
      for (let at = 0; at + 8 <= view.byteLength && list.length < maxRows; at += 8)
        list.push(view.getFloat64(at, true));
    }
  }
  // proto3 leaves out what is 0
  for (const name of names) if (Number.isNaN(exact[name])) exact[name] = 0;
  if (limits.length !== counts.length) return null;
  const isKnown = exact.count > 0 && Number.isFinite(exact.min) && Number.isFinite(exact.max) && exact.min <= exact.max;
  const clamp = (value: number): number => (isKnown ? Math.min(exact.max, Math.max(exact.min, value)) : value);
  const rows = limits.map((right, i) => ({
    left: clamp(i ? limits[i - 1]! : isKnown ? exact.min : right),
    right: clamp(right),
    count: counts[i]!,
  }));
  return { rows: rows.filter(isFilled), exact: isKnown ? exact : null };
}

/**
 * The histogram as a summary, with its rows spread over our buckets. Mean and deviation are the values' own where the file
 * tells the sums, else those of values that lie evenly in each row: within a row's width of the true ones. What is not finite
 * no event file counts, and exact zeros only where a row is nothing else.
 */
export function histogramSummary({ rows, exact }: LoggedHistogram): Summary {
  const inRows = rows.reduce((sum, row) => sum + row.count, 0);
  const count = Math.round(exact ? exact.count : inRows);
  const none: Summary = {
    ...{ count, min: null, max: null, mean: null, std: null },
    ...{ zeros: 0, nan: 0, posInf: 0, negInf: 0, isLogged: true },
    buckets: { bucket: new Uint16Array(0), count: new Float64Array(0) },
  };
  if (!rows.length) return { ...none, count: 0 };
  const min = exact ? exact.min : rows[0]!.left;
  const max = exact ? exact.max : rows.reduce((most, row) => Math.max(most, row.right), -Infinity);
  const { mean, std } = exact ? exactMoments(exact) : evenMoments(rows, inRows);
  const { buckets, zeros } = bucketsOfRows(rows);
  const inside = mean === null ? null : Math.min(max, Math.max(min, mean));
  const isApproximate = !exact && rows.some(({ left, right }) => left < right);
  return {
    ...{ ...none, min, max, mean: inside, std, zeros: Math.round(zeros), buckets },
    ...(isApproximate && { isApproximate }),
  };
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

function exactMoments({ count, sum, sumOfSquares }: NonNullable<LoggedHistogram['exact']>) {
  const mean = sum / count;
  return { mean: finite(mean), std: finite(Math.sqrt(Math.max(0, sumOfSquares / count - mean * mean))) };
}

function evenMoments(rows: readonly HistogramRow[], count: number) {
  let mean = 0;
  for (const row of rows) mean += (row.left / 2 + row.right / 2) * (row.count / count);
  let variance = 0;
  for (const { left, right, count: own } of rows)
    variance += ((left / 2 + right / 2 - mean) ** 2 + (right - left) ** 2 / 12) * (own / count);
  return { mean: finite(mean), std: finite(Math.sqrt(variance)) };
}
