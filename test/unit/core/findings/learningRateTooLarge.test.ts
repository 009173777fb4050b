import assert from 'node:assert/strict';
import type { ProgressContext } from '../../../../extension/core/findings/findingRule';
import { learningRateTooLarge } from '../../../../extension/core/findings/learningRateTooLarge';
import { blocksOf, facts, fitOf, normalOf, optimizerSite, output, twoLayers } from './dataFixtures';
import { layerOf, progressFindings, snapshotOf } from './findingFixtures';

const updates = (ratio: number) =>
  snapshotOf([layerOf('hidden', { updates: { kernel: ratio, bias: 40 } })], { step: 80 });
const of = (losses: (number | null)[], known: Partial<ProgressContext> = {}, fit = fitOf(), model = twoLayers()) =>
  progressFindings(learningRateTooLarge, fit, model, {
    ...{ losses: blocksOf(losses), data: facts(), learningRate: 1, snapshot: updates(0.01), ...known },
  });
const unknown = facts({ outputs: [output({ loss: 'custom' })] });
const loop = fitOf({ kind: 'custom', epochs: null });
/** A loss that goes from one value to another, evenly on a scale of powers, then stays. */
const course = (from: number, to: number, then = to, n = 60): number[] =>
  Array.from({ length: n }, (_, i) => (i < n / 2 ? from * (to / from) ** ((2 * i) / n) : then));

describe('learning-rate-too-large', () => {
  it('says nothing of a loss that falls, whatever it began with', () => {
    assert.deepEqual(of(course(1.2, 0.1)), []);
    // Weights that began too large: the first loss is in the thousands.
    assert.deepEqual(of(course(15_083, 1.2), { snapshot: updates(0.5) }), []);
    // Thrown up once, and recovered.
    assert.deepEqual(of([1.2, 9, 12, 6, ...course(2, 0.3)]), []);
    assert.deepEqual(of(course(1.1, 1.1)), []);
    const normal = normalOf(3);
    assert.deepEqual(of(course(1.2, 0.8).map(loss => Math.abs(loss + 0.3 * normal()))), []);
  });

  it('waits for twenty steps, and needs to know the rate', () => {
    assert.deepEqual(of(course(1.2, 40, 40, 19)), []);
    assert.equal(of(course(1.2, 40, 40, 20)).length, 1);
    assert.deepEqual(of(course(1.2, 40), { learningRate: null }), []);
    assert.deepEqual(of(course(1.2, 40), { learningRate: 0 }), []);
  });

  it('finds a loss that rises or is thrown up for good, and sets a rate', () => {
    const [finding, ...others] = of(course(1.2, 9));
    assert.deepEqual(others, []);
    assert.equal(finding!.message, 'Loss rises from 1.20 to 9.00: use a rate of 1e−3');
    assert.deepEqual([finding!.severity, finding!.site], ['warning', optimizerSite]);
    assert.deepEqual(finding!.remedies, [
      { label: 'Use a learning rate of 1e−3', edits: [{ kind: 'setLearningRate', site: optimizerSite, rate: 0.001 }] },
    ]);
    assert.deepEqual([finding!.evidence.largestUpdate, finding!.evidence.layer], [0.01, 'hidden']);
    // Units have died on the way: it ends at guessing.
    assert.match(of(course(1.2, 300, 1.12))[0]!.message, /^Loss jumps from 1.20 to 250:/);
  });

  it('finds a loss that jumps without falling, where updates are as large as weights', () => {
    const normal = normalOf(1);
    const jumping = Array.from({ length: 60 }, (_, i) => (i ? 1.2 + Math.abs(0.9 * normal()) : 1.2));
    assert.deepEqual(of(jumping), []);
    assert.equal(of(jumping, { snapshot: updates(0.4) }).length, 1);
  });

  it('finds a loss that grew until it was no number, at once', () => {
    const [finding] = of([1.2, 30, 4000, 1e9, null, null]);
    assert.deepEqual([finding!.severity, finding!.evidence.to], ['error', 1e9]);
    // It was no number without growing: a division by 0 has other reasons.
    assert.deepEqual(of([1.2, 1.1, 1, null]), []);
    assert.deepEqual(of([null, null]), []);
    assert.deepEqual(of([]), []);
  });

  it('takes a tenth of a rate that is usual, and the usual one of each optimizer', () => {
    const rate = (optimizer: string | null, learningRate: number) =>
      of(course(1.2, 40), { learningRate }, fitOf(), { ...twoLayers(), optimizer })[0]!.evidence.suggested;
    assert.deepEqual(
      [rate('Adam', 1), rate('SGD', 5), rate('SGD', 0.01), rate('Adadelta', 2), rate(null, 3e-4), rate('Own', 0.5)],
      [0.001, 0.01, 0.001, 0.2, 3e-5, 0.05],
    );
  });

  it('offers no edit where neither the optimizer’s call nor compile’s is known', () => {
    const model = { ...twoLayers(), optimizerSite: null, compileSite: null };
    const [finding] = of(course(1.2, 40), {}, fitOf(), model);
    assert.deepEqual([finding!.remedies, finding!.site], [[], fitOf().site]);
  });

  it('asks for more where nobody knows what the loss can be', () => {
    assert.deepEqual(of(course(1, 20), { data: unknown }), []);
    assert.equal(of(course(1, 20), { data: unknown, snapshot: updates(0.3) }).length, 1);
    assert.equal(of(course(1, 500), { data: unknown }).length, 1);
    // The generator of adversarial networks, rewards that become larger.
    for (const known of [{}, { snapshot: updates(0.005) }]) assert.deepEqual(of(course(0.7, 7), known, loop), []);
    assert.deepEqual(of(course(0.1, 90), {}, loop), []);
    assert.equal(of(course(0.1, 90), { snapshot: updates(0.3) }, loop).length, 1);
    // A policy's loss lies around 0.
    assert.deepEqual(
      of(
        course(0.01, 1).map((l, i) => (i % 2 ? -l : l)),
        { data: unknown, snapshot: updates(0.3) },
        loop,
      ),
      [],
    );
  });
});
