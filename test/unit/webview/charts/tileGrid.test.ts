import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { pixelScale, tileAt, tileByKey, tileGrid, tilePlace } from '../../../../webview/charts/tileGrid';

describe('tileGrid', () => {
  const grids = fc.record({
    count: fc.integer({ min: 1, max: 300 }),
    width: fc.integer({ min: 0, max: 1200 }),
    tileWidth: fc.integer({ min: 1, max: 256 }),
    tileHeight: fc.integer({ min: 1, max: 64 }),
  });

  it('puts each tile where a click on it finds it, inside the figure where one fits', () => {
    fc.assert(
      fc.property(grids, ({ count, width, tileWidth, tileHeight }) => {
        const grid = tileGrid(count, width, tileWidth, tileHeight);
        for (let i = 0; i < count; i++) {
          const { x, y } = tilePlace(grid, i);
          assert.equal(tileAt(grid, x, y), i);
          assert.equal(tileAt(grid, x + tileWidth - 1, y + tileHeight - 1), i);
          assert.ok(y >= 0 && y + tileHeight <= grid.height);
          if (grid.columns > 1) assert.ok(x >= 0 && x + tileWidth <= width);
        }
        assert.equal(tileAt(grid, -5, 5), null);
        assert.equal(tileAt(grid, 5, grid.height + tileHeight + 8), null);
      }),
    );
  });

  it('is led through by keys, and never out of it', () => {
    const grid = tileGrid(10, 4 * 24 + 4, 20, 20);
    assert.equal(grid.columns, 4);
    const to = (from: number, key: string) => tileByKey(grid, from, key);
    assert.deepEqual(
      [to(0, 'ArrowRight'), to(0, 'ArrowLeft'), to(1, 'ArrowDown'), to(9, 'ArrowUp'), to(7, 'ArrowDown'), to(3, 'Home'), to(3, 'End')], // prettier-ignore
      [1, 0, 5, 5, 7, 0, 9],
    );
    assert.equal(to(3, 'a'), null);
  });

  it('magnifies by whole pixels, and never makes smaller', () => {
    assert.deepEqual(
      [1, 3, 7, 28, 32, 100].map(side => pixelScale(side, 44)),
      [44, 15, 6, 2, 1, 1],
    );
  });
});
