import assert from 'node:assert/strict';
import fc from 'fast-check';
import { chanceOf } from '../../../../webview/models/chance';
import { crosshairAt } from '../../../../webview/models/crosshair';
import { valueAxis } from '../../../../webview/models/curveModel';
import { lossTable, metricTable } from '../../../../webview/models/curveTable';
import { metricsOf } from '../../../../webview/models/metricNames';
import { smooth, thinPoints } from '../../../../webview/models/smoothLosses';
import { tableText } from '../../../../webview/models/tableText';
import { timeAxis } from '../../../../webview/models/timeAxis';
import { gapCurves, lossCurves, metricCurves, rateCurves, recentLoss } from '../../../../webview/models/trainingCurves';
import { trainingFigures } from '../../../../webview/models/trainingFigures';
import { epoch, fit, model, run, step } from './sampleRun';

const steps = Array.from({ length: 25 }, (_, i) =>
  step(i + 1, { loss: 2 / (i + 1), learningRate: i < 10 ? 0.001 : 0.0003 }),
);
const state = run({
  models: [model()],
  steps,
  epochs: [
    epoch(1, { loss: 0.6, val_loss: 0.5, acc: 0.8, val_acc: 0.82 }),
    epoch(2, { loss: 0.2, val_loss: 0.4, acc: 0.95, val_acc: 0.9 }),
  ],
});
const axis = timeAxis(state);

describe('curves', () => {
  it('has batches, their mean and the validation, in the figures of the state', () => {
    const { curves, best, chance, future } = lossCurves(state, axis, chanceOf(model()), 'log');
    assert.deepEqual(
      curves.map(c => [c.name, c.style]),
      [
        ['', 'faint'],
        ['train', 'strong'],
        ['validation', 'dashed'],
      ],
    );
    assert.deepEqual(curves[2]!.points, [
      { x: 1, y: 0.5 },
      { x: 2, y: 0.4 },
    ]);
    assert.equal(curves[2]!.end, '0.4000');
    assert.deepEqual([best, chance?.value, future], [2, Math.log(10), 2.5]);
  });
  it('leaves chance out where it is far from everything', () =>
    assert.equal(lossCurves(run({ steps: [step(1, { loss: 9000 })] }), axis, chanceOf(model()), 'log').chance, null));
  it('draws the error of an accuracy', () => {
    const [acc] = metricsOf(state.epochs);
    const { curves, y } = metricCurves(state, axis, acc!, null, 'linear');
    assert.deepEqual(
      curves.map(c => c.end),
      ['5.00 %', '10.00 %'],
    );
    assert.match(y.ticks.at(-1)!.label, / %$/);
  });
  it('has the gap only where validation is worse, and says the last one as it is', () => {
    const [acc] = metricsOf(state.epochs);
    const curve = gapCurves(state, axis, acc!)!.curves[0]!;
    assert.deepEqual(
      curve.points.map(p => p.y!.toFixed(4)),
      ['0.0000', '0.0500'],
    );
    assert.equal(curve.end, '5.00 points');
    assert.equal(gapCurves(state, axis, { ...acc!, hasValidation: false }), null);
  });
  it('keeps of the learning rate where it changes', () => {
    const { curves } = rateCurves(state, axis);
    assert.deepEqual(
      curves[0]!.points.map(p => p.y),
      [0.001, 0.0003, 0.0003],
    );
    assert.equal(curves[0]!.end, '3e−4');
    assert.deepEqual(rateCurves(run(), timeAxis(run())).curves[0]!.points, []);
  });
  it('has a line for each model that trains in turns', () => {
    const gan = run({
      fits: [fit({ kind: 'custom', model: 'g' }), fit({ index: 1, kind: 'custom', model: 'd' })],
      steps: [1, 2, 3, 4].map(n => step(n, { fit: (n - 1) % 2, epoch: null })),
    });
    assert.deepEqual(
      lossCurves(gan, timeAxis(gan), null, 'log').curves.map(c => c.name),
      ['', 'g', 'd'],
    );
  });
});

describe('recentLoss', () => {
  it('is the mean of the last tenth of the steps, and says over what', () => {
    const many = Array.from({ length: 300 }, (_, i) => step(i + 1, { loss: i }));
    assert.deepEqual(recentLoss(many), { mean: 284.5, over: 30, from: 271 });
    assert.deepEqual(recentLoss(many.filter(s => s.step % 4 === 0)), { mean: 285, over: 8, from: 272 });
  });
  it('is none once the loss is lost, and before any', () => {
    assert.equal(recentLoss([step(1), step(2, { loss: null })]).mean, null);
    assert.equal(recentLoss([]).mean, null);
  });
});

