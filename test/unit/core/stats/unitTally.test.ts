import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { activationBounds, unbounded } from '../../../../extension/core/stats/activationBounds';
import { UnitTally } from '../../../../extension/core/stats/unitTally';

interface UnitCase {
  name: string;
  units: number;
  inner: number;
  low: number | null;
  high: number | null;
  base64: string;
  values: number;
  zeros: number[];
  atBound: number[];
  notFinite: number[];
  mean: (number | null)[];
  std: (number | null)[];
  min: (number | null)[];
  max: (number | null)[];
  dead: number;
  saturated: number;
}
const file = path.join(__dirname, '../../../fixtures/stats/unitFigures.json');
const cases = JSON.parse(fs.readFileSync(file, 'utf8')) as UnitCase[];
const valuesOf = ({ base64 }: UnitCase): Float32Array =>
  new Float32Array(Uint8Array.from(Buffer.from(base64, 'base64')).buffer);

function assertClose(found: Float32Array, wanted: readonly (number | null)[], scale: number, what: string): void {
  wanted.forEach((value, unit) => {
    if (value === null) return assert.ok(Number.isNaN(found[unit]), `${what} of ${unit} is ${found[unit]}`);
    const tolerance = 2e-7 * Math.max(Math.abs(value), scale) + 1e-44;
    assert.ok(Math.abs(found[unit]! - value) <= tolerance, `${what} of ${unit}: ${found[unit]}, not ${value}`);
  });
}

describe('UnitTally', () => {
  for (const one of cases)
    it(`says what NumPy says of ${one.name}`, () => {
      const tally = new UnitTally(one.units, { low: one.low ?? -Infinity, high: one.high ?? Infinity });
      tally.add(valuesOf(one), one.inner);
      assert.deepEqual(tally.counts(), { count: one.units, dead: one.dead, saturated: one.saturated });
      const figures = tally.figures()!;
      assert.equal(figures.values, one.values);
      for (const name of ['zeros', 'atBound', 'notFinite', 'mean', 'min', 'max'] as const)
        assertClose(figures[name], one[name], 0, name);
      assertClose(figures.std, one.std, 0, 'std');
    });

  it('adds up calls as if they were one, whatever their sizes', () => {
    const values = fc.float32Array({
      minLength: 0,
      maxLength: 40,
      noNaN: false,
      min: -100,
      max: 100,
      noDefaultInfinity: false,
    });
    fc.assert(
      fc.property(fc.array(values, { maxLength: 5 }), fc.integer({ min: 1, max: 4 }), (calls, units) => {
        const cut = calls.map(c => c.subarray(0, c.length - (c.length % units)));
        const [apart, together] = [new UnitTally(units, unbounded), new UnitTally(units, unbounded)];
        for (const call of cut) apart.add(call);
        together.add(Float32Array.from(cut.flatMap(c => [...c])));
        assert.deepEqual(apart.counts(), together.counts());
        const [a, b] = [apart.figures(), together.figures()];
        if (!a || !b) return assert.equal(a, b);
        for (const name of ['zeros', 'notFinite', 'min', 'max'] as const) assert.deepEqual(a[name], b[name]);
        for (const name of ['mean', 'std'] as const)
          assertClose(
            a[name],
            Array.from(b[name], v => (Number.isNaN(v) ? null : v)),
            100,
            name,
          );
      }),
    );
  });

  it('says nothing before the first value', () => {
    const tally = new UnitTally(3, unbounded);
    assert.equal(tally.counts(), null);
    tally.add(new Float32Array(0));
    assert.equal(tally.figures(), null);
  });

  it('says the same of numbers whichever way they are gone through: the kernel, plain JavaScript, channels first', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1 }),
        fc.integer({ min: 1, max: 9 }),
        (list, units) => {
          const places = Math.ceil(list.length / units);
          const at = (place: number, unit: number): number => list[(place * units + unit) % list.length]!;
          const last = Array.from({ length: places * units }, (_, i) => at(Math.floor(i / units), i % units));
          const first = Array.from({ length: places * units }, (_, i) => at(i % places, Math.floor(i / places)));
          const tallies = [1, 2, 3].map(() => new UnitTally(units, { low: -2, high: 3 }));
          tallies[0]!.add(Float32Array.from(last));
          tallies[1]!.add(Int32Array.from(last));
          tallies[2]!.add(Float32Array.from(first), places);
          const [kernel, ...others] = tallies.map(t => ({ ...t.figures()!, ...t.counts()! }));
          for (const other of others) assert.deepEqual(other, kernel);
        },
      ),
    );
  });

  it('takes more units than the kernel has room for, and as many as it has', () => {
    for (const units of [16_383, 16_384, 16_385, 70_000]) {
      const tally = new UnitTally(units, unbounded);
      tally.add(
        Float32Array.from({ length: 3 * units }, (_, i) => (i % units === units - 1 ? 0 : 1 + Math.floor(i / units))),
      );
      assert.deepEqual(tally.counts(), { count: units, dead: 1, saturated: 0 });
      assert.equal(tally.figures()!.mean[units - 2], 2);
    }
  });

  it('takes integers and booleans', () => {
    const tally = new UnitTally(2, unbounded);
    tally.add(Int32Array.from([2 ** 30, 0, 2 ** 30, 0]));
    tally.add(Uint8Array.from([1, 0]));
    assert.deepEqual(tally.counts(), { count: 2, dead: 1, saturated: 0 });
    assert.equal(tally.figures()!.max[0], 2 ** 30);
  });

  it('counts a unit dead or saturated over blocks of any length', () => {
    // more rows than are gone through at once
    const rows = 5000;
    const tally = new UnitTally(7, activationBounds('tanh'));
    const values = new Float32Array(rows * 7);
    for (let i = 0; i < values.length; i++) values[i] = i % 7 === 2 ? 0 : i % 7 === 4 ? (i % 2 ? 1 : -1) : 0.5;
    values[(rows - 1) * 7 + 6] = 0.99;
    tally.add(values);
    assert.deepEqual(tally.counts(), { count: 7, dead: 1, saturated: 1 });
    assert.ok(Math.abs(tally.figures()!.atBound[6]! - 1 / rows) < 1e-9);
  });
});
