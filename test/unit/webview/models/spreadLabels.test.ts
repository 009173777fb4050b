import assert from 'node:assert/strict';
import fc from 'fast-check';
import { spreadLabels } from '../../../../webview/models/spreadLabels';

const label = (at: number, reach = 10) => ({ at, above: reach, below: reach });

describe('spreadLabels', () => {
  it('leaves alone what does not touch', () =>
    assert.deepEqual(spreadLabels([label(20), label(60)], 0, 100), [20, 60]));
  it('moves apart by the same distance', () =>
    assert.deepEqual(spreadLabels([label(50), label(50)], 0, 100), [40, 60]));
  it('holds all within the bounds', () => {
    assert.deepEqual(spreadLabels([label(0), label(0)], 0, 100), [10, 30]);
    assert.deepEqual(spreadLabels([label(100), label(100)], 0, 100), [70, 90]);
  });
  it('begins at the lower bound where there is no room', () =>
    assert.deepEqual(spreadLabels([label(5), label(5)], 0, 20), [10, 30]));
  it('has nothing to do without labels', () => assert.deepEqual(spreadLabels([], 0, 10), []));
  it('never lets labels touch, and keeps their order', () =>
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            at: fc.integer({ min: 0, max: 200 }),
            above: fc.integer({ min: 1, max: 15 }),
            below: fc.integer({ min: 1, max: 15 }),
          }),
          {
            minLength: 1,
            maxLength: 5,
          },
        ),
        given => {
          const labels = given.sort((a, b) => a.at - b.at);
          const places = spreadLabels(labels, 0, 200);
          const isApart = places.every(
            (p, i) => i === 0 || p - labels[i]!.above >= places[i - 1]! + labels[i - 1]!.below - 1e-9,
          );
          return (
            isApart && places[0]! - labels[0]!.above >= -1e-9 && places.at(-1)! + labels.at(-1)!.below <= 200 + 1e-9
          );
        },
      ),
    ));
});
