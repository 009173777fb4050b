import assert from 'node:assert/strict';
import * as path from 'node:path';
import { indexRun, momentOf } from '../../../../extension/host/knowledge/runIndex';
import type { LayerInfo, ModelInfo } from '../../../../extension/protocol/model';
import type { Finding } from '../../../../extension/protocol/finding';
import { emptyLayerSnapshot, type Snapshot } from '../../../../extension/protocol/run';

const folder = path.resolve('/work/net');
const layer = (name: string, line: number | null, file = 'model.ts'): LayerInfo => ({
  ...{ name, className: 'Dense', outputShape: null, parameters: 0, trainable: 0, arithmetic: '', weights: [] },
  ...{ activation: null, config: {}, multiplyAdds: null, inbound: [], calls: 1, depth: 0, parent: null, via: [] },
  site: line === null ? null : { file, line, column: 5 },
});
const model = (name: string, layers: LayerInfo[]): ModelInfo => ({
  ...{
    name,
    className: 'Sequential',
    parameters: 0,
    trainable: 0,
    inputs: [],
    outputs: [],
    loss: null,
    optimizer: null,
    learningRate: null,
    compileSite: null,
    optimizerSite: null,
  },
  layers,
  site: { file: 'train.ts', line: 1, column: 1 },
});
const finding = (of: string | null, layerName: string | null): Finding => ({
  ...{
    rule: 'r',
    severity: 'warning',
    fit: null,
    step: null,
    label: '',
    message: '',
    evidence: {},
    meaning: '',
    advice: '',
    related: [],
    remedies: [],
    site: null,
  },
  model: of,
  layer: layerName,
});
const snapshot: Snapshot = {
  ...{ fit: 0, model: 'a', step: 100, epoch: 1, probed: 32, note: null },
  layers: [emptyLayerSnapshot('d1')],
};

describe('indexRun', () => {
  it('is empty without models', () => {
    assert.equal(indexRun({ models: [], findings: [], path: null }, folder, new Map()).size, 0);
  });

  it('sorts layers and models by file, with the newest figures and their findings', () => {
    const a = model('a', [
      layer('d1', 3),
      layer('d2', 3),
      layer('other', 9, '../shared/blocks.ts'),
      layer('input', null),
    ]);
    const b = model('b', [layer('d1', 3)]);
    const findings = [finding('a', 'd1'), finding('b', 'd1'), finding(null, 'd2'), finding('a', null)];
    const index = indexRun({ models: [a, b], findings, path: '/runs/1' }, folder, new Map([['a', snapshot]]));
    assert.deepEqual([...index.keys()].sort(), [
      path.join(folder, 'model.ts'),
      path.join(folder, 'train.ts'),
      path.resolve('/work/shared/blocks.ts'),
    ]);
    assert.deepEqual(index.get(path.join(folder, 'train.ts'))?.models, [a, b]);
    const found = index.get(path.join(folder, 'model.ts'))?.layers ?? [];
    assert.deepEqual(
      found.map(l => [l.model.name, l.layer.name, l.moment, l.findings.length]),
      [
        ['a', 'd1', 'epoch 1', 1],
        ['a', 'd2', 'epoch 1', 1],
        ['b', 'd1', '', 1],
      ],
    );
    assert.equal(found[0]?.snapshot, snapshot.layers[0]);
    assert.equal(found[1]?.snapshot, null);
    assert.deepEqual(found[0]?.source, { runFolder: '/runs/1', ref: { fit: 0, model: 'a', step: 100, epoch: 1 } });
    assert.equal(found[2]?.source, null);
  });
});

describe('momentOf', () => {
  it('names the time of a snapshot', () => {
    assert.equal(momentOf({ step: 0, epoch: 0 }), 'before training');
    assert.equal(momentOf({ step: 120, epoch: 3 }), 'epoch 3');
    assert.equal(momentOf({ step: 1200, epoch: 2.5 }), 'step 1,200');
    assert.equal(momentOf({ step: 12, epoch: null }), 'step 12');
  });
});
