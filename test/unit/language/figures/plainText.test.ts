import assert from 'node:assert/strict';
import fc from 'fast-check';
import { markdownText, plainText } from '../../../../language/figures/plainText';

describe('plainText', () => {
  it('leaves ordinary names as they are', () => {
    for (const name of ['', 'conv2d_1', 'dense/kernel:0', 'Größe ∞ 层', 'a $b (c)'])
      assert.equal(plainText(name), name);
  });
  it('is one line, without control or direction characters, icons, or more than the length', () => {
    assert.equal(plainText('a\r\nb\tc'), 'a b c');
    assert.equal(plainText('a\u202eb\u0000'), 'a\\u{202e}b\\u{0}');
    assert.equal(plainText('$(error) x'), '$ (error) x');
    assert.equal(plainText('x'.repeat(300)).length, 200);
    assert.equal(plainText('abcdef', 4), 'abc…');
  });
  it('shows nothing unseen, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        assert.doesNotMatch(
          plainText(text),
          /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]|\$\(/,
        );
      }),
    );
  });
});

describe('markdownText', () => {
  it('is text in Markdown too: no link, image, emphasis, cell or tag', () => {
    assert.equal(markdownText('[x](command:a)|*b*'), '\\[x\\]\\(command\\:a\\)\\|\\*b\\*');
    assert.equal(markdownText('<img src=x>&lt;'), '\\<img src=x\\>\\&lt;');
    assert.doesNotMatch(markdownText('a\n\n# b'), /\n/);
  });
});
