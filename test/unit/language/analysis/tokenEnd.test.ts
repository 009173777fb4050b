import assert from 'node:assert/strict';
import { endOfCallee, endOfToken } from '../../../../language/analysis/tokenEnd';

describe('endOfToken', () => {
  it('is the end of the word or the operator', () => {
    assert.equal(endOfToken('foo.bar(1)', 0), 7);
    assert.equal(endOfToken('a === b', 2), 5);
    assert.equal(endOfToken('x', 0), 1);
  });
  it('never leaves the line', () => {
    assert.equal(endOfToken('', 0), 0);
    assert.equal(endOfToken('a \nb', 1), 2);
    assert.equal(endOfToken('a\nb', 1), 1);
  });
});

describe('endOfCallee', () => {
  it('is the end of what is called', () => {
    for (const callee of ['new Attention', 'new  a.b.C', 'blocks . residual', 'a?.b', '$f', 'f'])
      assert.equal(endOfCallee(`${callee}({ x: 1 })`, 0), callee.length, callee);
  });
  it('is the end of the token where nothing is called', () => {
    assert.equal(endOfCallee('(0, f)()', 0), 1);
    assert.equal(endOfCallee('', 0), 0);
  });
});
