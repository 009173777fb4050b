import assert from 'node:assert/strict';
import { summarizeInJavaScript } from '../../../../../extension/core/stats/summarizeInJavaScript';
import { emptyLayerSnapshot, type Snapshot } from '../../../../../extension/protocol/run';
import { arithmeticText } from '../../../../../webview/models/layerTable/arithmeticText';
import {
  activationBytes,
  averagesOf,
  batchChoices,
  batchOf,
  frozenOf,
  isBias,
} from '../../../../../webview/models/layerTable/layerCost';
import { totalRow } from '../../../../../webview/models/layerTable/totalRow';
import { layerRows } from '../../../../../webview/models/layerTable/layerRows';
import { layersAnswer } from '../../../../../webview/models/layerTable/layersAnswer';
import type { LayerTableInput } from '../../../../../webview/models/layerTable/layerTableInput';
import { answerText } from '../../../../../webview/models/answer';
import type { Cell } from '../../../../../webview/models/cell';
import { finding, fit, layer, model, run } from '../sampleRun';

const of = (...values: number[]) => summarizeInJavaScript(Float32Array.from(values));
const shot = (stds: Record<string, number>): Snapshot => ({
  fit: 0,
  model: 'm',
  step: 0,
  epoch: 0,
  probed: 32,
  note: null,
  layers: Object.entries(stds).map(([name, std]) => ({
    ...emptyLayerSnapshot(name),
    preActivations: [of(-std, std)],
    activations: [of(0, std)],
  })),
});
const layers = [
  layer('block', { weights: [], parameters: 60 }),
  layer('a', { depth: 1, parent: 'block', parameters: 50 }),
  layer('b10', { depth: 1, parent: 'block', parameters: 10 }),
  layer('b9', { parameters: 30, className: 'Conv2D' }),
  layer('pool', { parameters: 0, weights: [], className: 'MaxPooling2D', activation: null }),
];
const input: LayerTableInput = {
  model: model({ layers }),
  snapshot: shot({ a: 1, b10: 3, b9: 2 }),
  facet: 'preActivations',
  findings: [],
  page: 'distributions',
  hasBiases: true,
  batch: 32,
  groupBy: null,
  sort: null,
  find: '',
  selected: null,
  expanded: {},
};
const keys = (patch: Partial<LayerTableInput>) => layerRows({ ...input, ...patch }).map(r => r.key);
const by = (column: string, isDescending: boolean) => keys({ sort: { column, isDescending } });

describe('the sorted layer table', () => {
  it('has layers one by one, by a figure', () => {
    assert.deepEqual(by('params', true), ['a', 'b9', 'b10', 'pool']);
    assert.deepEqual(by('params', false), ['pool', 'b10', 'b9', 'a']);
  });
  it('has those without the figure last, whatever the order', () => {
    assert.deepEqual(by('std', true), ['b10', 'b9', 'a', 'pool']);
    assert.deepEqual(by('std', false), ['a', 'b9', 'b10', 'pool']);
  });
  it('counts in names', () => assert.deepEqual(by('layer', false), ['a', 'b9', 'b10', 'pool']));
  it('has the worst health first', () => {
    const findings = [finding({ layer: 'b9', severity: 'info' }), finding({ layer: 'b10', severity: 'error' })];
    assert.deepEqual(keys({ findings, sort: { column: 'health', isDescending: true } }), ['b10', 'b9', 'a', 'pool']);
  });
  it('keeps the order of the model among equals', () =>
    assert.deepEqual(by('biases', true), ['a', 'b10', 'b9', 'pool']));
});

describe('finding layers', () => {
  it('looks in names and classes', () => {
    assert.deepEqual(keys({ find: 'B' }), ['b10', 'b9']);
    assert.deepEqual(keys({ find: ' conv ' }), ['b9']);
    assert.deepEqual(keys({ find: 'nowhere' }), []);
    assert.deepEqual(keys({ find: '  ' }), ['block', 'a', 'b10', 'b9', 'pool']);
  });
});

