import assert from 'node:assert/strict';
import { emptyRunState } from '../../../../extension/protocol/runState';
import {
  candidatePicture,
  candidateRows,
  comparisonAnswer,
  comparisonFacts,
  comparisonNotes,
} from '../../../../webview/experiments/candidateColumns';
import { candidateAt, candidateLayout } from '../../../../webview/experiments/candidateLayout';
import { initializerVerdict } from '../../../../extension/core/experiments/initializerVerdict';
import { answerText } from '../../../../webview/models/answer';
import { asWritten, comparisonOf, layer, named } from '../../core/experiments/comparisonFixtures';

const compared = (change: Parameters<typeof comparisonOf>[1] = {}) => {
  const comparison = comparisonOf(
    [
      [asWritten, [1, 40, 1600], { loss: 6937 }],
      [named('glorotUniform'), [0.3, 0.1, 0.06]],
      [named('heNormal'), [1, 1.2, 0.9]],
    ],
    change,
  );
  return { ...comparison, verdict: initializerVerdict(comparison) };
};
const run = { ...emptyRunState(1, 'train.ts', 'inspect'), status: 'running' as const };

describe('candidateColumns', () => {
  it('draws all candidates on one scale, which one that explodes does not stretch beyond bounds', () => {
    const { axis, columns, layers } = candidatePicture(compared());
    assert.deepEqual(layers, ['conv1', 'dense1', 'dense2']);
    assert.deepEqual([axis.min, axis.max], [-4800, 4800]);
    assert.deepEqual(
      columns.map(c => [c.id, c.word, c.tone, c.isBest, c.loss]),
      [
        ['as written', 'grows ×1,600', 'warning', false, 'first loss 6,937'],
        ['glorotUniform', 'fits, within ×5.0', 'good', false, 'first loss 2.40'],
        ['heNormal', 'fits, within ×1.3', 'good', true, 'first loss 2.40'],
      ],
    );
    const exploded = candidatePicture(comparisonOf([[asWritten, [1, 1e20, 1e30]]]));
    assert.deepEqual([exploded.axis.min, exploded.axis.max], [-1e6, 1e6]);
  });
  it('keeps the place of a layer that a candidate has no figures of', () => {
    const comparison = compared();
    comparison.runs[1]!.layers.splice(1, 1);
    const { columns } = candidatePicture(comparison);
    assert.deepEqual(
      columns[1]!.summaries.map(s => s?.std ?? null),
      [0.3, null, 0.06],
    );
  });
  it('shows a fan that closes in deep networks', () => {
    const layers = Array.from({ length: 40 }, (_, i) => layer(`l${i}`, i + 1));
    const { axis } = candidatePicture(comparisonOf([[asWritten, layers.map((_, i) => 10 ** (-i / 10))]], { layers }));
    assert.ok(axis.linearWidth < 1e-3, String(axis.linearWidth));
  });
  it('says how far it is, how long it takes, and what came of it', () => {
    const whole = compared();
    const underWay = { ...whole, runs: whole.runs.slice(0, 1), total: 3, verdict: null };
    underWay.runs = underWay.runs.map(r => ({ ...r, seconds: 4 }));
    assert.equal(answerText(comparisonAnswer(underWay, run)), 'Candidate 2 of 3, 8 s left …');
    assert.equal(answerText(comparisonAnswer({ ...underWay, runs: [] }, run)), 'Candidate 1 of 3 …');
    const stopped = { ...run, status: 'stopped' as const };
    assert.equal(answerText(comparisonAnswer(underWay, stopped)), 'Not finished: 1 of 3 candidates were tried.');
    assert.match(answerText(comparisonAnswer(whole, stopped)), /^heNormal keeps the spread/);
  });
  it('says on what it rests', () => {
    assert.equal(comparisonFacts({ ...compared(), seconds: 0.42 }), '32 examples · before training · 0.4 s');
    assert.equal(
      comparisonFacts({ ...compared(), probed: 1, seconds: 72 }),
      '1 example · before training · 1 min 12 s',
    );
  });
  it('names what was left, and why', () => {
    const layers = [layer('a', 1, { kept: 'frozen' }), layer('b', 2, { kept: 'frozen' }), layer('c', 3)];
    assert.equal(comparisonNotes(compared({ layers })), 'Left as they are: a, b (frozen).');
    assert.equal(comparisonNotes(compared()), '');
    const failed = comparisonOf([[named('heNormal'), [], { status: 'failed', error: 'no memory' }]]);
    assert.equal(comparisonNotes(failed), 'heNormal failed: no memory.');
  });
  it('has in its table the figures of the picture', () => {
    const rows = candidateRows(compared());
    assert.equal(rows.length, 3 * 4);
    assert.deepEqual(rows[9]!.cells, {
      name: { text: '\u2003conv1', isMuted: true },
      initializer: 'heNormal',
      std: '1.00',
      min: '−3.00',
      max: '3.00',
    });
    assert.deepEqual(rows[8]!.cells['name'], { text: 'heNormal', tag: 'best' });
  });
});

describe('candidateLayout', () => {
  const picture = candidatePicture(compared());
  const layoutAt = (width: number) => candidateLayout(width, picture, text => text.length * 7);

  it('puts as many beside each other as there is room for, evenly', () => {
    assert.deepEqual(
      [360, 520, 1000].map(w => layoutAt(w).perLine),
      [1, 2, 3],
    );
    const six = { ...picture, total: 6 };
    assert.deepEqual(
      [1000, 1400].map(w => candidateLayout(w, six, () => 40).perLine),
      [3, 6],
    );
  });
  it('keeps the place of candidates to come', () => {
    const begun = { ...picture, columns: picture.columns.slice(0, 1) };
    assert.deepEqual(
      candidateLayout(700, begun, () => 40),
      candidateLayout(700, picture, () => 40),
    );
  });
  it('finds the candidate and layer at a point, and none beside them', () => {
    const layout = layoutAt(520);
    const { columnWidth, names } = layout;
    const second = names + columnWidth + 24 + 10;
    assert.deepEqual(candidateAt(second, 56 + 42 + 5, picture, layout), { column: 1, layer: 1 });
    assert.deepEqual(candidateAt(names + 5, 56 + 3 * 42 + 20 + 12 + 56 + 5, picture, layout), { column: 2, layer: 0 });
    assert.deepEqual(candidateAt(5, 10, picture, layout), { column: -1, layer: -1 });
    // the last line has one column
    assert.equal(candidateAt(second, 56 + 3 * 42 + 20 + 12 + 56 + 5, picture, layout).column, -1);
  });
});
