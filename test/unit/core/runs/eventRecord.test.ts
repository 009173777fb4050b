import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { toTensorBoardBuckets } from '../../../../extension/core/stats/tensorBoardBuckets';
import { histogramValues } from '../../../../extension/core/runs/eventTags';
import { eventSample } from './eventSample';
import { layerSnapshot } from './runFixtures';

const fixture = JSON.parse(fs.readFileSync(path.join(__dirname, '../../../fixtures/runs/events.json'), 'utf8'));

describe('event files', () => {
  it('are still those that TensorBoard was given to read (else: test/fixtures/runs/makeEvents.py)', () => {
    assert.equal(Buffer.from(eventSample()).toString('base64'), fixture.base64);
  });

  it('open in TensorBoard with equal curves, NaN as NaN, steps beyond 2^32', () => {
    assert.equal(fixture.fileVersion, 2);
    assert.equal(fixture.firstTime, 1_700_000_000.25);
    const f32 = Math.fround;
    assert.deepEqual(fixture.scalars, {
      'loss/step': [
        [1, f32(2.302585)],
        [2, null],
      ],
      'learning_rate/step': [[1, f32(0.001)]],
      'epoch/step': [[1, f32(0.05)]],
      'gan/loss/step': [[2 ** 40 + 3, f32(-1 / 3)]],
      'loss/train': [[20, 1.5]],
      'loss/validation': [[20, 1.75]],
      'acc/train': [[20, 0.5]],
      'acc/validation': [[20, 0.25]],
    });
  });

  it('open in TensorBoard with equal histograms', () => {
    const layer = layerSnapshot('conv2d_Conv2D1', 1, 400);
    for (const value of histogramValues('', layer)) {
      assert.ok('histogram' in value);
      const read = fixture.histograms[value.tag];
      assert.deepEqual([read.plugin, read.steps], ['histograms', [0]]);
      const rows = toTensorBoardBuckets(value.histogram).map(({ left, right, count }) => [left, right, count]);
      assert.deepEqual(read.rows, rows, value.tag);
    }
    assert.deepEqual(fixture.histograms['conv2d_Conv2D1/constant'].rows[29], [-0.5, -0.5, 9]);
    // TensorBoard's own page turns a constant below -10 around
    assert.deepEqual(fixture.histograms['conv2d_Conv2D1/below -10'].rows[29], [-10.5, -10.5, 50]);
    assert.deepEqual(fixture.histograms['conv2d_Conv2D1/all NaN'].rows[29], [0, 0, 0]);
    assert.deepEqual(fixture.histograms['conv2d_Conv2D1/empty'].rows[29], [0, 0, 0]);
  });
});
