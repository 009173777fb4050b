import assert from 'node:assert/strict';
import { explodingTensor } from '../../../../extension/core/findings/explodingTensor';
import { maxMessageLength } from '../../../../extension/core/findings/findingText';
import { FindingWatch } from '../../../../extension/core/findings/findingWatch';
import { summarize } from '../../../../extension/core/stats/summarize';
import type { Finding } from '../../../../extension/protocol/finding';
import { fitInfo, layerSnapshot, modelInfo, snapshot, step } from '../runs/runFixtures';
import { chain, figures, layerOf, snapshotFindings, snapshotOf, stepFindings } from './findingFixtures';

const model = modelInfo('net', chain('a', 'b', 'c'));
const fit = fitInfo(3, 'net');
const bad = figures(1, { nan: 14, posInf: 2, negInf: 1 });
const infinite = figures(1, { posInf: 2 });

describe('exploding-tensor', () => {
  it('says nothing of finite values, zeros and constants', () => {
    const healthy = snapshotOf([layerOf('a', { weights: { kernel: figures(0), bias: figures(1) } })], { step: 12 });
    assert.deepEqual(snapshotFindings(explodingTensor, healthy, model), []);
    assert.deepEqual(snapshotFindings(explodingTensor, snapshot(10, { layers: [layerSnapshot('a', 1)] }), model), []);
  });

  it('names the step, the tensor and the counts, at the layer’s line', () => {
    const [finding, ...others] = snapshotFindings(
      explodingTensor,
      snapshotOf([layerOf('a'), layerOf('b', { weights: { kernel: bad, bias: figures(1) } })], {
        step: 12,
        epoch: 2,
        fit: 3,
      }),
      model,
    );
    assert.deepEqual(others, []);
    assert.deepEqual(finding, {
      ...{ rule: 'exploding-tensor', severity: 'error', fit: 3, model: 'net', layer: 'b', step: 12 },
      label: 'NaN at step 12',
      meaning:
        'This is the first of the model’s layers with a value that is no number; all that is computed from it is lost.',
      advice: 'Lower the learning rate tenfold and go on from the last checkpoint before this step.',
      related: [],
      remedies: [],
      message: 'NaN in kernel at step 12: 17 of 1,000 values',
      evidence: {
        ...{ step: 12, tensor: 'kernel', part: 'weights', count: 1000, nan: 14, posInf: 2, negInf: 1, isFirstLayer: 1 },
      },
      site: { file: 'train.ts', line: 3, column: 10 },
    });
  });

  it('looks at weights, gradients, pre-activations and activations, of every call', () => {
    const ways = [
      { weights: { bias: infinite } },
      { weightGradients: { kernel: infinite } },
      { preActivations: [figures(1), infinite] },
      { activations: [infinite] },
      { activationGradients: [figures(1), infinite] },
    ];
    for (const way of ways) {
      const found = snapshotFindings(explodingTensor, snapshotOf([layerOf('c', way)]), model);
      assert.deepEqual(
        found.map(f => [f.layer, f.label]),
        [['c', 'Infinity before training']],
        JSON.stringify(way),
      );
    }
  });

  it('is told once a layer, when it begins; the first layer is marked', () => {
    const one = snapshotOf([layerOf('b', { activations: [bad] })], { step: 10 });
    const two = snapshotOf(
      ['a', 'b', 'c'].map(name => layerOf(name, { weights: { kernel: bad } })),
      { step: 20 },
    );
    assert.deepEqual(
      snapshotFindings(explodingTensor, two, model, { previous: one }).map(f => [f.layer, f.evidence.isFirstLayer]),
      [
        ['a', 1],
        ['c', 0],
      ],
    );
    assert.deepEqual(snapshotFindings(explodingTensor, two, model, { previous: two }), []);
  });

  it('finds the step at which the loss is lost', () => {
    const before = step(11, 2.5);
    const [finding] = stepFindings(explodingTensor, { ...step(12, null), learningRate: 10 }, fit, before);
    assert.deepEqual(
      [finding!.layer, finding!.step, finding!.fit, finding!.label, finding!.evidence],
      [...[null, 12, 3, 'loss not finite at step 12'], { step: 12, tensor: 'loss', learningRate: 10, lossBefore: 2.5 }],
    );
    assert.deepEqual(stepFindings(explodingTensor, step(13, null), fit, step(12, null)), []);
    assert.deepEqual(stepFindings(explodingTensor, step(13, 1), fit, step(12, null)), []);
    assert.equal(stepFindings(explodingTensor, step(1, null), fit, null).length, 1);
  });

  it('offers a lower rate where the rate is known and is to blame', () => {
    const compileSite = { file: 'train.ts', line: 20, column: 3 };
    const optimizerSite = { file: 'train.ts', line: 19, column: 11 };
    const compiled = { ...model, compileSite, learningRate: 0.5 };
    const lower = (site: object, rate: number, label: string) => [
      { label: `Use a learning rate of ${label}`, edits: [{ kind: 'setLearningRate', site, rate }] },
    ];
    const [atLoss] = stepFindings(
      explodingTensor,
      { ...step(12, null), learningRate: 10 },
      fit,
      step(11, 1),
      null,
      compiled,
    );
    assert.deepEqual(atLoss!.remedies, lower(compileSite, 0.001, '1e−3'));
    assert.deepEqual(atLoss!.related, [{ site: compileSite, message: 'the learning rate' }]);
    const late = snapshotOf([layerOf('b', { weights: { kernel: bad } })], { step: 12, epoch: 2 });
    const [atLayer] = snapshotFindings(explodingTensor, late, { ...compiled, optimizerSite });
    assert.deepEqual(atLayer!.remedies, lower(optimizerSite, 0.001, '1e−3'));
    // Where the usual one is no help, a tenth of it.
    const gentle = { ...compiled, learningRate: 1e-3 };
    assert.deepEqual(snapshotFindings(explodingTensor, late, gentle)[0]!.remedies, lower(compileSite, 1e-4, '1e−4'));
    // Neither before the first step, nor where the batch is bad, nor where nobody knows the rate.
    const early = snapshotOf([layerOf('b', { activations: [bad] })]);
    assert.deepEqual(snapshotFindings(explodingTensor, early, compiled)[0]!.remedies, []);
    assert.deepEqual(
      stepFindings(explodingTensor, step(1, null), fit, null, 'inputs', compiled).map(f => f.remedies),
      [[]],
    );
    assert.deepEqual(stepFindings(explodingTensor, step(1, null), fit, null, null, model)[0]!.remedies, []);
  });

  it('blames the data where the batch itself is no number', () => {
    const [finding] = stepFindings(explodingTensor, step(12, null), fit, step(11, 1), 'targets');
    assert.equal(finding!.message, 'Loss is NaN at step 12, as the batch’s targets are');
    assert.equal(finding!.evidence.badData, 'targets');
  });

  it('has messages that fit beside a squiggle, whatever the names', () => {
    const layers = chain('a'.repeat(200));
    const long = snapshotOf([layerOf('a'.repeat(200), { weights: { ['k'.repeat(300)]: bad } })], { step: 1e12 });
    for (const f of snapshotFindings(explodingTensor, long, modelInfo('net', layers)))
      assert.ok(f.message.length <= maxMessageLength);
    for (const f of stepFindings(explodingTensor, step(1e15, null), fit, null))
      assert.ok(f.message.length <= maxMessageLength, f.message);
  });

  it('is told once in a run that is watched, for each fit’s loss and each model’s layer', () => {
    const watch = new FindingWatch();
    const exploding = (found: Finding[]) => found.filter(f => f.rule === explodingTensor.id);
    const losses = [1, null, null, 2, null];
    assert.equal(losses.flatMap((loss, i) => watch.step(step(i + 1, loss), fit)).length, 1);
    assert.equal(watch.step(step(1, null, 4), fitInfo(4, 'critic')).length, 1);
    const nan = snapshotOf([layerOf('a', { weights: { kernel: summarize(Float32Array.of(NaN)) } })], { step: 5 });
    const fine = snapshotOf([layerOf('a')], { step: 6 });
    assert.deepEqual(
      [nan, nan, fine, nan].map(s => exploding(watch.snapshot(s, model, null)).length),
      [1, 0, 0, 0],
    );
    assert.equal(
      exploding(watch.snapshot({ ...nan, model: 'critic' }, modelInfo('critic', chain('a')), null)).length,
      1,
    );
  });
});
