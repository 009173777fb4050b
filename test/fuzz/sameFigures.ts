import type { TensorFigures } from '../../extension/protocol/reader';
import type { Buckets } from '../../extension/protocol/summary';

/** What differs between the tensors of a file and those of its changed copy, in words; null where nothing does. */
export function differenceOf(
  before: ReadonlyMap<string, TensorFigures>,
  after: readonly TensorFigures[],
): string | null {
  for (const now of after) {
    const then = before.get(now.name);
    if (!then) return `${now.name} is new`;
    if (!isSame(then, now)) return `${now.name}: ${textOf(then)} became ${textOf(now)}`;
  }
  if (after.length === before.size) return null;
  const names = new Set(after.map(tensor => tensor.name));
  return `${[...before.keys()].find(name => !names.has(name))} is not there`;
}

const figures = ['count', 'min', 'max', 'mean', 'std', 'zeros', 'nan', 'posInf', 'negInf'] as const;

function isSame(a: TensorFigures, b: TensorFigures): boolean {
  if (a.dtype !== b.dtype || !isSameList(a.shape, b.shape)) return false;
  if (a.exact?.min !== b.exact?.min || a.exact?.max !== b.exact?.max) return false;
  const [one, other] = [a.summary, b.summary];
  if (!one || !other) return one === other;
  return figures.every(name => one[name] === other[name]) && isSameBuckets(one.buckets, other.buckets);
}

const isSameBuckets = (a: Buckets | undefined, b: Buckets | undefined): boolean =>
  a && b ? isSameList(a.bucket, b.bucket) && isSameList(a.count, b.count) : a === b;

function isSameList(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

const textOf = ({ dtype, shape, summary, exact }: TensorFigures): string =>
  JSON.stringify([dtype, shape, { ...summary, buckets: undefined }, exact]).slice(0, 200);
