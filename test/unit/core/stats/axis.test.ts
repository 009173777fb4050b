import assert from 'node:assert/strict';
import fc from 'fast-check';
import { axisEdges, axisFor, axisPosition, axisValue, symlog, type Axis } from '../../../../extension/core/stats/axis';
import { axisTicks, linearTicks } from '../../../../extension/core/stats/axisTicks';
import { summarize } from '../../../../extension/core/stats/summarize';

const symlogAxis = (greatest: number, linearWidth: number): Axis => ({
  ...{ scale: 'symlog' as const, min: -greatest, max: greatest, bins: 10, linearWidth },
});
const axes = fc.record<Axis>({
  scale: fc.constantFrom('linear', 'symlog'),
  min: fc.double({ min: -1e9, max: 0, noNaN: true }),
  max: fc.double({ min: 1e-9, max: 1e9, noNaN: true }),
  bins: fc.integer({ min: 1, max: 64 }),
  linearWidth: fc.constantFrom(1e-3, 0.1, 7),
});

describe('axis', () => {
  it('follows sign(x)·log10(1 + |x|/c)', () => {
    assert.ok(Math.abs(symlog(-0.9, 0.1) + 1) < 1e-15);
    assert.equal(symlog(0, 0.1), 0);
    const axis = symlogAxis(9.9, 0.1);
    assert.ok(Math.abs(axisPosition(axis, 0.9) - 0.75) < 1e-12);
    assert.equal(axisPosition(axis, 0), 0.5);
  });

  it('has min at 0, max at 1, and values come back from their positions', () =>
    fc.assert(
      fc.property(axes, fc.double({ min: 0, max: 1, noNaN: true }), (axis, position) => {
        assert.equal(axisPosition(axis, axisValue(axis, 0)), 0);
        assert.equal(axisPosition(axis, axisValue(axis, 1)), 1);
        assert.ok(Math.abs(axisPosition(axis, axisValue(axis, position)) - position) < 1e-9);
      }),
    ));

  it('has edges that ascend from min to max', () =>
    fc.assert(
      fc.property(axes, axis => {
        const edges = axisEdges(axis);
        assert.equal(edges.length, axis.bins + 1);
        assert.deepEqual([edges[0], edges[axis.bins]], [axis.min, axis.max]);
        edges.forEach((e, i) => assert.ok(i === 0 || e >= edges[i - 1]!));
      }),
    ));

  it('puts everything in the middle where it has no length', () => {
    assert.equal(axisPosition({ scale: 'linear', min: 3, max: 3, bins: 1, linearWidth: 1 }, 3), 0.5);
  });

  describe('axisFor', () => {
    const of = (...values: number[]) => summarize(Float32Array.from(values));
    const options = { linearWidth: 0.1, bins: 20 };

    it('spans all summaries; symlog has zero in the middle', () => {
      const list = [of(-1, 2), of(5), of(NaN)];
      assert.deepEqual(axisFor(list, 'linear', options), { ...options, scale: 'linear', min: -1, max: 5 });
      assert.deepEqual(axisFor(list, 'symlog', options), { ...options, scale: 'symlog', min: -5, max: 5 });
    });

    it('has a length for constants, nothing finite, and no summaries', () => {
      for (const list of [[of(3, 3)], [of(-3)], [of(0)], [of(NaN)], []])
        for (const scale of ['linear', 'symlog'] as const) {
          const { min, max } = axisFor(list, scale, options);
          assert.ok(max > min && Number.isFinite(max - min));
          for (const s of list) if (s.min !== null) assert.ok(min <= s.min && s.max! <= max);
        }
    });

    it('has a linear width where the spread is 0', () => {
      assert.ok(axisFor([of(2)], 'symlog', { linearWidth: 0, bins: 5 }).linearWidth > 0);
    });
  });
});

describe('axisTicks', () => {
  it('labels linear axes in steps of 1, 2 or 5', () => {
    assert.deepEqual(linearTicks(-0.37, 0.29), [-0.3, -0.2, -0.1, 0, 0.1, 0.2]);
    assert.deepEqual(linearTicks(0, 1, 6), [0, 0.2, 0.4, 0.6, 0.8, 1]);
    assert.deepEqual(linearTicks(5, 5), [5]);
  });

  it('labels symlog axes in decades, or 1-2-5 where there is one decade only, 0 among them', () => {
    const labels = (greatest: number, c: number) => axisTicks(symlogAxis(greatest, c)).map(t => t.label);
    assert.deepEqual(labels(20_000, 0.1), ['−10⁴', '−100', '0', '100', '10⁴']);
    assert.deepEqual(labels(3, 0.1), ['−2', '−0.5', '0', '0.5', '2']);
  });

  it('is on the axis, ascending, not crowded, never more than asked for', () =>
    fc.assert(
      fc.property(axes, fc.integer({ min: 3, max: 9 }), (axis, most) => {
        const ticks = axisTicks(axis, most);
        assert.ok(ticks.length >= 1 && ticks.length <= most, ticks.map(t => t.label).join(' '));
        ticks.forEach((t, i) => {
          assert.ok(t.position >= -1e-6 && t.position <= 1 + 1e-6);
          if (i) assert.ok(t.value > ticks[i - 1]!.value);
          if (i) assert.ok(t.position - ticks[i - 1]!.position > 0.2 / most, 'apart');
        });
        assert.equal(new Set(ticks.map(t => t.label)).size, ticks.length, 'labels differ');
      }),
    ));
});
