import assert from 'node:assert/strict';
import {
  brokenWord,
  cellByKey,
  columnHead,
  firstInView,
  indexText,
  pagesOf,
  pageValues,
  parseIndex,
  placeOf,
  rowHead,
  scrollExtent,
  scrollFor,
  valueGrid,
  valueText,
} from '../../../../../webview/models/tensorNames/valueGrid';

const kernel = valueGrid([3, 3, 2, 32]);

describe('valueGrid', () => {
  it('flattens the first axes into rows, the last one is the columns', () => {
    assert.deepEqual([kernel.rows, kernel.columns, kernel.total], [18, 32, 576]);
    assert.equal(rowHead(kernel, 0), '[0, 0, 0, :]');
    assert.equal(rowHead(kernel, 17), '[2, 2, 1, :]');
    assert.equal(columnHead(kernel, 31), '31');
    assert.equal(indexText(kernel.shape, placeOf(kernel, 17, 31)!), '[2, 2, 1, 31]');
  });

  it('folds a tensor of one axis, whose last row may be short', () => {
    const bias = valueGrid([25]);
    assert.deepEqual([bias.rows, bias.columns], [3, 10]);
    assert.deepEqual([rowHead(bias, 0), rowHead(bias, 2)], ['[0:10]', '[20:25]']);
    assert.equal(placeOf(bias, 2, 4), 24);
    assert.equal(placeOf(bias, 2, 5), null);
    assert.equal(columnHead(bias, 3), '+3');
  });

  it('has a cell for a scalar and none for an empty tensor', () => {
    const scalar = valueGrid([]);
    assert.deepEqual([scalar.rows, scalar.columns, rowHead(scalar, 0), indexText([], 0)], [1, 1, '[]', '[]']);
    const empty = valueGrid([0, 4]);
    assert.deepEqual([empty.rows, empty.total, placeOf(empty, 0, 0)], [0, 0, null]);
    assert.equal(valueGrid([4, 0]).rows, 0);
  });

  it('understands indices as NumPy does, and says what is wrong with others', () => {
    const at = (text: string) => parseIndex(kernel, text);
    assert.deepEqual(at('2, 2, 1, 31'), { place: 575 });
    assert.deepEqual(at('[ -1,-1 -1 -1 ]'), { place: 575 });
    assert.deepEqual(at('(0,1,0,5)'), { place: 69 });
    assert.deepEqual(at('70'), { place: 70 });
    assert.deepEqual(at('-1'), { place: 575 });
    for (const wrong of ['', '3,0,0,0', '1,2', 'a', '1.5', '576', '-577', '0,0,0,-33'])
      assert.ok('error' in at(wrong), wrong);
    assert.match((at('3,0,0,0') as { error: string }).error, /2, 2, 1, 31/);
    // every value is found by its own index
    for (let place = 0; place < kernel.total; place++) assert.deepEqual(at(indexText(kernel.shape, place)), { place });
  });

  it('knows the pages of a window', () => {
    const wide = valueGrid([5, 25_000]);
    assert.deepEqual(pagesOf(wide, [0, 2], [0, 10]), [0, 2]);
    assert.deepEqual(pagesOf(wide, [0, 1], [pageValues - 5, pageValues + 5]), [0, 1]);
    assert.deepEqual(pagesOf(valueGrid([12]), [1, 2], [0, 10]), [0]);
  });

  it('reaches both ends of any tensor with the scroll bar, however long', () => {
    for (const cells of [1, 14, 15, 1000, 50_000_000]) {
      const extent = scrollExtent(cells, 22);
      assert.ok(extent <= 8_000_000);
      const maxScroll = Math.max(0, extent - 14 * 22);
      assert.equal(firstInView(0, maxScroll, cells, 14), 0);
      assert.equal(firstInView(maxScroll, maxScroll, cells, 14), Math.max(0, cells - 14));
    }
    for (const first of [0, 7, 500, 986])
      assert.equal(firstInView(scrollFor(first, 21_692, 1000, 14), 21_692, 1000, 14), first);
  });

  it('moves by keys within the tensor', () => {
    const key = (name: string, ctrlKey = false) =>
      cellByKey(kernel, { row: 5, column: 3 }, { key: name, ctrlKey, metaKey: false }, 14);
    assert.deepEqual(key('ArrowUp'), { row: 4, column: 3 });
    assert.deepEqual(key('PageDown'), { row: 17, column: 3 });
    assert.deepEqual(key('PageUp'), { row: 0, column: 3 });
    assert.deepEqual(key('End'), { row: 5, column: 31 });
    assert.deepEqual(key('End', true), { row: 17, column: 31 });
    assert.deepEqual(key('Home', true), { row: 0, column: 0 });
    assert.equal(key('x'), null);
  });

  it('writes values as their type has them', () => {
    assert.equal(valueText(0.123456, 'float32'), '0.1235');
    assert.equal(valueText(-1234567, 'int32'), '−1,234,567');
    assert.equal(valueText('9007199254740993', 'int64'), '9007199254740993');
    assert.equal(valueText(1, 'bool'), 'true');
    assert.deepEqual(
      ['NaN', 'Infinity', '-Infinity'].map(v => valueText(v, 'float32')),
      ['NaN', '∞', '−∞'],
    );
    assert.deepEqual(['NaN', '-Infinity', 'word', 3].map(brokenWord), ['NaN', 'infinite', null, null]);
  });
});
