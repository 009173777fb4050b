import assert from 'node:assert/strict';
import { isMinified, isWorthParsing, maxSourceLength } from '../../../../language/analysis/isWorthParsing';

const header = "import * as tf from '@tensorflow/tfjs';\n";

describe('isWorthParsing', () => {
  it('takes what may build layers, with or without an import', () => {
    for (const text of [
      header,
      "require('@tensorflow/tfjs-node')",
      'tf.layers.dense()',
      'const { layers } = api;',
      'tf ?. sequential()',
    ])
      assert.equal(isWorthParsing(text), true, text);
  });
  it('refuses the empty text and what has nothing to do with TensorFlow.js', () => {
    for (const text of ['', 'const x = 1;', 'const players = 2;', 'stuff.fit(1)'])
      assert.equal(isWorthParsing(text), false, text);
  });
  it('refuses text beyond the limit, not at it', () => {
    assert.equal(isWorthParsing(header.padEnd(maxSourceLength)), true);
    assert.equal(isWorthParsing(header.padEnd(maxSourceLength + 1)), false);
  });
  it('tells minified code from long lines of data', () => {
    const minified = 'function a(b){for(var c=0;c<b.length;c++)d(b[c]);return e(b)}'.repeat(300);
    assert.equal(isMinified(minified), true);
    assert.equal(isWorthParsing(header + minified), false);
    assert.equal(isMinified(`const data = [${'1.25, -3, '.repeat(3000)}];`), false);
    assert.equal(isMinified(`const weights = '${'aGVsbG8gd29ybGQ+/'.repeat(3000)}==';`), false);
    assert.equal(isMinified('const a = f(b);\n'.repeat(3000)), false);
  });
});
