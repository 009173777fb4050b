import type * as tfjs from '@tensorflow/tfjs';
import { replaceKernel, type TensorFlowModule } from './kernel';

type PoolInfo = tfjs.backend_util.Conv2DInfo;
interface Attributes {
  filterSize: [number, number] | number;
  strides: [number, number] | number;
  pad: 'valid' | 'same' | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/**
 * Gradients of two-dimensional pooling, on the values in the backend's own memory.
 * - Max: to the first largest value of each window, as TensorFlow does. The shipped kernel starts at 0 and loses windows
 *   whose values are all negative.
 * - Average: in equal shares to the values that the window covers. The shipped kernel counts the padding too, which the
 *   forward pass does not.
 */
export function installPoolGradients(tf: TensorFlowModule): void {
  const infoOf = (shape: number[], attrs: Attributes): PoolInfo =>
    tf.backend_util.computePool2DInfo(
      shape as [number, number, number, number],
      attrs.filterSize,
      attrs.strides,
      1,
      attrs.pad,
      attrs.dimRoundingMode,
    );

  replaceKernel<{ dy: tfjs.Tensor; input: tfjs.Tensor }, Attributes>(
    tf,
    'MaxPoolGrad',
    ({ inputs, attrs, backend }) => {
      const { dy, input } = inputs;
      const result = backend.makeOutput(input.shape, 'float32');
      // Views are taken after the allocation, which may move the memory.
      const x = backend.typedArrayFromHeap(input);
      const dx = backend.typedArrayFromHeap(result);
      dx.fill(0);
      giveToLargest(infoOf(input.shape, attrs), x, backend.typedArrayFromHeap(dy), dx);
      return result;
    },
  );

  replaceKernel<{ dy: tfjs.Tensor; input: tfjs.Tensor }, Attributes>(
    tf,
    'AvgPoolGrad',
    ({ inputs, attrs, backend }) => {
      const { dy, input } = inputs;
      const result = backend.makeOutput(input.shape, 'float32');
      const dx = backend.typedArrayFromHeap(result);
      dx.fill(0);
      shareEqually(infoOf(input.shape, attrs), backend.typedArrayFromHeap(dy), dx);
      return result;
    },
  );
}

type Values = tfjs.backend_util.TypedArray;

/** Calls back for each window: its corner in the input, its rows and columns inside it, and its place in the output. */
function eachWindow(
  info: PoolInfo,
  visit: (cornerIndex: number, rows: number, columns: number, outputIndex: number) => void,
): void {
  const { inHeight, inWidth, inChannels, padInfo } = info;
  let outputIndex = 0;
  for (let n = 0; n < info.batchSize; n++)
    for (let oy = 0; oy < info.outHeight; oy++) {
      const top = Math.max(0, oy * info.strideHeight - padInfo.top);
      const bottom = Math.min(inHeight, oy * info.strideHeight - padInfo.top + info.effectiveFilterHeight);
      for (let ox = 0; ox < info.outWidth; ox++, outputIndex += inChannels) {
        const left = Math.max(0, ox * info.strideWidth - padInfo.left);
        const right = Math.min(inWidth, ox * info.strideWidth - padInfo.left + info.effectiveFilterWidth);
        visit(((n * inHeight + top) * inWidth + left) * inChannels, bottom - top, right - left, outputIndex);
      }
    }
}

function giveToLargest(info: PoolInfo, x: Values, dy: Values, dx: Values): void {
  const { inWidth, inChannels } = info;
  const rowLength = inWidth * inChannels;
  eachWindow(info, (corner, rows, columns, output) => {
    if (rows <= 0 || columns <= 0) return;
    for (let c = 0; c < inChannels; c++) {
      let bestIndex = corner + c;
      let best = x[bestIndex] as number;
      for (let row = 0; row < rows; row++) {
        let index = corner + c + row * rowLength;
        for (let column = 0; column < columns; column++, index += inChannels) {
          const value = x[index] as number;
          if (value > best) {
            best = value;
            bestIndex = index;
          }
        }
      }
      dx[bestIndex] = (dx[bestIndex] as number) + (dy[output + c] as number);
    }
  });
}

function shareEqually(info: PoolInfo, dy: Values, dx: Values): void {
  const { inWidth, inChannels } = info;
  const rowLength = inWidth * inChannels;
  eachWindow(info, (corner, rows, columns, output) => {
    const share = 1 / (rows * columns);
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) {
        const index = corner + row * rowLength + column * inChannels;
        for (let c = 0; c < inChannels; c++)
          dx[index + c] = (dx[index + c] as number) + (dy[output + c] as number) * share;
      }
  });
}
