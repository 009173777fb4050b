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
  compared: Pick<ComparedFigures, 'relativeChange' | 'cosine' | 'maxAbsChange' | 'summaries'> & {
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
  const tally = new ComparisonTally(units, isInteger);
  const most = Math.min(tally.maxPiece, (units || 4) * rows);
  for (let at = 0; at < a.length; at += most) tally.add(a.slice(at, at + most), b.slice(at, at + most));
  return tally.finish();
}
function assertSummary(found: Summary, wanted: Summary, what: string): void {
  const { buckets, ...figures } = found;
  const { mean, std, ...exact } = wanted;
  assert.deepEqual({ ...figures, mean: 0, std: 0 }, { ...exact, mean: 0, std: 0 }, what);
  const scale = Math.max(Math.abs(wanted.min ?? 0), Math.abs(wanted.max ?? 0));
  // Differences are added up before they are rounded to float32, as which NumPy has them.
  const tolerance = what === 'difference' ? 1e-7 : 1e-12;
  assert.ok(
    isClose(figures.mean, mean, what === 'difference' ? scale : scale * 1e-3, tolerance),
    `${what}: mean ${figures.mean}, NumPy ${mean}`,
  );
  assert.ok(
    isClose(figures.std, std, what === 'difference' ? scale : scale * 1e-6, what === 'difference' ? 1e-7 : 1e-9),
    `${what}: std ${figures.std}, NumPy ${std}`,
  );
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
        for (const [side, values] of [
          ['a', a],
          ['b', b],
          ['difference', difference],
        ] as const) {
          assertSummary(found.summaries[side], wanted.summaries[side], side);
          assertBuckets(found.summaries[side], values);
        }
        assertUnits(found, wanted.units);
      });

  it('finds nothing changed where nothing is: 0, cosine 1, whatever the values', () =>
    fc.assert(
      fc.property(fc.float32Array({ noNaN: true, noDefaultInfinity: true, minLength: 1, maxLength: 40 }), values => {
        const { relativeChange, cosine, maxAbsChange, units, summaries } = compared(values, values.slice(), 0);
        const isZero = values.every(v => v === 0);
        assert.deepEqual({ relativeChange, maxAbsChange, units }, { relativeChange: 0, maxAbsChange: 0, units: [] });
        assert.equal(cosine, isZero ? null : 1);
        assert.equal(summaries.difference.zeros, values.length);
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
          for (const side of ['a', 'b', 'difference'] as const) {
            assert.deepEqual(counted(parts.summaries[side]), counted(whole.summaries[side]));
            const values = side === 'a' ? a : side === 'b' ? b : b.map((value, i) => value - a[i]!);
            assert.deepEqual(counted(whole.summaries[side]), counted(summarizeInJavaScript(values)));
          }
          assert.ok(isClose(parts.relativeChange, whole.relativeChange, 0, 1e-9));
          assert.ok(isClose(parts.cosine, whole.cosine, 1, 1e-9));
          assert.equal(parts.maxAbsChange, whole.maxAbsChange);
        },
      ),
    ));

  it('leaves nothing of one comparison in the next, given up or not', () => {
    const given = new ComparisonTally(4, false);
    given.add(Float32Array.of(1, 2, 3, 4), Float32Array.of(5, 6, 7, 8));
    given.finish();
    const { summaries, units } = compared(Float32Array.of(1, 1, 1, 1), Float32Array.of(1, 1, 1, 2), 4);
    assert.deepEqual([...summaries.a.buckets!.count], [4]);
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
