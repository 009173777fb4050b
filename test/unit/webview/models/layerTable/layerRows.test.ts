import assert from 'node:assert/strict';
import { summarizeInJavaScript } from '../../../../../extension/core/stats/summarizeInJavaScript';
import { variablesModelName } from '../../../../../extension/protocol/model';
import type { Finding } from '../../../../../extension/protocol/finding';
import type { LayerSnapshot, Snapshot } from '../../../../../extension/protocol/run';
import { answerText } from '../../../../../webview/models/answer';
import { layerRows } from '../../../../../webview/models/layerTable/layerRows';
import { layersAnswer } from '../../../../../webview/models/layerTable/layersAnswer';
import type { LayerTableInput } from '../../../../../webview/models/layerTable/layerTableInput';
import { totalRow } from '../../../../../webview/models/layerTable/totalRow';
import { shapeText } from '../../../../../webview/models/shapeText';
import type { Cell, Row } from '../../../../../webview/models/cell';
import { facetsOf, firstKind, kindsOf, tensorsOf } from '../../../../../webview/models/tensors';
import { layer, model } from '../sampleRun';

const summary = (...values: number[]) => summarizeInJavaScript(Float32Array.from(values));
const taken = (name: string, patch: Partial<LayerSnapshot> = {}): LayerSnapshot => ({
  name,
  weights: { kernel: summary(1, -1), bias: summary(0, 0) },
  weightGradients: {},
  preActivations: [summary(-2, 2)],
  activations: [summary(0, 2)],
  activationGradients: [],
  updates: {},
  units: null,
  ...patch,
});
const snapshot = (...layers: LayerSnapshot[]): Snapshot => ({
  fit: 0,
  model: 'm',
  step: 0,
  epoch: 0,
  probed: 32,
  note: null,
  layers,
});
const finding = (patch: Partial<Finding>): Finding => ({
  rule: 'r',
  severity: 'warning',
  fit: 0,
  model: 'm',
  layer: 'dense',
  step: 0,
  label: 'variance ×180',
  message: 'grows',
  evidence: {},
  meaning: '',
  advice: '',
  related: [],
  remedies: [],
  site: null,
  ...patch,
});
const input: Omit<LayerTableInput, 'model'> = {
  snapshot: null,
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
const text = (row: Row, key: string): string => {
  const cell = row.cells[key] ?? '';
  return typeof cell === 'string' ? cell : (cell.text ?? '');
};

describe('layerRows', () => {
  it('has the figures of each layer', () => {
    const [row] = layerRows({
      ...input,
      model: model({ layers: [layer('dense'), layer('out')], outputs: [{ name: 'out', shape: [null, 4] }] }),
      snapshot: snapshot(taken('dense'), taken('out')),
    });
    assert.deepEqual(
      ['layer', 'output', 'arithmetic', 'params', 'std', 'zero', 'health'].map(k => text(row!, k)),
      ['dense', '4', '4·4 + 4 =', '20', '2.00', '50 %', 'ok'],
    );
    assert.deepEqual((row!.cells['line'] as Cell).site, { file: 'src/train.ts', line: 3, column: 5 });
  });
  it('shows the worst finding in the place of health', () => {
    const findings = [
      finding({}),
      finding({ severity: 'error', label: 'NaN at step 3' }),
      finding({ model: 'other', severity: 'error', label: 'not ours' }),
    ];
    const [row] = layerRows({ ...input, model: model(), findings });
    assert.equal(text(row!, 'health'), 'NaN at step 3');
  });
  it('says nothing of health before anything is known, nor of a layer without weights', () => {
    const flatten = layer('flatten', { parameters: 0, weights: [], activation: null });
    const rows = layerRows({ ...input, model: model({ layers: [layer('dense'), flatten] }) });
    assert.deepEqual(
      rows.map(r => text(r, 'health')),
      ['', ''],
    );
    assert.equal(rows[1]!.isMuted, true);
  });
  it('does not count zeros after the output', () => {
    const [row] = layerRows({ ...input, model: model(), snapshot: snapshot(taken('dense')) });
    assert.equal(text(row!, 'zero'), '–');
  });

  describe('with nested models', () => {
    const layers = [
      layer('block', { className: 'Functional', weights: [], parameters: 40 }),
      layer('a', { depth: 1, parent: 'block' }),
      layer('b', { depth: 1, parent: 'block' }),
      layer('out'),
    ];
    const nested = model({ layers });
    const shot = snapshot(taken('a'), taken('b', { preActivations: [summary(-4, 4)] }), taken('out'));

    it('opens a small one', () =>
      assert.deepEqual(
        layerRows({ ...input, model: nested }).map(r => r.key),
        ['block', 'a', 'b', 'out'],
      ));
    it('folds by hand, with the range of what is inside', () => {
      const rows = layerRows({
        ...input,
        model: nested,
        snapshot: shot,
        expanded: { block: false },
        findings: [finding({ layer: 'b' })],
      });
      assert.deepEqual(
        rows.map(r => r.key),
        ['block', 'out'],
      );
      assert.equal(text(rows[0]!, 'std'), '2.0 … 4.0');
      assert.equal(text(rows[0]!, 'health'), '1 of 2 layers');
      assert.equal(rows[0]!.isExpanded, false);
    });
    it('folds a large one but for what holds a finding; neighbours that are alike share a row', () => {
      const many = Array.from({ length: 15 }, (_, i) => [
        layer(`block${i}`, { weights: [] }),
        layer(`conv${i}`, { depth: 1, parent: `block${i}` }),
      ]).flat();
      const rows = layerRows({ ...input, model: model({ layers: many }), findings: [finding({ layer: 'conv3' })] });
      assert.deepEqual(
        rows.map(r => text(r, 'layer')),
        ['block0 … block2', 'block3', 'conv3', 'block4 … block14'],
      );
      assert.equal(rows.find(r => r.key === 'block3')!.isExpanded, true);
    });
    it('ends with a layer that names itself as its parent', () => {
      const odd = model({ layers: [layer('x', { parent: 'x' }), layer('y')] });
      assert.ok(layerRows({ ...input, model: odd }).some(r => r.key === 'y'));
    });
  });

  it('has a row for each variable that no layer holds', () => {
    const bag = layer('variables', {
      weights: [
        { name: 'slope', shape: [2, 3], dtype: 'float32', trainable: true },
        { name: 'offset', shape: [], dtype: 'float32', trainable: true },
      ],
    });
    const shot = snapshot(taken('variables', { weights: { slope: summary(1, 3), offset: summary(5) } }));
    const rows = layerRows({
      ...input,
      facet: 'weights',
      model: model({ name: variablesModelName, layers: [bag] }),
      snapshot: shot,
    });
    assert.deepEqual(
      rows.map(r => [text(r, 'layer'), text(r, 'params'), text(r, 'std')]),
      [
        ['slope', '6', '1.00'],
        ['offset', '1', '0'],
      ],
    );
  });
});

describe('layersAnswer', () => {
  const two = model({ layers: [layer('a'), layer('b'), layer('c'), layer('d')] });
  it('counts what is healthy', () =>
    assert.equal(answerText(layersAnswer(two, [], snapshot())), '4 healthy, none to look at.'));
  it('counts what is not', () =>
    assert.equal(answerText(layersAnswer(two, [finding({ layer: 'b' })], snapshot())), '3 healthy, 1 to look at.'));
  it('says when most are not', () =>
    assert.equal(
      answerText(
        layersAnswer(
          two,
          ['a', 'b', 'c'].map(l => finding({ layer: l })),
          snapshot(),
        ),
      ),
      '3 of 4 layers with weights need attention.',
    ));
  it('does not call healthy what is not known', () =>
    assert.equal(answerText(layersAnswer(two, [], null)), '4 layers with weights.'));
});

describe('totalRow', () => {
  it('says what is trainable, and the size', () => {
    assert.equal(
      (totalRow({ ...input, model: model({ parameters: 421642, trainable: 421642 }) }).cells['shape'] as Cell).text,
      'trainable · 1.7 MB as float32',
    );
    assert.equal(
      (totalRow({ ...input, model: model({ parameters: 30, trainable: 20 }) }).cells['shape'] as Cell).text,
      '20 trainable · 120 B as float32',
    );
  });
});

describe('shapeText', () => {
  it('leaves the batch out', () =>
    assert.deepEqual([[null, 28, 28, 1], [null, null, 8], [null], null].map(shapeText), [
      '28×28×1',
      '?×8',
      'scalar',
      '–',
    ]));
});

describe('tensorsOf', () => {
  it('names weights, and numbers the calls of a shared layer', () => {
    const shared = taken('dense', { activations: [summary(1), summary(2)] });
    assert.deepEqual(
      tensorsOf(shared, 'weights').map(t => t.id),
      ['kernel', 'bias'],
    );
    assert.deepEqual(
      tensorsOf(shared, 'activations').map(t => [t.id, t.label]),
      [
        ['0', 'call 1'],
        ['1', 'call 2'],
      ],
    );
    assert.deepEqual(
      tensorsOf(shared, 'preActivations').map(t => t.label),
      ['call'],
    );
  });
  it('has gradients of weights and of activations apart', () => {
    const gradients = taken('dense', { weightGradients: { kernel: summary(1) }, activationGradients: [summary(2)] });
    assert.deepEqual(
      tensorsOf(gradients, 'gradients').map(t => [t.id, t.label]),
      [['kernel', 'kernel']],
    );
    assert.deepEqual(
      tensorsOf(gradients, 'activationGradients').map(t => [t.id, t.label]),
      [['0', 'call']],
    );
    assert.deepEqual(facetsOf(snapshot(gradients)).slice(-2), ['gradients', 'activationGradients']);
    assert.deepEqual(kindsOf(snapshot(taken('x', { activationGradients: [summary(1)] }))).at(-1), 'gradients');
  });
  it('offers the kinds that are there', () => {
    const bare = snapshot(taken('dense', { preActivations: [], activations: [] }));
    assert.deepEqual(kindsOf(bare), ['weights']);
    assert.equal(firstKind(bare), 'weights');
    assert.equal(firstKind(snapshot(taken('dense'))), 'preActivations');
    assert.equal(firstKind(null), 'weights');
  });
});
