import assert from 'node:assert/strict';
import { argumentRange } from '../../../../../language/analysis/edits/argumentRange';

const at = (marked: string, name: string): string | null => {
  const text = marked.replace('@@', '');
  const range = argumentRange(text, 'typescript', marked.indexOf('@@'), name);
  return range && text.slice(range.start, range.end);
};
const program = (body: string) => `import * as tf from '@tensorflow/tfjs';\n${body}`;

describe('argumentRange', () => {
  it('is the value of an argument of compile, of fit', () => {
    const compile = program("@@model.compile({ optimizer: tf.train.adam(1), loss: 'a' as const, metrics });");
    assert.equal(at(compile, 'loss'), "'a' as const");
    assert.equal(at(compile, 'optimizer'), 'tf.train.adam(1)');
    assert.equal(at(compile, 'metrics'), 'metrics');
    assert.equal(at(program('await @@model.fit(xs, ys, { epochs: 3 });'), 'epochs'), '3');
  });
  it('is none where it is not written at the call', () => {
    assert.equal(at(program('@@model.compile({ loss: a });'), 'optimizer'), null);
    assert.equal(at(program('@@model.compile(options);'), 'loss'), null);
    assert.equal(at(program('@@model.compile({ loss: a, ...options });'), 'loss'), null);
    assert.equal(at(program('@@tf.layers.dense({ units: 1 });'), 'units'), null);
    assert.equal(at(program('@@model.compile({ loss: '), 'loss'), null);
    assert.equal(at(program('@@await model.fit(xs, ys)'), 'epochs'), null);
  });
});
