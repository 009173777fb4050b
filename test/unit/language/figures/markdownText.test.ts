import assert from 'node:assert/strict';
import { markdownText } from '../../../../language/figures/markdownText';

describe('markdownText', () => {
  it('is text in Markdown too: no link, image, emphasis, cell or tag', () => {
    assert.equal(markdownText('[x](command:a)|*b*'), '\\[x\\] \\(command\\:a\\)\\|\\*b\\*');
    assert.equal(markdownText('<img src=x>&lt;'), '\\<img src=x\\>\\&lt;');
    assert.doesNotMatch(markdownText('a\n\n# b'), /\n/);
  });
});
