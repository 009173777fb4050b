import assert from 'node:assert/strict';
import { activationBounds, unbounded } from '../../../../extension/core/stats/activationBounds';

describe('activationBounds', () => {
  it('is where the slope is a small part of its greatest', () => {
    const slopeAt: Record<string, [(y: number) => number, number]> = {
      sigmoid: [y => y * (1 - y), 0.25],
      tanh: [y => 1 - y * y, 1],
      softsign: [y => (1 - Math.abs(y)) ** 2, 1],
      elu: [y => (y < 0 ? y + 1 : 1), 1],
      selu: [y => (y < 0 ? y + 1.7580993408473766 : 1), 1.7580993408473766],
    };
    for (const [name, [slope, most]] of Object.entries(slopeAt)) {
      const { low, high } = activationBounds(name);
      for (const bound of [low, high]) if (Number.isFinite(bound)) assert.ok(slope(bound) <= 0.041 * most, name);
      assert.ok(Number.isFinite(low) || Number.isFinite(high), name);
    }
  });
  it('has none for what has none, and for names that are none', () => {
    for (const name of ['relu', 'linear', 'softmax', 'constructor', '__proto__', null])
      assert.deepEqual(activationBounds(name), unbounded);
  });
});
