import assert from 'node:assert/strict';
import { fuzzyMatches } from '../../../../webview/models/fuzzyMatch';

const names = ['conv1/kernel', 'conv1/bias', 'conv2/kernel', 'dense_1/kernel', 'optimizer/conv1/kernel/m'];
const found = (find: string) => fuzzyMatches(names, find, n => n);
const foundNames = (find: string) => found(find).map(m => m.item);

describe('fuzzyMatches', () => {
  it('gives all in their order where nothing is looked for', () => {
    assert.deepEqual(foundNames(''), names);
    assert.deepEqual(foundNames('  '), names);
  });

  it('finds letters in their order, the shortest and closest name first', () => {
    assert.deepEqual(foundNames('c1k'), ['conv1/kernel', 'optimizer/conv1/kernel/m']);
    assert.deepEqual(foundNames('kernel conv'), ['conv1/kernel', 'conv2/kernel', 'optimizer/conv1/kernel/m']);
    assert.deepEqual(foundNames('zzz'), []);
  });

  it('keeps the order of names that match alike', () => {
    const many = Array.from({ length: 40 }, (_, i) => `layer${String(i).padStart(2, '0')}/kernel`);
    assert.deepEqual(
      fuzzyMatches(many, 'kernel', n => n).map(m => m.item),
      many,
    );
  });

  it('takes a name apart into what was found and the rest, losing nothing', () => {
    for (const { item, pieces } of [...found('c1k'), ...found('DENSE')]) {
      assert.equal(pieces.map(p => p.text).join(''), item);
      assert.ok(pieces.some(p => p.isFound));
    }
    assert.deepEqual(found('c1k')[0]!.pieces, [
      { text: 'c', isFound: true },
      { text: 'onv', isFound: false },
      { text: '1', isFound: true },
      { text: '/', isFound: false },
      { text: 'k', isFound: true },
      { text: 'ernel', isFound: false },
    ]);
  });
});
