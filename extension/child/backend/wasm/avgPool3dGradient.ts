import type * as tfjs from '@tensorflow/tfjs';
import { replaceKernel, type TensorFlowModule } from './kernel';
import { eachVolumeWindow } from './volumeWindows';

type Attributes = tfjs.AvgPool3DGradAttrs;
type Values = tfjs.backend_util.TypedArray;

/** Shares of a window go to the values that it covers; the shipped kernel counts the padding too, as for images. */
export function installAvgPool3dGradient(tf: TensorFlowModule): void {
  replaceKernel<{ dy: tfjs.Tensor; input: tfjs.Tensor }, Attributes>(
    tf,
    'AvgPool3DGrad',
    ({ inputs, attrs, backend }) => {
      const { dy, input } = inputs;
      const info = tf.backend_util.computePool3DInfo(
        input.shape as [number, number, number, number, number],
        attrs.filterSize,
        attrs.strides,
        1,
        attrs.pad,
        attrs.dimRoundingMode,
      );
      const result = backend.makeOutput(input.shape, 'float32');
      const dx = backend.typedArrayFromHeap(result);
      dx.fill(0);
      shareEqually(info, backend.typedArrayFromHeap(dy), dx);
      return result;
    },
  );
}

function shareEqually(info: tfjs.backend_util.Conv3DInfo, dy: Values, dx: Values): void {
  const { inDepth, inHeight, inWidth, inChannels } = info;
  eachVolumeWindow(info, ({ n, z: [z0, z1], y: [y0, y1], x: [x0, x1], output }) => {
    const share = 1 / ((z1 - z0) * (y1 - y0) * (x1 - x0));
    for (let z = z0; z < z1; z++)
      for (let y = y0; y < y1; y++)
        for (let x = x0; x < x1; x++) {
          const index = (((n * inDepth + z) * inHeight + y) * inWidth + x) * inChannels;
          for (let c = 0; c < inChannels; c++)
            dx[index + c] = (dx[index + c] as number) + (dy[output + c] as number) * share;
        }
  });
}
