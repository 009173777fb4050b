import assert from 'node:assert/strict';
import fc from 'fast-check';
import { summarizeInJavaScript } from '../../../../extension/core/stats/summarizeInJavaScript';
import { emptyLayerSnapshot, type Snapshot } from '../../../../extension/protocol/run';
import type { LayerInfo } from '../../../../extension/protocol/model';
import { answerText } from '../../../../webview/models/answer';
import { matchLayers } from '../../../../webview/models/layerMatch';
import { initializerText, pairAnswer, pairRows } from '../../../../webview/models/scalePairs';
import { scaleRows } from '../../../../webview/models/scaleRows';
import { scaleColumns, scaleTableRows } from '../../../../webview/models/scaleTable';
import { layer, model } from './sampleRun';

const wide = (name: string, width: number, patch: Partial<LayerInfo> = {}) =>
  layer(name, {
    outputShape: [null, width],
    weights: [{ name: 'kernel', shape: [4, width], dtype: 'float32', trainable: true }],
    ...patch,
  });
const match = (own: LayerInfo[], other: LayerInfo[]) =>
  matchLayers(model({ layers: own }), model({ layers: other }), {
    model: own.map(l => l.name),
    other: other.map(l => l.name),
  }).map(m => [m.layer, m.other, m.kind]);

describe('matchLayers', () => {
  it('goes by name, then by place and shape', () =>
    assert.deepEqual(
      match([wide('a', 4), wide('b', 8), wide('c', 2)], [wide('a', 4), wide('features', 8), wide('c', 2)]),
      [
        ['a', 'a', 'name'],
        ['b', 'features', 'place'],
        ['c', 'c', 'name'],
      ],
    ));
  it('says where a name has another shape, and what stands alone', () =>
    assert.deepEqual(match([wide('a', 4), wide('b', 8)], [wide('a', 4), wide('extra', 3), wide('b', 16)]), [
      ['a', 'a', 'name'],
      [null, 'extra', null],
      ['b', 'b', 'shape'],
    ]));
  it('does not trust names that were counted up', () =>
    assert.deepEqual(match([wide('dense_Dense1', 4), wide('dense_Dense2', 8)], [wide('dense_Dense1', 8)]), [
      ['dense_Dense1', null, null],
      ['dense_Dense2', 'dense_Dense1', 'place'],
    ]));
  it('has each layer of both once', () =>
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 5 })), fc.array(fc.nat({ max: 5 })), (p, q) => {
        const own = p.map((w, i) => wide(`l${i}`, w));
        const other = q.map((w, i) => wide(i % 2 ? `l${i}` : `o${i}`, w));
        const pairs = match(own, other);
        assert.deepEqual(pairs.flatMap(m => m[0] ?? []).sort(), own.map(l => l.name).sort());
        assert.deepEqual(pairs.flatMap(m => m[1] ?? []).sort(), other.map(l => l.name).sort());
      }),
    ));
});

describe('two runs side by side', () => {
  const shot = (stds: Record<string, number>): Snapshot => ({
    fit: 0,
    model: 'm',
    step: 0,
    epoch: 0,
    probed: 32,
    note: null,
    layers: Object.entries(stds).map(([name, std]) => ({
      ...emptyLayerSnapshot(name),
      preActivations: [summarizeInJavaScript(Float32Array.of(-std, std))],
    })),
  });
  const side = (stds: Record<string, number>) => {
    const of = model({ layers: Object.keys(stds).map(name => wide(name, 4)) });
    return { model: of, rows: scaleRows(of, shot(stds), 'preActivations') };
  };
  const names = { own: 'Run 15', other: 'Run 14' };
  const answer = (own: Record<string, number>, other: Record<string, number>) =>
    answerText(pairAnswer(pairRows(side(own), side(other)), names, 'init'));

  it('says which of them grows', () =>
    assert.equal(
      answer({ a: 1, b: 1 }, { a: 1, b: 20 }),
      'Before training. Run 14 grows ×400 in one layer; run 15 keeps its spread.',
    ));
  it('says when both are steady, and what stands alone', () =>
    assert.equal(
      answer({ a: 1, b: 1 }, { a: 1, b: 1, c: 1 }),
      'Before training. Both runs keep their spread. 1 layer stands alone.',
    ));
  it('says what holds NaN', () => assert.match(answer({ a: NaN }, { a: 1 }), /run 15 holds NaN or infinity\.$/));
  it('has the figures of both in a table, a dash where one has none', () => {
    const rows = scaleTableRows(pairRows(side({ a: 1 }), side({ a: 2, c: 3 })));
    assert.deepEqual(
      rows.map(r => [r.cells['std'], r.cells['other std'], r.isSelectable]),
      [
        ['1.00', '2.00', true],
        ['–', '3.00', false],
      ],
    );
    const columns = scaleColumns(names).map(c => c.key);
    assert.ok(columns.every(key => rows.every(r => key in r.cells)));
  });
});

describe('initializerText', () => {
  const of = (...configs: LayerInfo['config'][]) =>
    initializerText(model({ layers: configs.map((config, i) => layer(`l${i}`, { config })) }));
  it('has the figures', () => {
    assert.equal(
      of({ kernelInitializer: 'RandomNormal', kernelInitializerMean: 0, kernelInitializerStddev: 0.01 }),
      'randomNormal(0, 0.01)',
    );
    assert.equal(of({ kernelInitializer: 'heNormal' }, { kernelInitializer: 'heNormal' }, {}), 'heNormal');
  });
  it('is of most layers, else nothing', () => {
    const [he, glorot] = [{ kernelInitializer: 'heNormal' }, { kernelInitializer: 'glorotNormal' }];
    assert.equal(of(he, he, glorot), 'heNormal');
    assert.equal(of(he, glorot), '');
    assert.equal(of({}), '');
    assert.equal(initializerText(null), '');
  });
});
