import assert from 'node:assert/strict';
import { lossNotFalling } from '../../../../extension/core/findings/lossNotFalling';
import type { ProgressContext } from '../../../../extension/core/findings/findingRule';
import { blocksOf, epochsOf, facts, fitOf, fitSite, normalOf, optimizerSite, output, twoLayers } from './dataFixtures';
import { progressFindings, snapshotOf } from './findingFixtures';

/** The loss of guessing one of three classes: ln 3. */
const guessing = 1.0986;
const flat = (n: number, level = guessing, noise = 0.001, seed = 1): number[] => {
  const normal = normalOf(seed);
  return Array.from({ length: n }, () => level + noise * normal());
};
const falling = (n: number, from: number, to: number): number[] =>
  Array.from({ length: n }, (_, i) => to + (from - to) * Math.exp((-4 * i) / n));
const of = (losses: number[], known: Partial<ProgressContext> = {}, fit = fitOf({ epochs: losses.length })) =>
  progressFindings(lossNotFalling, fit, twoLayers(), { epochs: epochsOf(losses), data: facts(), ...known });
const unknown = facts({ outputs: [output({ loss: 'custom' })] });
const first = snapshotOf([]);
const loop = fitOf({ kind: 'custom', epochs: null });

describe('loss-not-falling', () => {
  it('says nothing of a loss that falls, quickly, slowly or in noise', () => {
    assert.deepEqual(of(falling(10, 2, 0.1)), []);
    assert.deepEqual(of(falling(10, 1.1, 1.05)), []);
    assert.deepEqual(of(flat(10, guessing, 0.2)), []);
    for (let seed = 0; seed < 20; seed++) {
      const noise = flat(12, 0, 0.05, seed);
      assert.deepEqual(of(falling(12, 1.2, 0.9).map((loss, i) => loss + noise[i]!)), [], `seed ${seed}`);
    }
  });

  it('says nothing of what is learnt already: better than guessing, or gone on with', () => {
    assert.deepEqual(of(flat(10, 0.2)), []);
    assert.deepEqual(of(flat(10), {}, fitOf({ epochs: 20, initialEpoch: 10 })), []);
    // A perfect fit.
    assert.deepEqual(of(new Array<number>(10).fill(0)), []);
  });

  it('waits for five epochs, twenty steps, and a quarter of the plan', () => {
    assert.deepEqual(of(flat(4)), []);
    assert.equal(of(flat(5)).length, 1);
    assert.deepEqual(of(flat(10), {}, fitOf({ epochs: 50 })), []);
    assert.equal(of(flat(13), {}, fitOf({ epochs: 50 })).length, 1);
    // Few epochs of many steps.
    const long = { epochs: epochsOf(flat(2)), losses: blocksOf(flat(100), 4) };
    assert.equal(
      of(flat(2), long)[0]!.message,
      'Loss stays at 1.0986 for 2 epochs: as good as guessing'.replace('1.0986', of(flat(2), long)[0]!.label.slice(11)),
    );
    assert.deepEqual(of(flat(2), { ...long, losses: blocksOf(flat(100), 1) }), []);
    assert.deepEqual(of(flat(2), { ...long, losses: blocksOf(flat(100, guessing, 0.1), 4) }), [], 'noise');
    const single = epochsOf(flat(10)).map((e, i) => ({ ...e, step: i + 1 }));
    assert.deepEqual(of(flat(10), { epochs: single }), []);
  });

  it('finds a loss that stays at that of guessing, at the fit’s call', () => {
    const [finding, ...others] = of(new Array<number>(10).fill(guessing), { learningRate: 0.1 });
    assert.deepEqual(others, []);
    assert.equal(finding!.message, 'Loss stays at 1.0986 for 10 epochs: as good as guessing');
    assert.deepEqual([finding!.severity, finding!.site, finding!.step], ['warning', fitSite, 80]);
    assert.deepEqual(
      finding!.related.map(r => r.site),
      [optimizerSite],
    );
    assert.deepEqual(finding!.evidence, {
      ...{ first: guessing, recent: guessing, guess: Math.log(3), steps: 80, epochs: 10, learningRate: 0.1 },
    });
    assert.equal(
      of(flat(10, 8))[0]!.message,
      'Loss stays at 8.0003 for 10 epochs'.replace('8.0003', of(flat(10, 8))[0]!.label.slice(11)),
    );
  });

  it('leaves a loss alone that has risen within its first epoch', () => {
    assert.deepEqual(of(flat(10, 10.4), { losses: blocksOf([1.2, 5, ...flat(78, 10.4)]) }), []);
  });

  it('judges losses that nobody knows only when they stand still from the model’s first step on', () => {
    assert.equal(of(flat(10, 4), { data: unknown, first }).length, 1);
    assert.deepEqual(of(flat(10, 4), { data: unknown, first: { ...first, fit: 3 } }), [], 'trained before');
    assert.deepEqual(of(flat(10, 4), { data: unknown }), []);
    assert.deepEqual(of([4.4, 4.2, ...flat(8, 4)], { data: unknown, first }), []);
    // Only a batch of a dataset was seen: it may hold one class alone.
    assert.deepEqual(of(flat(10, 0.4, 0.02), { data: facts({ total: null }), first }), []);
  });

  it('judges loops by steps, and only beyond all noise', () => {
    const ofLoop = (losses: number[]) =>
      progressFindings(lossNotFalling, loop, twoLayers(), { losses: blocksOf(losses, 2), data: facts(), first });
    assert.equal(ofLoop(flat(120, 2.3026, 0.0005)).length, 1);
    assert.deepEqual(ofLoop(flat(90, 2.3026, 0.0005)), [], 'too few steps');
    // Adversarial networks in balance, rewards around 0, and an ordinary loss in its noise.
    assert.deepEqual(ofLoop(flat(200, Math.log(2), 0.03)), []);
    assert.deepEqual(ofLoop(flat(200, 0, 0.5)), []);
    assert.deepEqual(ofLoop(flat(200, 1, 0.1)), []);
  });

  it('says nothing of a loss that is no number', () => {
    const epochs = epochsOf(flat(10)).map((e, i) => (i === 7 ? { ...e, metrics: { loss: null } } : e));
    assert.deepEqual(of(flat(10), { epochs }), []);
    assert.deepEqual(of(flat(10), { epochs: epochs.map(e => ({ ...e, metrics: {} })) }), []);
  });
});
