import assert from 'node:assert/strict';
import { summarizeInJavaScript } from '../../../../extension/core/stats/summarizeInJavaScript';
import { emptyLayerSnapshot, type Snapshot } from '../../../../extension/protocol/run';
import type { Summary } from '../../../../extension/protocol/summary';
import { answerText } from '../../../../webview/models/answer';
import { depthGroups, depthStages } from '../../../../webview/models/depthGroups';
import { worstRows } from '../../../../webview/models/worstRows';
import {
  binRows,
  comparisonAnswer,
  everyNth,
  figureRows,
  tensorAxis,
} from '../../../../webview/models/layerComparison';
import { commonAxis, commonLinearWidth, scaleAnswer, scaleRows } from '../../../../webview/models/scaleRows';
import { finding, layer, model } from './sampleRun';

const of = (...values: number[]) => summarizeInJavaScript(Float32Array.from(values));
const spread = (std: number) => of(-std, std);
const shot = (entries: [name: string, pre: Summary][]): Snapshot => ({
  fit: 0,
  model: 'm',
  step: 0,
  epoch: 0,
  probed: 32,
  note: null,
  layers: entries.map(([name, pre]) => ({
    ...emptyLayerSnapshot(name),
    preActivations: [pre],
  })),
});
const rowsOf = (...stds: number[]) =>
  scaleRows(
    model({ layers: stds.map((_, i) => layer(`l${i}`)) }),
    shot(stds.map((s, i) => [`l${i}`, spread(s)])),
    'preActivations',
  );

describe('scaleRows', () => {
  it('gives the variance over the layer before', () =>
    assert.deepEqual(
      rowsOf(1, 2, 1).map(r => r.growth),
      [null, 4, 0.25],
    ));
  it('has no growth beside a constant layer', () =>
    assert.deepEqual(
      rowsOf(1, 0, 1).map(r => r.growth),
      [null, null, null],
    ));
  it('is empty without a snapshot', () => assert.deepEqual(scaleRows(model(), null, 'weights'), []));
  it('leaves out a nested model, whose layers are there', () => {
    const layers = [layer('block'), layer('a', { parent: 'block', depth: 1 })];
    const rows = scaleRows(
      model({ layers }),
      shot([
        ['block', spread(1)],
        ['a', spread(1)],
      ]),
      'preActivations',
    );
    assert.deepEqual(
      rows.map(r => r.layer),
      ['a'],
    );
  });
});

describe('scaleAnswer', () => {
  const answer = (...stds: number[]) => answerText(scaleAnswer(rowsOf(...stds), 'init', 'preActivations'));
  it('sees a spread that explodes or vanishes', () => {
    assert.equal(answer(0.9, 12, 5630), 'Before training the spread explodes, 0.900 to 5,630.');
    assert.equal(answer(1, 0.1, 0.001), 'Before training the spread vanishes, 1.00 to 0.00100.');
  });
  it('names the worst layer where the ends are alike', () =>
    assert.equal(answer(1, 5, 1), "Before training: the spread's variance changes most at l1, ×25."));
  it('gives the range of a healthy one', () =>
    assert.equal(answer(1, 1.5, 1.2), 'Before training the spread stays between 1.0 and 1.5.'));
  it('says first what is broken', () => {
    const rows = scaleRows(model({ layers: [layer('l0')] }), shot([['l0', of(NaN, 1)]]), 'preActivations');
    assert.equal(answerText(scaleAnswer(rows, 'epoch 3', 'preActivations')), 'At epoch 3: l0 holds NaN or infinity.');
  });
});

describe('commonLinearWidth', () => {
  it('is 0.1, less where all are small', () => {
    assert.equal(commonLinearWidth([spread(1), spread(300)]), 0.1);
    assert.equal(commonLinearWidth([spread(0.003), spread(0.004)]), 0.001);
    assert.equal(commonLinearWidth([of(0, 0)]), 0.1);
  });
  it('makes an axis that holds every value', () => {
    const axis = commonAxis(rowsOf(1, 40), 'symlog', 10);
    assert.deepEqual([axis.min, axis.max], [-40, 40]);
  });
});

describe('depth', () => {
  it('groups neighbours by nested model and by name scope', () => {
    const layers = [
      layer('a', { parent: 'x', depth: 1 }),
      layer('b', { parent: 'x', depth: 1 }),
      layer('s1/c'),
      layer('s1/d'),
      layer('fc'),
    ];
    const rows = scaleRows(model({ layers }), shot(layers.map(l => [l.name, spread(1)])), 'preActivations');
    assert.deepEqual(depthGroups(model({ layers }), rows), [
      { name: 'x', from: 0, to: 2 },
      { name: 's1', from: 2, to: 4 },
      { name: 'fc', from: 4, to: 5 },
    ]);
  });
  it('numbers at most three, worst first', () =>
    assert.deepEqual(
      worstRows(rowsOf(1, 10, 1, 100, 1, 30, 30), [], 'm').map(w => [w.index, w.label]),
      [
        [3, '▲ ×10,000'],
        [4, '▼ ÷10,000'],
        [5, '▲ ×900'],
      ],
    ));
  it('puts what has a finding before what departs', () => {
    const findings = [finding({ layer: 'l2', severity: 'warning' }), finding({ layer: 'l4', severity: 'info' })];
    assert.deepEqual(
      worstRows(rowsOf(1, 100, 110, 120, 120), findings, 'm').map(w => [w.index, w.label]),
      [
        [2, 'dead'],
        [1, '▲ ×10,000'],
      ],
    );
  });
  it('knows stages by the size of what flows', () => {
    const shapes = [[8, 8, 4], [8, 8, 8], [4, 4, 8], [10]].map(s => [null, ...s]);
    const layers = shapes.map((outputShape, i) => layer(`l${i}`, { outputShape }));
    assert.deepEqual(
      depthStages(model({ layers }), rowsOf(1, 1, 1, 1)).map(s => [s.caption, s.from, s.to]),
      [
        ['8×8×8', 0, 2],
        ['4×4×8', 2, 3],
        ['10', 3, 4],
      ],
    );
    assert.deepEqual(depthStages(model({ layers: layers.slice(0, 2) }), rowsOf(1, 1)), []);
  });
  it('numbers none of a healthy one', () => assert.deepEqual(worstRows(rowsOf(1, 1, 1), [], 'm'), []));
});

