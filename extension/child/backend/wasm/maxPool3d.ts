import type * as tfjs from '@tensorflow/tfjs';
import { replaceKernel, type TensorFlowModule } from './kernel';
import { eachVolumeWindow } from './volumeWindows';

type Attributes = tfjs.MaxPool3DAttrs;
type Info = tfjs.backend_util.Conv3DInfo;
type Values = tfjs.backend_util.TypedArray;

/**
 * The largest value of each window of a volume, and its gradient, which goes to the first largest value, on the values in the
 * backend's own memory. The shipped kernels start at 0 and lose windows whose values are all negative.
 */
export function installMaxPool3d(tf: TensorFlowModule): void {
  const infoOf = (x: tfjs.Tensor, { filterSize, strides, pad, dimRoundingMode }: Attributes): Info =>
    tf.backend_util.computePool3DInfo(x.shape as never, filterSize, strides, 1, pad, dimRoundingMode);

  replaceKernel<{ x: tfjs.Tensor }, Attributes>(tf, 'MaxPool3D', ({ inputs: { x }, attrs, backend }) => {
    const info = infoOf(x, attrs);
    const result = backend.makeOutput(info.outShape, 'float32');
    // views are taken after the allocation, which may move the memory
    const [values, largest] = [backend.typedArrayFromHeap(x), backend.typedArrayFromHeap(result)];
    eachLargest(info, values, (input, output) => (largest[output] = values[input] as number));
    return result;
  });

  replaceKernel<{ dy: tfjs.Tensor; input: tfjs.Tensor }, Attributes>(
    tf,
    'MaxPool3DGrad',
    ({ inputs: { dy, input: x }, attrs, backend }) => {
      const result = backend.makeOutput(x.shape, 'float32');
      const [gradient, dx] = [backend.typedArrayFromHeap(dy), backend.typedArrayFromHeap(result)];
      dx.fill(0);
      eachLargest(infoOf(x, attrs), backend.typedArrayFromHeap(x), (input, output) => {
        dx[input] = (dx[input] as number) + (gradient[output] as number);
      });
      return result;
    },
  );
}

/** Calls back for each window and channel: where its first largest value lies in the input, and its place in the output. */
function eachLargest(info: Info, x: Values, visit: (inputIndex: number, outputIndex: number) => void): void {
  const { inDepth, inHeight, inWidth, inChannels } = info;
  eachVolumeWindow(info, ({ n, z: [z0, z1], y: [y0, y1], x: [x0, x1], output }) => {
    for (let c = 0; c < inChannels; c++) {
      let bestIndex = (((n * inDepth + z0) * inHeight + y0) * inWidth + x0) * inChannels + c;
      let best = x[bestIndex] as number;
      for (let z = z0; z < z1; z++)
        for (let y = y0; y < y1; y++) {
          let index = (((n * inDepth + z) * inHeight + y) * inWidth + x0) * inChannels + c;
          for (let column = x0; column < x1; column++, index += inChannels)
            if ((x[index] as number) > best) {
              best = x[index] as number;
              bestIndex = index;
            }
        }
      visit(bestIndex, output + c);
    }
  });
}
