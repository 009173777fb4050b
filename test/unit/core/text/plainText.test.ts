import assert from 'node:assert/strict';
import fc from 'fast-check';
import { plainText, visibleText } from '../../../../extension/core/text/plainText';

describe('plainText', () => {
  it('leaves ordinary names as they are', () => {
    for (const name of ['', 'conv2d_1', 'dense/kernel:0', 'Größe ∞ 层', 'a $b (c)'])
      assert.equal(plainText(name), name);
  });
  it('is one line, without control or direction characters, icons, or more than the length', () => {
    assert.equal(plainText('a\r\nb\tc'), 'a b c');
    assert.equal(plainText('a\u202eb\u0000'), 'a\\u{202e}b\\u{0}');
    assert.equal(plainText('$(error) x'), '$ (error) x');
    assert.equal(plainText('[train.ts](command:a.b)'), '[train.ts] (command:a.b)');
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

describe('visibleText', () => {
  it('keeps lines and tabs, and writes out what would not be seen', () => {
    assert.equal(visibleText('a\r\n\tb'), 'a\r\n\tb');
    assert.equal(visibleText('\u202egpj.exe\u2066\u200b\ufeff'), '\\u{202e}gpj.exe\\u{2066}\\u{200b}\\u{feff}');
    assert.equal(visibleText('\u001b]8;;x\u0007'), '\\u{1b}]8;;x\\u{7}');
  });
});