describe('trainingFigures', () => {
  it('has at most five, only those that there are', () => {
    const figures = trainingFigures(state);
    assert.deepEqual(
      figures.map(f => [f.name, f.value]),
      [
        ['Validation loss', '0.4000'],
        ['Validation error', '10.00 %'],
        ['Train loss', '0.0873'],
        ['Learning rate', '3e−4'],
        ['Step', '200 ms'],
      ],
    );
    assert.equal(figures[4]!.note, '160 examples/s');
    assert.deepEqual(trainingFigures(run()), []);
  });
});

describe('smooth', () => {
  it('keeps a constant and breaks at what is no number', () => {
    assert.deepEqual(
      smooth(
        [1, 1, 1].map((y, x) => ({ x, y })),
        5,
      ).map(p => p.y),
      [1, 1, 1],
    );
    assert.deepEqual(
      smooth(
        [1, null, 3].map((y, x) => ({ x, y })),
        1,
      ).map(p => p.y),
      [1, null, 3],
    );
  });
  it('stays within the values', () =>
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1 }),
        fc.integer({ min: 0, max: 50 }),
        (ys, half) => {
          const low = Math.min(...ys) - 1e-6;
          const high = Math.max(...ys) + 1e-6;
          return smooth(
            ys.map((y, x) => ({ x, y })),
            half,
          ).every(p => p.y! >= low && p.y! <= high);
        },
      ),
    ));
});

describe('thinPoints', () => {
  it('keeps extremes, order and the number asked for', () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 50, maxLength: 400 }), ys => {
        const thin = thinPoints(
          ys.map((y, x) => ({ x, y })),
          40,
        );
        const kept = thin.map(p => p.y!);
        return (
          thin.length <= 40 &&
          Math.max(...kept) === Math.max(...ys) &&
          Math.min(...kept) === Math.min(...ys) &&
          thin.every((p, i) => i === 0 || p.x > thin[i - 1]!.x)
        );
      }),
    ));
});

describe('valueAxis', () => {
  it('is linear where a logarithm cannot be', () => {
    assert.equal(valueAxis([-1, -2, 3], 'log').scale, 'linear');
    assert.equal(valueAxis([], 'log').scale, 'linear');
    assert.equal(valueAxis([0.01, 10], 'log').scale, 'log');
  });
  it('holds every value, with at least two labels', () =>
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 }),
        fc.constantFrom('log', 'linear'),
        (values, wish) => {
          const y = valueAxis(values, wish as 'log' | 'linear');
          return y.min <= Math.min(...values) && y.max >= Math.max(...values) && y.ticks.length >= 2;
        },
      ),
    ));
});

describe('tables of the charts', () => {
  it('have the chart’s own numbers', () => {
    const { columns, rows } = lossTable(state, axis);
    assert.deepEqual(tableText({ columns, rows }).split('\n'), [
      'epoch\tstep\ttrain\tvalidation\tgap\tlearning rate',
      '2 best\t20\t0.2000\t0.4000\t+0.2000\t1e−3',
      '1\t10\t0.6000\t0.5000\t−0.1000\t1e−3',
    ]);
    const [acc] = metricsOf(state.epochs);
    assert.match(tableText(metricTable(state, acc!)), /2\t5\.00 %\t10\.00 %\t\+5\.00 %/);
  });
  it('have a step in each row where there are no epochs', () => {
    const loop = run({
      fits: [fit({ kind: 'custom' })],
      steps: [step(1, { epoch: null }), step(2, { epoch: null, loss: null })],
    });
    assert.deepEqual(
      lossTable(loop, timeAxis(loop)).rows.map(r => r.cells['loss']),
      ['NaN', '1.0000'],
    );
  });
  it('keep a name with a tab or a line break in its cell', () =>
    assert.equal(
      tableText({ columns: [{ key: 'a', head: 'h' }], rows: [{ key: 'r', cells: { a: 'x\ty\nz' } }] }),
      'h\nx y z',
    ));
});

describe('crosshairAt', () => {
  it('is at the nearest epoch, with what was measured there', () => {
    const point = crosshairAt(state, axis, metricsOf(state.epochs)[0]!, 1.6)!;
    assert.equal(point.x, 2);
    assert.equal(point.title, 'epoch 2 · step 20');
    assert.deepEqual(
      point.loss.map(r => r.value),
      ['0.2000', '0.4000', '1e−3'],
    );
    assert.deepEqual(
      point.metric.map(r => r.value),
      ['5.00 %', '10.00 %'],
    );
  });
  it('is at the nearest step before there is an epoch', () => {
    const first = run({ steps: [step(1), step(5)] });
    assert.equal(crosshairAt(first, timeAxis(first), null, 0.44)!.title, 'step 5');
  });
  it('is nowhere without a point', () => assert.equal(crosshairAt(run(), timeAxis(run()), null, 1), null));
});
