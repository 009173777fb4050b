import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { ComparisonTally, type ComparedFigures } from '../../../../extension/core/stats/comparisonTally';
import { loadComparisonKernel } from '../../../../extension/core/stats/kernel/loadComparisonKernel';
import { summarizeInJavaScript } from '../../../../extension/core/stats/summarizeInJavaScript';
import type { Summary } from '../../../../extension/protocol/summary';
import { bucketMap, hashedValues, isClose, plainBuckets } from './summaryFixtures';

interface Case {
  name: string;
  shape: number[];
  a: string;
  b: string;
  compared: Pick<ComparedFigures, 'relativeChange' | 'cosine' | 'maxAbsChange'> & {
    summaries: { a: Summary; b: Summary; difference: Summary };
    units: (number | null)[];
  };
}
const fixture = path.join(__dirname, '../../../fixtures/comparisons/comparisons.json');
const cases = JSON.parse(fs.readFileSync(fixture, 'utf8')) as Case[];
const floats = (text: string): Float32Array => new Float32Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer);

/** Compares piece by piece. `isInteger`: in JavaScript. */
function compared(
  a: Float32Array,
  b: Float32Array,
  units: number,
  isInteger = false,
  rows = Infinity,
): ComparedFigures {
  const tally = new ComparisonTally(a.length, units, isInteger);
  const most = Math.min(tally.maxPiece, (units || 8) * rows);
  for (let at = 0; at < a.length; at += most) tally.add(a.slice(at, at + most), b.slice(at, at + most));
  return tally.finish();
}
const normOf = (values: Float32Array, before: Float32Array): number | null => {
  const squares = values.reduce((sum, value, i) => sum + (value - (before[i] ?? 0)) ** 2, 0);
  return Number.isFinite(squares) ? Math.sqrt(squares) : null;
};
function assertDifference(found: Summary, wanted: Summary): void {
  const { buckets, ...figures } = found;
  const { mean, std, ...exact } = wanted;
  assert.deepEqual({ ...figures, mean: 0, std: 0 }, { ...exact, mean: 0, std: 0 });
  // Differences are added up before they are rounded to float32, as which NumPy has them.
  const scale = Math.max(Math.abs(wanted.min ?? 0), Math.abs(wanted.max ?? 0));
  assert.ok(isClose(figures.mean, mean, scale, 1e-7), `mean ${figures.mean}, NumPy ${mean}`);
  assert.ok(isClose(figures.std, std, scale, 1e-7), `std ${figures.std}, NumPy ${std}`);
  assert.ok(buckets);
}
const assertBuckets = (found: Summary, values: Float32Array): void =>
  assert.deepEqual(bucketMap(found), new Map([...plainBuckets(values)].sort((x, y) => x[0] - y[0])));

