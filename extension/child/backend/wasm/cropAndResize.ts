import type * as tfjs from '@tensorflow/tfjs';
import { replaceGradient } from './gradient';
import { replaceKernel, type TensorFlowModule } from './kernel';

interface Inputs {
  image: tfjs.Tensor4D;
  boxes: tfjs.Tensor2D;
  boxInd: tfjs.Tensor1D;
}
type Attributes = tfjs.CropAndResizeAttrs;

/**
 * A crop is linear in the rows and in the columns of its image, so it and its gradient are products with two small matrices for
 * each box. The shipped kernel serves but for the method `nearest`, whose places it rounds down; tfjs-core has no gradient. Ours
 * is by the images; by the boxes there is none.
 */
export function installCropAndResize(tf: TensorFlowModule): void {
  replaceKernel<Inputs, Attributes>(tf, 'CropAndResize', (call, shipped) => {
    const { image, boxes, boxInd } = call.inputs;
    if (call.attrs.method !== 'nearest') return shipped(call);
    const { rows, columns } = cropWeights(tf, image, boxes, call.attrs);
    const crops = multiplyImages(tf, tf.gather(image, boxInd), rows, columns, false);
    // places outside of the image have no weights
    const isInside = tf.mul(tf.expandDims(tf.sum(rows, 2), 2), tf.expandDims(tf.sum(columns, 2), 1));
    return tf.add(crops, tf.mul(tf.sub(1, tf.expandDims(isInside, 3)), call.attrs.extrapolationValue));
  });

  replaceGradient(tf, 'CropAndResize', {
    inputsToSave: ['image', 'boxes', 'boxInd'],
    gradFunc: (dy, saved, attrs) => {
      const [image, boxes, boxInd] = saved as [tfjs.Tensor4D, tfjs.Tensor2D, tfjs.Tensor1D];
      const none = (): tfjs.Tensor => {
        throw new Error('cropAndResize has no gradient by its boxes.');
      };
      return {
        image: () => {
          const { rows, columns } = cropWeights(tf, image, boxes, attrs as unknown as Attributes);
          const each = multiplyImages(tf, dy as tfjs.Tensor4D, rows, columns, true);
          return tf.unsortedSegmentSum(each, boxInd, image.shape[0]);
        },
        boxes: none,
        boxInd: none,
      };
    },
  });
}

/** Image n of [count, height, width, channels] by rows[n] from the left and columns[n] from the right, or by both transposed. */
function multiplyImages(
  tf: TensorFlowModule,
  images: tfjs.Tensor4D,
  rows: tfjs.Tensor3D,
  columns: tfjs.Tensor3D,
  isTransposed: boolean,
): tfjs.Tensor4D {
  const [count, height, width, channels] = images.shape;
  const byRow = tf.matMul(rows, tf.reshape(images, [count, height, width * channels]), isTransposed) as tfjs.Tensor3D;
  const newHeight = byRow.shape[1];
  const turned = tf.transpose(tf.reshape(byRow, [count, newHeight, width, channels]), [0, 2, 1, 3]);
  const flat = tf.reshape(turned, [count, width, newHeight * channels]);
  const byColumn = tf.matMul(columns, flat, isTransposed) as tfjs.Tensor3D;
  return tf.transpose(tf.reshape(byColumn, [count, byColumn.shape[1], newHeight, channels]), [0, 2, 1, 3]);
}

/** What each row and each column of an image gives to those of a crop: [box, out, in]. */
function cropWeights(
  tf: TensorFlowModule,
  image: tfjs.Tensor4D,
  boxes: tfjs.Tensor2D,
  { cropSize, method }: Attributes,
): { rows: tfjs.Tensor3D; columns: tfjs.Tensor3D } {
  const count = boxes.shape[0];
  // y1, x1, y2, x2 of each
  const edges = tf.engine().backend.readSync(boxes.dataId) as Float32Array;
  const along = (axis: 0 | 1): tfjs.Tensor3D => {
    const [out, size] = [cropSize[axis], image.shape[axis + 1] as number];
    const values = new Float32Array(count * out * size);
    for (let box = 0; box < count; box++) {
      const [start, end] = [edges[box * 4 + axis] as number, edges[box * 4 + axis + 2] as number];
      addWeights(values.subarray(box * out * size, (box + 1) * out * size), start, end, [out, size], method);
    }
    return tf.tensor3d(values, [count, out, size]);
  };
  return { rows: along(0), columns: along(1) };
}

/** One box, whose edges are shares of the image. */
function addWeights(
  values: Float32Array,
  start: number,
  end: number,
  [out, size]: [number, number],
  method: Attributes['method'],
): void {
  for (let i = 0; i < out; i++) {
    const at = (out > 1 ? start + (i * (end - start)) / (out - 1) : (start + end) / 2) * (size - 1);
    if (!(at >= 0 && at <= size - 1)) continue;
    if (method === 'nearest') {
      values[i * size + Math.round(at)] = 1;
      continue;
    }
    const low = Math.floor(at);
    values[i * size + low] = 1 - (at - low);
    if (at > low) values[i * size + low + 1] = at - low;
  }
}
