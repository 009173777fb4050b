import assert from 'node:assert/strict';
import fc from 'fast-check';
import { unitAxis } from '../../../../../extension/core/formats/tensors/unitAxis';
import { tensorPictures } from '../../../../../extension/core/formats/tensors/tensorPictures';
import type { TensorPictures } from '../../../../../extension/protocol/reader';
import { random, weight } from '../findings/ruleFixtures';

const count = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);
type Units = 'first' | 'last' | null;
const picturesOf = (
  shape: number[],
  units: Units,
  { filters = 256, page = 0, name = 'w', values = random(count(shape)) } = {},
) => tensorPictures(weight(name, shape, values), { filters, page, units });

/** The value that a pixel stands for, of `[filter, channel, row, column]`. */
const pixel = (p: TensorPictures, f: number, c: number, y: number, x: number): number =>
  (p.pixels[((f * p.channels + c) * p.height + y) * p.width + x]! / 127) * p.scales[f]!;
const outline = (p: TensorPictures | null) =>
  p && [p.filters, p.total, p.channels, p.height, p.width, p.page, p.pages, p.first, p.input];

describe('tensorPictures', () => {
  it('is a filter for each output, with colours side by side', () => {
    assert.deepEqual(outline(picturesOf([5, 4, 3, 8], 'last')), [8, 8, 3, 5, 4, 0, 1, 0, null]);
    assert.deepEqual(outline(picturesOf([8, 3, 5, 4], 'first')), [8, 8, 3, 5, 4, 0, 1, 0, null]);
    assert.deepEqual(outline(picturesOf([3, 3, 1, 8], 'last')), [8, 8, 1, 3, 3, 0, 1, 0, null]);
  });
  it('has a page for each of many inputs, and for each part of many filters', () => {
    assert.deepEqual(outline(picturesOf([3, 3, 16, 32], 'last', { page: 5 })), [32, 32, 1, 3, 3, 5, 16, 0, 5]);
    const pages = [0, 1, 2, 3, 19, 20, 99].map(page =>
      outline(picturesOf([3, 3, 10, 24], 'last', { page, filters: 16 }))!.slice(5),
    );
    assert.deepEqual(pages, [
      [0, 20, 0, 0],
      [1, 20, 16, 0],
      [2, 20, 0, 1],
      [3, 20, 16, 1],
      [19, 20, 16, 9],
      [19, 20, 16, 9],
      [19, 20, 16, 9],
    ]);
    // not more pixels than a page may have
    assert.deepEqual(outline(picturesOf([64, 64, 2, 100], 'last', { page: 1 })), [36, 100, 1, 64, 64, 1, 4, 64, 0]);
    for (const page of [-3, NaN]) assert.equal(picturesOf([3, 3, 10, 24], 'last', { page })!.page, 0);
  });
  it('shows each value in its place, however the kernel lies', () => {
    const side = fc.integer({ min: 1, max: 6 });
    fc.assert(
      fc.property(side, side, side, side, fc.constantFrom('first', 'last'), fc.nat(40), (h, w, i, o, units, page) => {
        fc.pre(h * w > 1);
        const shape = units === 'last' ? [h, w, i, o] : [o, i, h, w];
        const values = random(h * w * i * o);
        const found = picturesOf(shape, units as Units, { values, page, filters: 4 })!;
        const at = (f: number, c: number, y: number, x: number): number =>
          values[units === 'last' ? ((y * w + x) * i + c) * o + f : ((f * i + c) * h + y) * w + x]!;
        for (let f = 0; f < found.filters; f++)
          for (let c = 0; c < found.channels; c++)
            for (let y = 0; y < h; y++)
              for (let x = 0; x < w; x++) {
                const wanted = at(found.first + f, found.input ?? c, y, x);
                assert.ok(Math.abs(pixel(found, f, c, y, x) - wanted) <= found.scales[f]! / 250);
              }
      }),
      { numRuns: 60 },
    );
  });
  it('shows all filters of a depthwise kernel together', () => {
    assert.deepEqual(outline(picturesOf([3, 3, 8, 2], 'last', { name: 'dw/depthwise_kernel' })), [
      16,
      16,
      1,
      3,
      3,
      0,
      1,
      0,
      null,
    ]);
  });
  it('has a row for each input of a convolution over time, and squares of a matrix', () => {
    assert.deepEqual(outline(picturesOf([5, 4, 7], 'last')), [7, 7, 1, 4, 5, 0, 1, 0, null]);
    assert.deepEqual(outline(picturesOf([7, 4, 5], 'first')), [7, 7, 1, 4, 5, 0, 1, 0, null]);
    assert.deepEqual(outline(picturesOf([784, 10], 'last')), [10, 10, 1, 28, 28, 0, 1, 0, null]);
    assert.deepEqual(outline(picturesOf([10, 784], 'first')), [10, 10, 1, 28, 28, 0, 1, 0, null]);
  });
  it('takes the smaller axes for the image where nothing tells', () => {
    assert.deepEqual(outline(picturesOf([64, 3, 7, 7], null))!.slice(0, 5), [64, 64, 3, 7, 7]);
    assert.deepEqual(outline(picturesOf([7, 7, 3, 64], null))!.slice(0, 5), [64, 64, 3, 7, 7]);
    assert.equal(unitAxis('pytorch', 'conv.weight'), 'first');
    assert.equal(unitAxis('keras-v3', 'conv/weight'), 'last');
    assert.equal(unitAxis('npz', 'a'), null);
  });
  it('is nothing where there is no image', () => {
    for (const shape of [[], [9], [1, 1, 8, 8], [2, 3], [65, 4], [1, 2, 3], [3, 40, 2], [2, 2, 2, 2, 2], [3, 3, 0, 4]])
      assert.equal(picturesOf(shape, 'last'), null, String(shape));
  });
});
