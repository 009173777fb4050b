import assert from 'node:assert/strict';
import fc from 'fast-check';
import { analyzeSource } from '../../../../language/analysis/analyzeSource';
import { shiftEnd, shiftFacts, shiftStart } from '../../../../language/analysis/shiftFacts';

describe('shiftFacts', () => {
  it('pushes a start on by text typed right before it, and leaves an end where text is typed after it', () => {
    assert.equal(shiftStart(5, { offset: 5, removed: 0, inserted: 3 }), 8);
    assert.equal(shiftEnd(5, { offset: 5, removed: 0, inserted: 3 }), 5);
    assert.equal(shiftStart(5, { offset: 6, removed: 0, inserted: 3 }), 5);
    assert.equal(shiftEnd(6, { offset: 5, removed: 0, inserted: 3 }), 9);
  });
  it('loses a start whose text is gone, not one whose text is replaced from there', () => {
    assert.equal(shiftStart(5, { offset: 4, removed: 2, inserted: 9 }), null);
    assert.equal(shiftStart(5, { offset: 5, removed: 2, inserted: 0 }), null);
    assert.equal(shiftStart(5, { offset: 5, removed: 2, inserted: 1 }), 5);
    assert.equal(shiftEnd(5, { offset: 4, removed: 2, inserted: 9 }), 13);
  });
  it('agrees with a new analysis after any edits outside of the calls', () => {
    const blank = '// a line that edits may touch and nothing else\n';
    const lines = ["import * as tf from '@tensorflow/tfjs';\n", "import './data';\n"];
    for (let i = 0; i < 6; i++) lines.push(blank, `model.add(tf.layers.dense({ units: ${i} }));\n`);
    const text = lines.join('');
    const comment = fc.string({ unit: fc.constantFrom('x', ' ', '\u{1F600}', '("') });
    const edits = fc.array(fc.record({ line: fc.nat(5), at: fc.nat(20), removed: fc.nat(20), inserted: comment }), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(edits, list => {
        let edited = text;
        let facts = analyzeSource(text, 'typescript');
        for (const { line, at, removed, inserted } of list) {
          // the comment lines are the only ones that begin with //
          const starts = [...edited.matchAll(/^\/\/.*$/gm)];
          const comment = starts[line]!;
          const offset = comment.index + Math.min(2 + at, comment[0].length);
          const length = Math.min(removed, comment.index + comment[0].length - offset);
          edited = edited.slice(0, offset) + inserted + edited.slice(offset + length);
          facts = shiftFacts(facts, { offset, removed: length, inserted: inserted.length });
        }
        assert.deepEqual(facts, analyzeSource(edited, 'typescript'));
      }),
    );
  });
});
