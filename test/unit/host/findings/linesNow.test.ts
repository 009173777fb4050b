import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lineNow } from '../../../../extension/host/findings/linesNow';

const lines = (text: string): string[] => text.split('');

describe('lineNow', () => {
  it('is the same in the same text, and after edits below', () => {
    for (let line = 1; line <= 4; line++) assert.equal(lineNow(lines('abcd'), lines('abcd'), line), line);
    assert.equal(lineNow(lines('abcd'), lines('abcdxy'), 2), 2);
  });
  it('moves with what is put in and taken out above', () => {
    assert.equal(lineNow(lines('abcd'), lines('xabcd'), 1), 2);
    assert.equal(lineNow(lines('abcd'), lines('abxcd'), 3), 4);
    assert.equal(lineNow(lines('abcd'), lines('cd'), 4), 2);
  });
  it('finds a line between two edits by its words, the nearest of several', () => {
    assert.equal(lineNow(lines('1abc2'), lines('9xabcy8'), 3), 4);
    assert.equal(lineNow(lines('1aba2'), lines('9aba8'), 4), 4);
  });
  it('stays in the text where the line itself was edited or is gone', () => {
    assert.equal(lineNow(lines('abc'), lines('axc'), 2), 2);
    assert.equal(lineNow(lines('abc'), lines('a'), 3), 1);
    assert.equal(lineNow([], lines('abc'), 2), 2);
  });
  it('follows one insertion exactly, wherever it is', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 20 });
    const numbered = (list: string[]) => list.map((l, i) => `${l}${i}`);
    fc.assert(
      fc.property(text, fc.nat(), fc.nat(), fc.array(fc.string(), { maxLength: 5 }), (list, at, of, added) => {
        const before = numbered(list);
        const place = at % (before.length + 1);
        const line = (of % before.length) + 1;
        const now = [...before.slice(0, place), ...added.map(a => `+${a}`), ...before.slice(place)];
        assert.equal(lineNow(before, now, line), line > place ? line + added.length : line);
      }),
    );
  });
});
