import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  applyEdits,
  composedEdits,
  orderedEdits,
  shifted,
  type TextEdit,
} from '../../../../../language/analysis/edits/textEdits';

/** Edits of a text of that length that do not overlap, in order. */
const editsOf = (length: number): fc.Arbitrary<TextEdit[]> =>
  fc
    .array(fc.record({ offset: fc.nat(length), length: fc.nat(3), text: fc.string({ maxLength: 3 }) }), {
      maxLength: 5,
    })
    .map(list => {
      const ordered: TextEdit[] = [];
      for (const edit of list.sort((a, b) => a.offset - b.offset)) {
        const last = ordered.at(-1);
        const isFree = !last || edit.offset > last.offset + last.length;
        if (isFree && edit.offset + edit.length <= length) ordered.push(edit);
      }
      return ordered;
    });

describe('edits of a text', () => {
  it('are put in order, touching ones joined, insertions at one place kept in their order', () => {
    assert.deepEqual(orderedEdits([]), []);
    assert.deepEqual(
      orderedEdits([
        { offset: 5, length: 1, text: 'c' },
        { offset: 2, length: 0, text: 'a' },
        { offset: 2, length: 0, text: 'b' },
      ]),
      [
        { offset: 2, length: 0, text: 'ab' },
        { offset: 5, length: 1, text: 'c' },
      ],
    );
  });
  it('are none where two overlap, one where two are the same', () => {
    const edit = { offset: 2, length: 3, text: 'x' };
    assert.equal(orderedEdits([edit, { offset: 4, length: 3, text: 'y' }]), null);
    assert.deepEqual(orderedEdits([edit, edit]), [edit]);
  });
  it('composed give what one after the other gives', () => {
    const two = fc
      .string({ maxLength: 20 })
      .chain(text =>
        editsOf(text.length).chain(first =>
          editsOf(applyEdits(text, first).length).map(second => ({ text, first, second })),
        ),
      );
    fc.assert(
      fc.property(two, ({ text, first, second }) => {
        const composed = composedEdits(first, second);
        assert.equal(applyEdits(text, composed), applyEdits(applyEdits(text, first), second));
        for (const [i, e] of composed.entries()) {
          assert.ok(e.offset >= 0 && e.length >= 0 && e.offset + e.length <= text.length);
          const next = composed[i + 1];
          assert.ok(!next || next.offset >= e.offset + e.length);
        }
      }),
      { numRuns: 2000 },
    );
  });
  it('move a place that they do not touch with its text', () => {
    const edits = [
      { offset: 1, length: 0, text: 'xy' },
      { offset: 3, length: 2, text: '' },
    ];
    const text = 'abcdefgh';
    for (const at of [0, 1, 2, 6, 7]) assert.equal(applyEdits(text, edits)[shifted(at, edits)], text[at]);
  });
});