describe('health', () => {
  it('is not ok where there is NaN, finding or not', () => {
    const snapshot = shot({ a: NaN, b10: 1, b9: 1 });
    const rows = layerRows({ ...input, snapshot });
    assert.equal((rows[1]!.cells['health'] as Cell).text, 'NaN or infinity');
    assert.equal((rows[0]!.cells['health'] as Cell).text, '1 of 2 layers');
    assert.equal(answerText(layersAnswer(input.model, [], snapshot)), '2 healthy, 1 to look at.');
  });
});

describe('the cost of layers', () => {
  it('knows a bias by its name', () =>
    assert.deepEqual(['bias', 'forward_lstm/bias', 'bias_1', 'kernel', 'biased', 'beta'].map(isBias), [
      true,
      true,
      true,
      false,
      false,
      false,
    ]));
  it('leaves out the terms of biases, in halves too', () => {
    const weight = (name: string) => ({ name, shape: [4], dtype: 'float32', trainable: true });
    const lstm = layer('lstm', {
      arithmetic: '4·64·32 + 4·64·64 + 4·64 = 24832',
      weights: ['kernel', 'recurrent_kernel', 'bias'].map(weight),
    });
    assert.equal(arithmeticText(lstm, true), '4·64·32 + 4·64·64 + 4·64 =');
    assert.equal(arithmeticText(lstm, false), '4·64·32 + 4·64·64 =');
    const both = layer('both', {
      arithmetic: '2·(4·64·32 + 4·64) = 16896',
      weights: ['f/kernel', 'f/bias', 'b/kernel', 'b/bias'].map(weight),
    });
    assert.equal(arithmeticText(both, false), '2·(4·64·32) =');
    assert.equal(arithmeticText(layer('x', { arithmetic: '', weights: [] }), false), '');
    const nested = layer('model', { arithmetic: '320 + 18496 = 18816', weights: [] });
    assert.equal(arithmeticText(nested, true), '320 + 18,496 =');
  });
  it('counts the bytes of all calls, where the shape is known', () => {
    assert.equal(activationBytes(layer('a', { outputShape: [null, 4], calls: 3 }), 2), 96);
    assert.equal(activationBytes(layer('a', { outputShape: [null, null, 4] }), 2), null);
    assert.equal(activationBytes(layer('a', { outputShape: null }), 2), null);
    assert.equal(activationBytes(layer('a', { outputShape: [null] }), 2), 8);
  });
  it('does not call frozen what a normalization keeps itself', () => {
    const weight = (name: string, trainable: boolean) => ({ name, shape: [4], dtype: 'float32', trainable });
    const weights = [weight('gamma', true), weight('moving_mean', false), weight('moving_variance', false)];
    const norm = layer('norm', { parameters: 12, trainable: 4, weights });
    assert.deepEqual([frozenOf(norm), averagesOf(norm)], [0, 8]);
    assert.equal(frozenOf({ ...norm, trainable: 0 }), 12);
    assert.equal(frozenOf(layer('half', { parameters: 20, trainable: 5 })), 15);
    const of = model({ parameters: 12, trainable: 4, layers: [norm] });
    const total = totalRow({ ...input, model: of }).cells['shape'] as Cell;
    assert.equal(total.text, 'trainable · 8 averages besides · 48 B as float32');
  });
  it('offers the batch of the fit and of the probe', () => {
    const trained = run({ fits: [fit({ batchSize: 50 })] });
    assert.equal(batchOf(trained, null, 32), 50);
    assert.equal(batchOf(trained, 7, 32), 7);
    assert.equal(batchOf(run({ fits: [] }), null, 0), 32);
    assert.deepEqual(
      batchChoices(trained, 20).filter(c => c.note),
      [
        { size: 20, note: 'of the probe' },
        { size: 50, note: 'of the fit' },
      ],
    );
  });
});
