import assert from 'node:assert/strict';
import { ComparisonTally, type ComparedFigures } from '../../../../extension/core/stats/comparisonTally';
import { bucketMap, hashedValues, isClose, plainBuckets } from './summaryFixtures';

/** Compares piece by piece. `isInteger`: in JavaScript, which is checked against NumPy elsewhere. */
function compared(a: Float32Array, b: Float32Array, units: number, isInteger: boolean): ComparedFigures {
  const tally = new ComparisonTally(a.length, units, isInteger);
  for (let at = 0; at < a.length; at += tally.maxPiece)
    tally.add(a.slice(at, at + tally.maxPiece), b.slice(at, at + tally.maxPiece));
  return tally.finish();
}

const small = hashedValues(98_304);
const steps = hashedValues(98_304).toReversed();
const moved = (values: Float32Array, by: number): Float32Array => values.map((value, i) => value + steps[i]! * by);
const changed = (values: Float32Array, at: number, value: number): Float32Array => {
  const result = values.slice();
  result[at] = value;
  return result;
};
const faded = (values: Float32Array): Float32Array => values.map((value, i) => (i % 8 === 5 ? value * 1e-24 : value));
const far = small.map(value => value + 3000);

const cases: [string, Float32Array, Float32Array][] = [
  ['a small step', small, moved(small, 1e-3)],
  ['another draw', small, steps],
  ['the same', small, small],
  ['a step of a few values', small, changed(changed(small, 7, 3), 70_000, -0.5)],
  ['far from zero', far, moved(far, 0.1)],
  ['moved by a constant', small, small.map(value => value + 0.25)],
  ['constant', new Float32Array(98_304).fill(-10.5), new Float32Array(98_304).fill(-10.4)],
  ['a is zero', new Float32Array(98_304), small],
  ['squares too small for float32', small.map(v => v * 1e-25), moved(small, 1e-3).map(v => v * 1e-25)],
  ['squares too large for float32', small.map(v => v * 1e25), moved(small, 1e-3).map(v => v * 1e25)],
  // As decay leaves the weights of a unit that is dead.
  ['a unit of next to nothing', faded(small), faded(moved(small, 1e-3))],
  ['one large value', changed(small, 50_000, 1e18), moved(small, 1e-3)],
  ['NaN', small, changed(moved(small, 1e-3), 50_000, NaN)],
  ['an infinity', changed(small, 50_000, -Infinity), moved(small, 1e-3)],
  ['zeros of both signs', small.map((v, i) => (i % 3 ? v : 0)), small.map((v, i) => (i % 3 ? -v : -0))],
];

describe('ComparisonTally of large pieces', () => {
  for (const units of [0, 8, 24, 512, 4096])
    for (const [name, a, b] of cases)
      it(`says what plain JavaScript says: ${name}, ${units} units`, () => {
        const [found, wanted] = [compared(a, b, units, false), compared(a, b, units, true)];
        const near = (x: number | null, y: number | null, scale: number, what: string): void =>
          assert.ok(isClose(x, y, scale, 1e-7), `${what} ${x}, JavaScript ${y}`);
        near(found.relativeChange, wanted.relativeChange, 0, 'relative change');
        near(found.cosine, wanted.cosine, 1, 'cosine');
        assert.equal(found.maxAbsChange === null, wanted.maxAbsChange === null);
        near(found.maxAbsChange, wanted.maxAbsChange, 0, 'largest change');
        near(found.norms.a, wanted.norms.a, 0, 'norm of A');
        near(found.norms.difference, wanted.norms.difference, 0, 'norm of the difference');
        near(found.std.a, wanted.std.a, 0, 'std of A');
        near(found.std.b, wanted.std.b, 0, 'std of B');
        const { mean, std, buckets, ...exact } = found.difference;
        const of = wanted.difference;
        assert.deepEqual(exact, {
          count: of.count,
          min: of.min,
          max: of.max,
          zeros: of.zeros,
          nan: of.nan,
          posInf: of.posInf,
          negInf: of.negInf,
        });
        near(mean, of.mean, of.std ?? 0, 'mean of the difference');
        near(std, of.std, 0, 'std of the difference');
        assert.ok(buckets);
        assert.deepEqual(bucketMap(found.difference), bucketMap(of));
        assert.deepEqual(
          bucketMap(of),
          new Map([...plainBuckets(b.map((v, i) => v - a[i]!))].sort((x, y) => x[0] - y[0])),
        );
        assert.equal(found.units.length, wanted.units.length);
        const changes = (f: ComparedFigures) => f.units.map(u => u.change);
        changes(found).forEach((change, i) => near(change, changes(wanted)[i]!, 0, `unit ${i}`));
      });

  it('estimates the buckets of more than a million differences: as many in all, none where none is, near the right shares', () => {
    const size = 3 * 2 ** 19;
    const a = hashedValues(size);
    const b = a.map((value, i) => (i % 5 ? value + a[size - 1 - i]! * 1e-3 : value));
    const found = compared(a, b, 64, false).difference;
    const wanted = plainBuckets(b.map((value, i) => value - a[i]!));
    const counts = bucketMap(found);
    const total = [...counts.values()].reduce((sum, n) => sum + n, 0);
    assert.ok(Math.abs(total - (size - found.zeros)) < 1e-6 * size);
    for (const [bucket, count] of wanted) {
      const estimate = counts.get(bucket) ?? 0;
      // Six deviations of a draw of one in 32.
      assert.ok(
        Math.abs(estimate - count) <= 6 * Math.sqrt(32 * count) + 32,
        `bucket ${bucket}: ${estimate}, ${count}`,
      );
    }
    for (const bucket of counts.keys()) assert.ok(wanted.has(bucket));
  });
});
