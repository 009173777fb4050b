import { valuesRecord, versionRecord } from '../../../../extension/core/runs/eventRecord';
import { histogramValues, metricValues, stepTags } from '../../../../extension/core/runs/eventTags';
import { joined } from '../../../../extension/core/runs/joined';
import { summarize } from '../../../../extension/core/stats/summarize';
import { layerSnapshot } from './runFixtures';

/** The bytes of an event file with one of everything that a run writes, at fixed times: always the same. */
export function eventSample(): Uint8Array {
  const timeMs = 1_700_000_000_250;
  const layer = layerSnapshot('conv2d_Conv2D1', 1, 400);
  layer.weights.constant = summarize(new Float32Array(9).fill(-0.5));
  layer.weights['below -10'] = summarize(new Float32Array(50).fill(-10.5));
  layer.weights['all NaN'] = summarize(new Float32Array(6).fill(NaN));
  layer.weights.empty = summarize(new Float32Array(0));
  layer.weights['größe'] = summarize(Float32Array.of(NaN, Infinity));
  return joined([
    versionRecord(timeMs),
    valuesRecord(timeMs, 0, histogramValues('', layer)),
    valuesRecord(timeMs, 1, [
      { tag: stepTags.loss, scalar: 2.302585 },
      { tag: stepTags.learningRate, scalar: 0.001 },
      { tag: stepTags.epoch, scalar: 0.05 },
    ]),
    valuesRecord(timeMs, 2, [{ tag: stepTags.loss, scalar: null }]),
    valuesRecord(timeMs, 2 ** 40 + 3, [{ tag: `gan/${stepTags.loss}`, scalar: -1 / 3 }]),
    valuesRecord(timeMs, 20, metricValues('', { loss: 1.5, val_loss: 1.75, acc: 0.5, val_acc: 0.25 })),
  ]);
}
