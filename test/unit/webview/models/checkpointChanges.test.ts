import assert from 'node:assert/strict';
import { summarizeInJavaScript } from '../../../../extension/core/stats/summarizeInJavaScript';
import type { CheckpointComparison, TensorChange, TensorEntry } from '../../../../extension/protocol/reader';
import { answerText } from '../../../../webview/models/answer';
import type { Cell } from '../../../../webview/models/cell';
import {
  changeAnswer,
  changeRows,
  changeTop,
  chosenMove,
  figureTable,
  movesOf,
  movesOfIndex,
  unmatchedText,
} from '../../../../webview/models/checkpointChanges';
import { checkpoint } from './checkpointSamples';

const change = (name: string, a: number[], b: number[], patch: Partial<TensorChange> = {}): TensorChange => {
  const summary = (values: number[]) => summarizeInJavaScript(Float32Array.from(values));
  const difference = b.map((value, i) => value - a[i]!);
  const norm = Math.hypot(...a);
  return {
    a: name,
    b: name,
    matchedBy: 'name',
    shape: [a.length],
    role: 'weight',
    model: null,
    layer: name.slice(0, name.lastIndexOf('/')),
    relativeChange: norm > 0 ? Math.hypot(...difference) / norm : null,
    cosine: 1,
    maxAbsChange: Math.max(...difference.map(Math.abs)),
    norms: { a: norm, difference: Math.hypot(...difference) },
    std: { a: summary(a).std, b: summary(b).std },
    difference: summary(difference),
    units: [],
    ...patch,
  };
};
const comparison = (tensors: TensorChange[], patch: Partial<CheckpointComparison> = {}): CheckpointComparison => ({
  a: { tensors: [] as TensorEntry[] } as CheckpointComparison['a'],
  b: { tensors: [{ name: 'optimizer/m', role: 'optimizer' }] as TensorEntry[] } as CheckpointComparison['b'],
  tensors,
  unmatched: { a: [], b: [] },
  problems: [],
  ...patch,
});

describe('what changed between checkpoints', () => {
  const two = comparison([
    change('d1/kernel', [1, 1, 1, 1], [1.5, 1, 1, 1]),
    change('d1/bias', [0.1], [0.2]),
    change('d2/kernel', [2, 2], [4, 4]),
    change('optimizer/d1/kernel/m', [1], [9], { role: 'optimizer', layer: 'd1' }),
  ]);
  it('parts layer and tensor, and leaves out the optimizer unless it is wanted', () => {
    assert.deepEqual(
      movesOf(two, false).map(m => [m.layer, m.tensor]),
      [
        ['d1', 'kernel'],
        ['d1', 'bias'],
        ['d2', 'kernel'],
      ],
    );
    assert.deepEqual(
      movesOf(two, true)
        .slice(3)
        .map(m => [m.layer, m.tensor]),
      [['d1', 'kernel/m']],
    );
  });
  it('judges a layer by all its weights: a small bias that doubled is not most', () =>
    assert.equal(answerText(changeAnswer(movesOf(two, true))), 'd2 moved most; no layer stood still.'));
  it('looks into the largest tensor of that layer, or the one that was chosen', () => {
    assert.equal(chosenMove(movesOf(two, false), null)?.key, '/d2/kernel');
    assert.equal(chosenMove(movesOf(two, false), 'd1/bias')?.tensor, 'bias');
  });
  it('names what stood still', () => {
    const still = comparison([change('d1/kernel', [1], [2]), change('d2/kernel', [1], [1])]);
    assert.equal(answerText(changeAnswer(movesOf(still, false))), 'd1 moved most; d2 stood still.');
    const none = comparison([change('d1/kernel', [1], [1])]);
    assert.match(answerText(changeAnswer(movesOf(none, false))), /^Nothing moved/);
  });
  it('has no figure for a tensor that was all zero, and does not call it still', () => {
    const zero = movesOf(comparison([change('d1/kernel', [1], [1.5]), change('d2/bias', [0], [1])]), false);
    assert.equal((changeRows(zero)[1]!.cells['change'] as Cell).text, '–');
    assert.match(answerText(changeAnswer(zero)), /no layer stood still/);
  });
  it('draws bars on a round scale that holds the longest', () => {
    assert.equal(changeTop(movesOf(two, false)), 1);
    assert.equal(changeTop(movesOf(comparison([change('a/k', [1], [1.003])]), false)), 0.004);
  });
  it('lists what has nothing like it, and what was wrong', () => {
    const problems = [{ code: 'checksum', message: 'A: weights.bin has other bytes.', where: '' }];
    const unmatched = { a: ['x/kernel'], b: ['optimizer/m'] };
    const sentences = (hasOptimizer: boolean) => unmatchedText(comparison([], { unmatched, problems }), hasOptimizer);
    assert.deepEqual(sentences(false), ['Only in A: x/kernel.', 'A: weights.bin has other bytes.']);
    assert.deepEqual(sentences(true)[1], 'Only in B: optimizer/m.');
  });
  it('marks what was matched by a guess', () => {
    const guess = comparison([
      change('d1/kernel', [1], [2]),
      change('d9/kernel', [1], [2], { a: 'd2/kernel', matchedBy: 'shape' }),
      change('m', [1], [2], { role: 'optimizer', matchedBy: 'shape' }),
    ]);
    const cells = changeRows(movesOf(guess, false)).map(row => row.cells['tensor'] as Cell);
    assert.deepEqual(
      cells.map(cell => cell.text),
      ['kernel', 'kernel (?)'],
    );
    assert.equal(cells[1]!.title, 'd9/kernel; in A d2/kernel. A guess: matched by shape and order, not by name.');
    assert.equal(figureTable(movesOf(guess, false))[1]!.cells['name'], 'd9/kernel (?)');
    assert.deepEqual(unmatchedText(guess, false), ['1 matched by shape and order, not by name: guesses, marked (?).']);
    assert.match(unmatchedText(guess, true)[0]!, /^2 matched/);
  });
  it('has figures of the index for neighbours alone', () => {
    const records = [checkpoint(0), checkpoint(10, { changes: { 'm/a/b/kernel': 0.24 } }), checkpoint(20)];
    const moves = movesOfIndex(records, records[0]!, records[1]!, ['m'])!;
    assert.deepEqual([moves[0]!.model, moves[0]!.layer, moves[0]!.tensor], ['m', 'a/b', 'kernel']);
    assert.equal(movesOfIndex(records, records[0]!, records[2]!, ['m']), null);
    assert.equal(movesOfIndex(records, records[1]!, records[0]!, ['m']), null);
  });
});
