import * as assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import type * as tfjs from '@tensorflow/tfjs';
import { installWasmKernels } from '../../extension/child/backend/wasm/installWasmKernels';

describe('fit after fit on WebAssembly', () => {
  const require = createRequire(import.meta.url);
  let tf: typeof tfjs;

  before(async () => {
    tf = require('@tensorflow/tfjs') as typeof tfjs;
    require('@tensorflow/tfjs-backend-wasm');
    await tf.setBackend('wasm');
    await tf.ready();
    installWasmKernels(tf, () => undefined);
  });

  it('leaves no tensor and no memory behind in a thousand steps', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.conv2d({ inputShape: [8, 8, 1], filters: 4, kernelSize: 3, activation: 'relu' }),
        tf.layers.batchNormalization(),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.flatten(),
        tf.layers.dropout({ rate: 0.2 }),
        tf.layers.dense({ units: 3, activation: 'softmax' }),
      ],
    });
    model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
    const xs = tf.randomNormal([200, 8, 8, 1]);
    const ys = tf.oneHot(tf.randomUniform([200], 0, 3, 'int32'), 3);
    const held = (): object => ({
      tensors: tf.memory().numTensors,
      bytes: tf.memory().numBytes,
      inWasm: tf.findBackend('wasm').numDataIds(),
      inPlain: tf.findBackend('cpu').numDataIds(),
      heapBytes: heap(tf).byteLength,
    });
    const fit = (): Promise<unknown> =>
      model.fit(xs, ys, { epochs: 10, batchSize: 8, validationSplit: 0.2, verbose: 0, shuffle: true });
    await fit();
    const first = held();
    for (let i = 0; i < 4; i++) await fit();
    assert.deepEqual(held(), first);
    tf.dispose([xs, ys]);
    model.dispose();
  });
});

/** The memory of the backend's module. */
function heap(tf: typeof tfjs): ArrayBufferLike {
  const { wasm } = tf.findBackend('wasm') as unknown as { wasm: { HEAPU8: Uint8Array } };
  return wasm.HEAPU8.buffer;
}
