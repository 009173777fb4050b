import assert from 'node:assert/strict';
import fc from 'fast-check';
import { probeSize } from '../../../../extension/child/watch/probe/probeSize';
import { CostBudget } from '../../../../extension/child/watch/training/costBudget';
import { StepReporter } from '../../../../extension/child/watch/training/stepReporter';
import type { StepRecord } from '../../../../extension/protocol/run';

describe('cost budget', () => {
  it('lets a short run be seen in full, then keeps to its share', () => {
    const budget = new CostBudget(100);
    budget.start(1000);
    // 25 s of head start at 1 %: 250 ms
    assert.ok(budget.allows(250, 1000));
    budget.spend(250);
    assert.ok(!budget.allows(1, 1000));
    assert.ok(!budget.allows(20, 2999));
    assert.ok(budget.allows(20, 3000));
  });
  it('no bound with a ratio of 0', () => {
    const budget = new CostBudget(0);
    budget.start(0);
    budget.spend(1e9);
    assert.ok(budget.allows(1e9, 0));
  });
  it('what is allowed never exceeds the share and the head start, whatever comes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.array(fc.tuple(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 1, max: 400 }))),
        (ratio, looks) => {
          const budget = new CostBudget(ratio);
          budget.start(0);
          let now = 0;
          let spent = 0;
          for (const [wait, cost] of looks) {
            now += wait;
            if (!budget.allows(cost, now)) continue;
            budget.spend(cost);
            spent += cost;
          }
          assert.ok(spent <= (now + 25_000) / ratio);
        },
      ),
    );
  });
});

describe('thinning of steps', () => {
  const step = (n: number, loss: number | null = n, fit = 0): StepRecord => ({
    fit,
    step: n,
    epoch: null,
    loss,
    learningRate: 1,
  });
  const collect = (): { sent: number[]; reporter: StepReporter } => {
    const sent: number[] = [];
    return { sent, reporter: new StepReporter(s => sent.push(s.step)) };
  };
  it('slow steps all go through', () => {
    const { sent, reporter } = collect();
    for (let n = 1; n <= 4; n++) reporter.step(step(n), true, n * 10);
    assert.deepEqual(sent, [1, 2, 3, 4]);
  });
  it('fast ones are thinned, and the last one comes with the flush', () => {
    const { sent, reporter } = collect();
    for (let n = 1; n <= 100; n++) reporter.step(step(n), true, n * 0.1);
    assert.ok(sent.length <= 4);
    reporter.flush();
    assert.equal(sent.at(-1), 100);
    reporter.flush();
    assert.equal(sent.filter(n => n === 100).length, 1);
  });
  it('a loss that is no number comes at once, with the step before it', () => {
    const { sent, reporter } = collect();
    for (let n = 1; n <= 5; n++) reporter.step(step(n), true, n * 0.1);
    reporter.step(step(6, null), true, 0.6);
    assert.deepEqual(sent, [1, 5, 6]);
  });
  it('a loss that nobody computed is thinned like any other', () => {
    const { sent, reporter } = collect();
    for (let n = 1; n <= 5; n++) reporter.step(step(n, null), false, n * 0.1);
    assert.deepEqual(sent, [1]);
  });
  it('the last step of a fit is sent when another one begins', () => {
    const { sent, reporter } = collect();
    reporter.step(step(1), true, 0);
    reporter.step(step(2), true, 1);
    reporter.step(step(3, 3, 1), true, 2);
    assert.deepEqual(sent.slice(0, 2), [1, 2]);
  });
});

describe('examples of a probe', () => {
  const conv = (size: number, inputs: number, filters: number) => ({
    weights: [[3, 3, inputs, filters], [filters]],
    outputShape: [null, size, size, filters],
    repeats: 1,
  });
  it('the limit for a small model', () => assert.equal(probeSize(32, [conv(28, 1, 16)]), 32));
  it('fewer for an expensive one, never less than 4', () => {
    const medium = probeSize(32, [conv(64, 64, 64)]);
    assert.ok(medium < 32 && medium >= 4);
    assert.equal(probeSize(32, [conv(224, 512, 512)]), 4);
  });
  it('never more than the limit', () => {
    assert.equal(probeSize(2, [conv(224, 512, 512)]), 2);
    assert.equal(probeSize(32, []), 32);
  });
  it('time steps count', () => {
    const lstm = { weights: [[64, 2048], [512, 2048], [2048]], outputShape: [null, 512], repeats: 1 };
    assert.ok(probeSize(32, [{ ...lstm, repeats: 100 }]) < probeSize(32, [lstm]));
  });
});
