import assert from 'node:assert/strict';
import type { CloseUp, LayerCloseUp } from '../../extension/protocol/closeUp';
import { notFinitePixel } from '../../extension/protocol/closeUp';
import { runWatched } from './watch/runWatched';

/** The same numbers as in pictured.ts. */
const telling = (count: number): number[] =>
  Array.from({ length: count }, (_, i) => Math.fround(((i * 7919) % count) / count - 0.5));
const layerOf = (closeUp: CloseUp, name: string): LayerCloseUp => closeUp.layers.find(l => l.name === name)!;
const closeTo = (pixel: number, scale: number, value: number): boolean =>
  Math.abs((pixel / 127) * scale - value) <= (scale / 127) * 0.51;

async function closeUpsOf(kind: string): Promise<CloseUp[]> {
  const run = await runWatched('pictured.ts', { arguments: [kind], backend: 'wasm' });
  assert.equal(run.exitCode, 0, run.stderr);
  assert.equal(run.closeUps.length, run.snapshots.length);
  return run.closeUps;
}

describe('close-ups', function () {
  this.timeout(120_000);

  describe('of a network of images', () => {
    let closeUps: CloseUp[];
    before(async () => {
      closeUps = await closeUpsOf('images');
    });

    it('picture the first and the last step, and count at each', () => {
      const hasPictures = closeUps.map(c => c.layers.some(l => l.maps));
      assert.deepEqual([hasPictures[0], hasPictures.at(-1)], [true, true]);
      assert.deepEqual([closeUps[0]!.step, closeUps.at(-1)!.step], [0, 3]);
      for (const closeUp of closeUps) assert.equal(layerOf(closeUp, 'deep').units!.mean.length, 70);
    });
    it('show each class among eight examples', () => {
      assert.deepEqual(closeUps[0]!.examples, [0, 1, 2, 3, 4, 10, 12, 13]);
    });
    it('show kernels of a layer that looks at colours, value for value', () => {
      const { kernels } = layerOf(closeUps[0]!, 'colour');
      const values = telling(3 * 4 * 3 * 5);
      assert.deepEqual([kernels!.filters, kernels!.channels, kernels!.height, kernels!.width], [5, 3, 3, 4]);
      for (let f = 0; f < 5; f++)
        for (let c = 0; c < 3; c++)
          for (let i = 0; i < 12; i++) {
            const pixel = kernels!.pixels[(f * 3 + c) * 12 + i]!;
            assert.ok(closeTo(pixel, kernels!.scales[f]!, values[(i * 3 + c) * 5 + f]!), `filter ${f}, ${c}, ${i}`);
          }
    });
    it('show each filter of a depthwise layer, and those that stamp colours', () => {
      const each = layerOf(closeUps[0]!, 'each').kernels!;
      assert.deepEqual([each.weight, each.filters, each.channels, each.height], ['depthwise_kernel', 10, 1, 3]);
      const stamps = layerOf(closeUps[0]!, 'stamps').kernels!;
      assert.deepEqual([stamps.filters, stamps.channels, stamps.height, stamps.width], [70, 3, 5, 5]);
      const values = telling(5 * 5 * 3 * 70);
      const [place, channel, input] = [7, 2, 33];
      const pixel = stamps.pixels[(input * 3 + channel) * 25 + place]!;
      assert.ok(closeTo(pixel, stamps.scales[input]!, values[(place * 3 + channel) * 70 + input]!));
      assert.equal(layerOf(closeUps[0]!, 'deep').kernels, null);
      assert.equal(layerOf(closeUps[0]!, 'classes').kernels, null);
    });
    it('show what convolutions return, at most 64 channels and 32 pixels', () => {
      const colour = layerOf(closeUps[0]!, 'colour').maps!;
      assert.deepEqual([colour.examples, colour.channels, colour.total], [8, 5, 5]);
      assert.deepEqual([colour.height, colour.width, colour.fullHeight, colour.fullWidth], [32, 31, 38, 37]);
      const deep = layerOf(closeUps[0]!, 'deep').maps!;
      assert.deepEqual([deep.channels, deep.total, deep.height, deep.fullHeight], [64, 70, 9, 9]);
      assert.equal(deep.pixels.length, 8 * 64 * deep.height * deep.width);
      // the largest of a channel's map, where nothing was made smaller, is what the units say
      const { units } = layerOf(closeUps[0]!, 'deep');
      for (let c = 0; c < 64; c++) assert.ok(deep.scales[c]! <= Math.max(units!.max[c]!, -units!.min[c]!) * (1 + 1e-6));
      assert.equal(layerOf(closeUps[0]!, 'classes').maps, null);
    });
    it('show the inputs of the same examples as the network sees them', () => {
      const inputs = closeUps[0]!.inputs!;
      assert.deepEqual([inputs.examples, inputs.channels, inputs.height, inputs.width], [8, 3, 40, 40]);
      const values = telling(24 * 40 * 40 * 3);
      const [place, channel] = [123, 1];
      const pixel = inputs.pixels[(5 * 1600 + place) * 3 + channel]!;
      const value = values[(10 * 1600 + place) * 3 + channel]!;
      assert.ok(Math.abs(inputs.low + (pixel / 255) * (inputs.high - inputs.low) - value) < 0.51 / 255);
    });
  });

  it('mark weights and maps that are not numbers', async () => {
    const [first] = await closeUpsOf('notFinite');
    const colour = layerOf(first!, 'colour');
    assert.deepEqual(
      [1, 2].map(f => colour.kernels!.pixels[f * 36]),
      [notFinitePixel, notFinitePixel],
    );
    assert.equal(colour.kernels!.pixels.filter(p => p === notFinitePixel).length, 2);
    const [, height, width] = [0, colour.maps!.height, colour.maps!.width];
    assert.ok(colour.maps!.pixels.subarray(height * width, 2 * height * width).every(p => p === notFinitePixel));
    assert.ok(colour.units!.notFinite[1] === 1 && Number.isNaN(colour.units!.mean[1]!));
    assert.equal(colour.units!.notFinite[0], 0);
  });

  it('show a dense layer behind a flattened image as images, through dropout', async () => {
    const [first] = await closeUpsOf('flattened');
    const looks = layerOf(first!, 'looks').kernels!;
    assert.deepEqual([looks.filters, looks.total, looks.height, looks.width], [64, 100, 12, 9]);
    const values = telling(108 * 100);
    for (const [unit, place] of [
      [0, 0],
      [63, 107],
      [17, 50],
    ] as const)
      // prettier-ignore
      assert.ok(closeTo(looks.pixels[unit * 108 + place]!, looks.scales[unit]!, values[place * 100 + unit]!));
    assert.deepEqual([first!.inputs!.height, first!.inputs!.width, first!.inputs!.channels], [12, 9, 1]);
    assert.equal(layerOf(first!, 'classes').kernels, null);
  });

  it('read channels that come first', async () => {
    const [first] = await closeUpsOf('channelsFirst');
    const layer = layerOf(first!, 'first');
    assert.equal(layer.units!.mean.length, 3);
    assert.deepEqual([layer.maps!.channels, layer.maps!.height, layer.maps!.width], [3, 6, 8]);
    assert.deepEqual([first!.inputs!.height, first!.inputs!.width, first!.inputs!.channels], [8, 10, 1]);
    // one map's largest pixel is the unit's largest value, of the examples that are pictured
    assert.ok(layer.maps!.scales.every((s, c) => s <= layer.units!.max[c]! * (1 + 1e-6)));
  });

  it('show kernels over time with a row for each input, and maps of sequences as one row', async () => {
    const [first] = await closeUpsOf('sequences');
    const { kernels, maps, units } = layerOf(first!, 'waves');
    assert.deepEqual([kernels!.filters, kernels!.channels, kernels!.height, kernels!.width], [6, 1, 2, 5]);
    const values = telling(5 * 2 * 6);
    const [filter, input, time] = [4, 1, 3];
    const pixel = kernels!.pixels[filter * 10 + input * 5 + time]!;
    assert.ok(closeTo(pixel, kernels!.scales[filter]!, values[(time * 2 + input) * 6 + filter]!));
    assert.deepEqual([maps!.channels, maps!.height, maps!.width], [6, 1, 26]);
    assert.equal(units!.mean.length, 6);
    assert.equal(layerOf(first!, 'lstm').units!.mean.length, 3);
    assert.equal(first!.inputs, null);
  });

  it('of a deep network are few bytes, and count within the cost of snapshots', async () => {
    const [first] = await closeUpsOf('deep');
    const bytes = first!.layers.reduce((sum, l) => sum + (l.maps?.pixels.length ?? 0), 0);
    assert.ok(bytes <= 2 ** 23 && bytes > 2 ** 22, String(bytes));
    assert.equal(first!.layers.filter(l => l.maps).length, 40);
  });
});