describe('ComparisonTally', () => {
  it('runs the WebAssembly kernel here', () => assert.ok(loadComparisonKernel()));

  for (const { name, shape, a: aText, b: bText, compared: wanted } of cases)
    for (const [how, isInteger] of [
      ['kernel', false],
      ['JavaScript', true],
    ] as const)
      it(`agrees with NumPy, ${how}: ${name}`, () => {
        const long = hashedValues(70_000);
        const isLong = name === 'more than a piece';
        const [a, b] = isLong ? [long, long.toReversed()] : [floats(aText), floats(bText)];
        const last = shape.at(-1) ?? 0;
        const found = compared(a, b, last > 1 ? last : 0, isInteger);
        for (const key of ['relativeChange', 'cosine', 'maxAbsChange'] as const)
          assert.ok(isClose(found[key], wanted[key], 0, 1e-7), `${key} ${found[key]}, NumPy ${wanted[key]}`);
        const difference = b.map((value, i) => value - a[i]!);
        assertDifference(found.difference, wanted.summaries.difference);
        assertBuckets(found.difference, difference);
        for (const [side, values] of [
          ['a', a],
          ['b', b],
        ] as const) {
          const { std, min, max } = wanted.summaries[side];
          const scale = Math.max(Math.abs(min ?? 0), Math.abs(max ?? 0));
          assert.ok(isClose(found.std[side], std, scale * 1e-6, 1e-9), `std ${found.std[side]}, NumPy ${std}`);
          if (side === 'a') assert.ok(isClose(found.norms.a, normOf(values, new Float32Array(0)), 0, 1e-9));
        }
        assert.ok(isClose(found.norms.difference, normOf(b, a), 0, 1e-9));
        assertUnits(found, wanted.units);
      });

  it('finds nothing changed where nothing is: 0, cosine 1, whatever the values', () =>
    fc.assert(
      fc.property(fc.float32Array({ noNaN: true, noDefaultInfinity: true, minLength: 1, maxLength: 40 }), values => {
        const { relativeChange, cosine, maxAbsChange, units, difference } = compared(values, values.slice(), 0);
        const isZero = values.every(v => v === 0);
        assert.deepEqual({ relativeChange, maxAbsChange, units }, { relativeChange: 0, maxAbsChange: 0, units: [] });
        assert.equal(cosine, isZero ? null : 1);
        assert.equal(difference.zeros, values.length);
      }),
    ));

  it('gives in pieces what it gives at once, and what the summaries of each give', () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }).chain(units =>
          fc.record({
            units: fc.constant(units),
            pairs: fc.array(fc.tuple(fc.float({ noDefaultInfinity: false }), fc.float()), { maxLength: 60 }),
            rows: fc.integer({ min: 1, max: 5 }),
          }),
        ),
        ({ units, pairs, rows }) => {
          const length = Math.floor(pairs.length / units) * units;
          const a = Float32Array.from(pairs.slice(0, length), p => p[0]);
          const b = Float32Array.from(pairs.slice(0, length), p => p[1]);
          const whole = compared(a, b, units);
          const parts = compared(a, b, units, false, rows);
          const counted = (s: Summary) => ({ ...s, mean: 0, std: 0 });
          assert.deepEqual(counted(parts.difference), counted(whole.difference));
          const difference = b.map((value, i) => value - a[i]!);
          assert.deepEqual(counted(whole.difference), counted(summarizeInJavaScript(difference)));
          for (const [side, values] of [
            ['a', a],
            ['b', b],
          ] as const) {
            const { std, max, min } = summarizeInJavaScript(values);
            const scale = Math.max(Math.abs(min ?? 0), Math.abs(max ?? 0));
            assert.ok(isClose(whole.std[side], std, scale * 1e-6, 1e-6), `${side}: ${whole.std[side]}, ${std}`);
            assert.ok(isClose(parts.std[side], whole.std[side], scale * 1e-6, 1e-6));
          }
          assert.ok(isClose(parts.relativeChange, whole.relativeChange, 0, 1e-9));
          assert.ok(isClose(parts.cosine, whole.cosine, 1, 1e-9));
          assert.equal(parts.maxAbsChange, whole.maxAbsChange);
        },
      ),
    ));

  it('leaves nothing of one comparison in the next, given up or not', () => {
    const given = new ComparisonTally(4, 4, false);
    given.add(Float32Array.of(1, 2, 3, 4), Float32Array.of(5, 6, 7, 8));
    given.finish();
    const { difference, units } = compared(Float32Array.of(1, 1, 1, 1), Float32Array.of(1, 1, 1, 2), 4);
    assert.deepEqual([...difference.buckets!.count], [1]);
    assert.deepEqual(units, [{ unit: 3, change: 1 }]);
  });

  it('tells at most ten units, those that moved most', () => {
    const a = new Float32Array(3 * 30).fill(1);
    const b = a.map((_, i) => 1 + (((i % 30) * 7) % 30));
    const { units } = compared(a, b, 30);
    assert.equal(units.length, 10);
    assert.deepEqual(units[0], { unit: 17, change: 29 });
    assert.ok(units.every((u, i) => i === 0 || u.change! <= units[i - 1]!.change!));
  });
});

/** `wanted`: of all units. */
function assertUnits(found: ComparedFigures, wanted: (number | null)[]): void {
  const finite = wanted.filter(u => u !== null && u !== 0).sort((x, y) => y! - x!);
  const given = found.units.filter(u => u.change !== null);
  assert.equal(given.length, Math.min(10, finite.length));
  given.forEach(({ unit, change }, i) => {
    assert.ok(isClose(change, finite[i]!, 0, 1e-7), `unit ${unit}: ${change}, NumPy ${finite[i]}`);
    assert.ok(isClose(change, wanted[unit]!, 0, 1e-7));
  });
}
