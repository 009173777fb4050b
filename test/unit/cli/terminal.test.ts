import assert from 'node:assert/strict';
import { blocks, plain, table } from '../../../extension/cli/terminal';

describe('terminal', () => {
  it('aligns words left and numbers right', () => {
    assert.equal(table(['layer', 'n'], [['a', '1'], ['longer', '12']], [1]), 'layer    n\na        1\nlonger  12'); // prettier-ignore
  });
  it('draws counts on their own highest bin, and nothing for none', () => {
    assert.equal(blocks([0, 1, 8, 4]), ' ▂█▅');
    assert.equal(blocks([0, 0]), '  ');
    assert.equal(blocks([]), '');
  });
  it('shows control characters and direction marks instead of obeying them', () => {
    assert.equal(plain('a\x1b[31mb\u202ec\nd'), 'ab\ufffdc\ufffdd');
  });
});
