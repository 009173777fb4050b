import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { MapProbe } from '../../../../extension/child/watch/closeUps/mapProbe';
import type { LayerRow } from '../../../../extension/child/watch/models/layerRows';
import type { LayerLike } from '../../../../extension/child/watch/tfjsInternals';

const layerOf = (className: string, fields: object = {}): LayerLike =>
  ({ getClassName: () => className, ...fields }) as unknown as LayerLike;
const rowOf = (layer: LayerLike): LayerRow => ({ layer }) as LayerRow;
const counting = (shape: readonly number[]): Float32Array =>
  Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i + 1);

function mapsOf(className: string, shape: number[], examples = [0, 2], batchSize = 3, fields = {}) {
  const layer = layerOf(className, fields);
  const probe = new MapProbe([rowOf(layer)], examples, batchSize);
  probe.add(layer, counting(shape), shape);
  return probe.of(layer);
}

describe('MapProbe', () => {
  it('pictures the chosen examples of a convolution, and of an activation behind one', () => {
    for (const name of ['Conv2D', 'SeparableConv2D', 'Conv2DTranspose', 'DepthwiseConv2D', 'ReLU', 'Activation']) {
      const maps = mapsOf(name, [3, 2, 2, 2])!;
      assert.deepEqual([maps.examples, maps.channels, maps.height, maps.width], [2, 2, 2, 2]);
      // the third example's second channel ends with the largest value
      assert.deepEqual([...maps.scales], [23, 24]);
      assert.equal(maps.pixels.at(-1), 127);
      assert.equal(maps.pixels[0], Math.round((1 / 23) * 127));
    }
  });
  it('pictures nothing of layers that are not looked at so, and of shapes that are no pictures', () => {
    assert.equal(mapsOf('Dense', [3, 2, 2, 2]), null);
    assert.equal(mapsOf('MaxPooling2D', [3, 2, 2, 2]), null);
    for (const shape of [[3], [3, 4], [3, 1, 4], [3, 2, 0, 2], [3, 0], [3, 2, 2, 2, 2]])
      assert.equal(mapsOf('Conv2D', shape), null);
  });
  it('pictures nothing of a call on something else than the batch', () => {
    assert.equal(mapsOf('Conv2D', [12, 2, 2, 2]), null);
    assert.equal(mapsOf('Conv2D', [1, 2, 2, 2]), null);
  });
  it('pictures the first call of a layer that is called more often', () => {
    const layer = layerOf('Conv2D');
    const probe = new MapProbe([rowOf(layer)], [0], 1);
    probe.add(layer, counting([1, 2, 2, 1]), [1, 2, 2, 1]);
    probe.add(layer, new Float32Array(4), [1, 2, 2, 1]);
    assert.deepEqual([...probe.of(layer)!.scales], [4]);
  });
  it('pictures nothing where no examples are wanted', () => {
    assert.equal(mapsOf('Conv2D', [3, 2, 2, 2], []), null);
  });
  it('stays within its bytes, whatever the sizes, and draws a channel at least', () => {
    const sizes = fc.record({
      height: fc.integer({ min: 1, max: 70 }),
      width: fc.integer({ min: 2, max: 400 }),
      channels: fc.integer({ min: 1, max: 90 }),
      layers: fc.integer({ min: 1, max: 300 }),
      isFirst: fc.boolean(),
    });
    fc.assert(
      fc.property(sizes, ({ height, width, channels, layers, isFirst }) => {
        const all = Array.from({ length: layers }, () =>
          layerOf('Conv2D', isFirst ? { dataFormat: 'channelsFirst' } : {}),
        );
        const probe = new MapProbe(all.map(rowOf), [0, 1], 2);
        const shape = isFirst ? [2, channels, height, width] : [2, height, width, channels];
        probe.add(all[0]!, new Float32Array(2 * height * width * channels).fill(1), shape);
        const maps = probe.of(all[0]!)!;
        assert.ok(maps.pixels.length <= Math.max(2 ** 23 / layers, 2 * maps.height * maps.width));
        assert.ok(maps.channels >= 1 && maps.channels <= 64 && maps.height <= 32 && maps.pixels.every(p => p === 127));
        assert.deepEqual([maps.fullHeight, maps.fullWidth, maps.total], [height, width, channels]);
      }),
      { numRuns: 40 },
    );
  });
});
