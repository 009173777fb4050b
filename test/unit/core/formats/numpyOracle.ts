import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { answerRequest } from '../../../../extension/child/reader/readerRequest';
import { Work } from '../../../../extension/child/reader/work';
import type { ReaderParams, ReaderRequestName, ReaderResults } from '../../../../extension/protocol/reader';

export const fixtures = path.join(__dirname, '../../../fixtures/formats');

/** What NumPy says of a tensor: figures.py. */
export interface Expected {
  dtype: string;
  shape: number[];
  count: number;
  min?: number | null;
  max?: number | null;
  mean?: number | null;
  std?: number | null;
  zeros?: number;
  nan?: number;
  posInf?: number;
  negInf?: number;
  values: (number | string | [number, number])[];
}

/** Tensors by name of each file that a script has written, paths relative to `fixtures`. */
export const expectedOf = (json: string): Record<string, Record<string, Expected>> =>
  JSON.parse(fs.readFileSync(path.join(fixtures, json), 'utf8')) as Record<string, Record<string, Expected>>;

/** Asks what the reader's process is asked. */
export const ask = <N extends ReaderRequestName>(name: N, params: ReaderParams<N>): Promise<ReaderResults[N]> =>
  answerRequest(name, params, new Work(() => undefined)) as Promise<ReaderResults[N]>;

/**
 * Opens the file and finds what NumPy found: names, dtypes, shapes, counts, figures and first values; no problem.
 * @param besides names of tensors that are not looked at
 */
export async function assertAsNumpy(
  file: string,
  expected: Record<string, Expected>,
  besides: ReadonlySet<string> = new Set(),
): Promise<void> {
  const place = path.join(fixtures, file);
  const { tensors: all, problems } = await ask('summaries', { path: place, names: null });
  const tensors = all.filter(t => !besides.has(t.name));
  assert.deepEqual(problems, []);
  assert.deepEqual(tensors.map(t => t.name).sort(), Object.keys(expected).sort());
  for (const { name, dtype, shape, count, summary } of tensors) {
    const own = expected[name]!;
    const at = `${file} ${name}`;
    assert.deepEqual({ shape, count }, { shape: own.shape, count: own.count }, at);
    assert.equal(dtype, dtypeOf(own.dtype), at);
    if (own.min === undefined) assert.equal(summary, null, at);
    else {
      for (const key of ['zeros', 'nan', 'posInf', 'negInf', 'min', 'max'] as const)
        assert.equal(summary![key], shown(own[key] ?? null), `${at} ${key}`);
      assertNear(summary!.mean, own.mean!, own, `${at} mean`);
      assertNear(summary!.std, own.std!, own, `${at} std`);
      const inBuckets = summary!.buckets!.count.reduce((sum, n) => sum + n, 0);
      assert.equal(inBuckets, count - summary!.zeros - summary!.nan - summary!.posInf - summary!.negInf, at);
    }
    const page = await ask('values', { path: place, name, offset: 0, count: own.values.length });
    assert.deepEqual(page.values.map(shown), own.values.map(shownExpected), at);
  }
}

/** To 1e-6 of the mean's or deviation's size, or of the rounding that values of that size have. */
function assertNear(got: number | null, wanted: number | null, { min, max }: Expected, at: string): void {
  if (wanted === null || got === null) return assert.equal(got, wanted, at);
  const size = Math.max(Math.abs(min!), Math.abs(max!));
  const most = Math.max(1e-6 * Math.abs(wanted), 1e-12 * size);
  assert.ok(Math.abs(got - wanted) <= most, `${at}: ${got} is not ${wanted}`);
}

/** NumPy's names of strings say how long they are. */
const dtypeOf = (dtype: string): string =>
  /^([<>|]?[SUO]|object)/.test(dtype) ? 'string' : dtype.replace(/^[<>]/, '');
const shown = (value: number | string | null): unknown => (Object.is(value, -0) ? 0 : value);
const shownExpected = (value: number | string | [number, number]): unknown =>
  Array.isArray(value) ? `${value[0]}${value[1] < 0 ? '-' : '+'}${Math.abs(value[1])}i` : shown(value);
