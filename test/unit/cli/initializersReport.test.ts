import assert from 'node:assert/strict';
import { initializersDocument } from '../../../extension/cli/initializersDocument';
import { initializersReport } from '../../../extension/cli/initializersReport';
import { terminalOf } from '../../../extension/cli/terminal';
import { initializerVerdict } from '../../../extension/core/experiments/initializerVerdict';
import type { InitializerComparison } from '../../../extension/protocol/initializers';
import { emptyRunState, type RunState } from '../../../extension/protocol/runState';
import { asWritten, comparisonOf, layer, named } from '../core/experiments/comparisonFixtures';

const terminal = terminalOf({ isTTY: false, columns: 80, write: () => true } as never);
const stateOf = (...initializers: InitializerComparison[]): RunState => ({
  ...emptyRunState(1, 'train.ts', 'inspect'),
  status: 'completed',
  initializers: initializers.map(c => ({ ...c, verdict: initializerVerdict(c) })),
});
const compared = (change: Parameters<typeof comparisonOf>[1] = {}) =>
  comparisonOf(
    [
      [asWritten, [1, 40, 1600], { loss: null, isLossFinite: false }],
      [named('heNormal'), [1, 1.2, 0.9]],
    ],
    change,
  );

describe('initializersReport', () => {
  it('names the best by a word, the answer, and the lines to change', () => {
    const text = initializersReport(terminal, stateOf(compared()));
    assert.match(text, /\nheNormal {2}← best {2}fits, within ×1\.3 · first loss 2\.40\n {2}conv1 +│/);
    assert.match(text, /\nas written +×1,600 +×1,600 +NaN, ∞ +not finite\n/);
    assert.match(text, /\nUse heNormal on conv1, dense1, dense2 \(train\.ts:10, train\.ts:12, train\.ts:14\)\n/);
    assert.doesNotMatch(text, /\x1b/);
  });
  it('shows what names hide, and leaves the histograms of deep networks to the table', () => {
    const hostile = layer('a\x1b[31m\nb', 1);
    const text = initializersReport(terminal, stateOf(compared({ layers: [hostile, layer('c', 2), layer('d', 3)] })));
    assert.doesNotMatch(text, /\x1b|a\n/);
    const deep = Array.from({ length: 20 }, (_, i) => layer(`l${i}`, i + 1));
    assert.doesNotMatch(initializersReport(terminal, stateOf(compared({ layers: deep }))), /│/);
  });
  it('says that candidates are missing', () => {
    assert.match(initializersReport(terminal, stateOf(compared({ total: 6 }))), /2 of 6 candidates were tried/);
  });
  it('says that there is no model', () => {
    assert.match(initializersReport(terminal, stateOf()), /No model was found/);
  });
});

describe('initializersDocument', () => {
  it('tells the candidates of two models apart', () => {
    const state = stateOf(compared(), compared({ model: 'other' }));
    const document = JSON.parse(JSON.stringify(initializersDocument(state, { histograms: false })));
    assert.deepEqual(
      document.runs.map((r: { id: string }) => r.id),
      ['net/as written', 'net/heNormal', 'other/as written', 'other/heNormal'],
    );
    assert.deepEqual(
      document.summary.models.map((m: { model: string; best: string }) => [m.model, m.best]),
      [
        ['net', 'heNormal'],
        ['other', 'heNormal'],
      ],
    );
    assert.deepEqual([document.runs[0].loss, document.runs[0].isLossFinite], [null, false]);
  });
  it('has its shape without a model', () => {
    assert.deepEqual(initializersDocument(stateOf(), { histograms: true }), {
      kind: 'initializers',
      status: 'completed',
      backend: null,
      runs: [],
      summary: { best: null, answer: '', remedy: null, models: [] },
      notices: [],
    });
  });
});