describe('layerComparison', () => {
  it('says what moved', () =>
    assert.equal(answerText(comparisonAnswer(of(-1, 1), of(0, 4))), 'Mean moved 0 → 2.0, spread 1.0 → 2.0.'));
  it('says what stayed, and in enough digits what moved a little', () => {
    assert.equal(
      answerText(comparisonAnswer(of(-1, 1, 3), of(-1, 1, 3.001))),
      'Mean moved 1.0000 → 1.0003, spread 1.6330 → 1.6334.',
    );
    assert.equal(answerText(comparisonAnswer(of(-1, 1), of(-3, 3))), 'Mean still 0, spread 1.0 → 3.0.');
    assert.equal(answerText(comparisonAnswer(of(0, 2), of(1, 3))), 'Mean moved 1.0 → 2.0, spread still 1.0.');
    assert.equal(answerText(comparisonAnswer(of(0, 2), of(0, 2))), 'Mean still 1.0, spread still 1.0.');
    // of what a log was reckoned from there are no more digits
    const about = { ...of(-1, 1, 3), isApproximate: true };
    assert.equal(answerText(comparisonAnswer(about, of(-1, 1, 3.001))), 'Mean still 1.0, spread still 1.6.');
  });
  it('writes the bounds of whole numbers whole', () => {
    const bounds = (dtype: string): unknown[] =>
      figureRows([{ key: 'b', summary: of(1, 3), units: null }], dtype)
        .filter(r => r.key === 'min' || r.key === 'max')
        .map(r => r.cells['b']);
    assert.deepEqual(bounds('int32'), ['1', '3']);
    assert.deepEqual(bounds('float32'), ['1.00', '3.00']);
  });
  it('says what is constant, broken or missing', () => {
    assert.equal(answerText(comparisonAnswer(null, of(-0.5, -0.5))), 'All −0.500.');
    assert.equal(answerText(comparisonAnswer(null, of(3, 3))), 'All 3.');
    assert.equal(answerText(comparisonAnswer(null, of(NaN, Infinity, 1))), '2 of 3 values are NaN or infinite.');
    assert.equal(answerText(comparisonAnswer(null, null)), 'No values of this kind here.');
  });
  it('counts NaN and infinity also when there are none', () => {
    const rows = figureRows([
      { key: 'a', summary: null, units: null },
      { key: 'b', summary: of(1, 3), units: null },
    ]);
    const cells = Object.fromEntries(rows.map(r => [r.key, r.cells['b']]));
    assert.equal('dead units' in cells, false);
    assert.deepEqual([cells['mean'], cells['NaN'], cells['infinite'], cells['values']], ['2.00', '0', '0', '2']);
    assert.equal(rows[0]!.cells['a'], '–');
  });
  it('counts units where one of the times has any', () => {
    const rows = figureRows([
      { key: 'a', summary: of(1), units: null },
      { key: 'b', summary: of(1), units: { count: 64, dead: 11, saturated: 0 } },
    ]);
    const dead = rows.find(r => r.key === 'dead units')!;
    assert.deepEqual([dead.cells['a'], dead.cells['b']], ['–', '11 of 64']);
  });
  it('has shares in the table that add up to all', () => {
    const values = Array.from({ length: 1000 }, (_, i) => (i % 10 === 0 ? 0 : Math.sin(i) * 3));
    const summary = of(...values);
    for (const scale of ['symlog', 'linear'] as const) {
      const rows = binRows(null, summary, tensorAxis([summary], scale, 64));
      assert.equal(rows.at(-1)!.cells['b'], '10 %');
      assert.equal(rows.length, 14);
    }
  });
  it('makes an axis for constant and empty tensors', () => {
    for (const summary of [of(-0.5, -0.5), of(), of(NaN)])
      for (const scale of ['symlog', 'linear'] as const) {
        const axis = tensorAxis([summary], scale, 8);
        assert.ok(axis.max > axis.min && axis.linearWidth > 0);
      }
  });
  it('keeps first and last of every n-th', () => {
    assert.deepEqual(everyNth([1, 2, 3], 30), [1, 2, 3]);
    const few = everyNth(
      Array.from({ length: 1000 }, (_, i) => i),
      30,
    );
    assert.deepEqual([few.length, few[0], few.at(-1)], [30, 0, 999]);
  });
});
