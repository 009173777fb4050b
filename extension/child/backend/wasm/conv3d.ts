import type * as tfjs from '@tensorflow/tfjs';
import { convolveVolumes, type Three } from './convolveVolumes';
import { replaceKernel, type TensorFlowModule } from './kernel';

type Info = tfjs.backend_util.Conv3DInfo;
type Shape5D = [number, number, number, number, number];
interface Windows {
  strides: unknown;
  pad: unknown;
}
/** Planes to add on both sides of depth, height and width; a negative number takes them away. */
type Margins3d = [before: number, after: number][];

/** A convolution of volumes, and both its gradients, which the backend ships wrong, as convolutions: like those of images. */
export function installConv3d(tf: TensorFlowModule): void {
  const infoOf = (inShape: Shape5D, filterShape: Shape5D, attrs: Windows, dilations: number | Three = 1): Info =>
    tf.backend_util.computeConv3DInfo(inShape, filterShape, attrs.strides as number, dilations, attrs.pad as 'same');

  replaceKernel<{ x: tfjs.Tensor5D; filter: tfjs.Tensor5D }, tfjs.Conv3DAttrs>(
    tf,
    'Conv3D',
    ({ inputs: { x, filter }, attrs }) => {
      const { dilations } = attrs as unknown as { dilations: number | Three };
      const all: Three = typeof dilations === 'number' ? [dilations, dilations, dilations] : dilations;
      const axes = axesOf(infoOf(x.shape, filter.shape, attrs, all));
      const strides = axes.map(a => a.stride) as Three;
      return convolveVolumes(tf, padOrCrop3d(tf, x, marginsToValid(axes)), filter, strides, all);
    },
  );

  replaceKernel<{ x: tfjs.Tensor5D; dy: tfjs.Tensor5D }, tfjs.Conv3DBackpropFilterV2Attrs>(
    tf,
    'Conv3DBackpropFilterV2',
    ({ inputs: { x, dy }, attrs }) => {
      const axes = axesOf(infoOf(x.shape, attrs.filterShape, attrs));
      const margined = padOrCrop3d(tf, x, marginsToValid(axes));
      const volume = tf.transpose(margined, [4, 1, 2, 3, 0]) as tfjs.Tensor5D;
      const filter = tf.transpose(dy, [1, 2, 3, 0, 4]) as tfjs.Tensor5D;
      const strides = axes.map(a => a.stride) as Three;
      const product = convolveVolumes(tf, volume, filter, [1, 1, 1], strides);
      return tf.transpose(product, [1, 2, 3, 0, 4]);
    },
  );

  replaceKernel<{ dy: tfjs.Tensor5D; filter: tfjs.Tensor5D }, tfjs.Conv3DBackpropInputV2Attrs>(
    tf,
    'Conv3DBackpropInputV2',
    ({ inputs: { dy, filter }, attrs }) => {
      const axes = axesOf(infoOf(attrs.inputShape, filter.shape, attrs));
      const gradient = axes.reduce((x, a, i) => spreadAxis(tf, x, i + 1, a.stride), dy);
      const margins = axes.map((a, i): [number, number] => {
        const before = a.filter - 1 - a.before;
        return [before, a.size + a.filter - 1 - (gradient.shape[i + 1] as number) - before];
      });
      const turned = tf.transpose(tf.reverse(filter, [0, 1, 2]), [0, 1, 2, 4, 3]) as tfjs.Tensor5D;
      return convolveVolumes(tf, padOrCrop3d(tf, gradient, margins), turned, [1, 1, 1], [1, 1, 1]);
    },
  );
}

interface Axis {
  size: number;
  out: number;
  /** With its dilations. */
  filter: number;
  stride: number;
  /** Padding before the first plane. */
  before: number;
}

/** Depth, height, width. */
function axesOf(info: Info): Axis[] {
  const { padInfo } = info;
  return [
    { size: info.inDepth, out: info.outDepth, filter: info.effectiveFilterDepth, stride: info.strideDepth, before: padInfo.front },
    { size: info.inHeight, out: info.outHeight, filter: info.effectiveFilterHeight, stride: info.strideHeight, before: padInfo.top },
    { size: info.inWidth, out: info.outWidth, filter: info.effectiveFilterWidth, stride: info.strideWidth, before: padInfo.left },
  ]; // prettier-ignore
}

/** The input then ends where the last window does, and needs no padding. */
const marginsToValid = (axes: Axis[]): Margins3d =>
  axes.map(a => [a.before, (a.out - 1) * a.stride + a.filter - a.size - a.before]);

function padOrCrop3d(tf: TensorFlowModule, x: tfjs.Tensor5D, margins: Margins3d): tfjs.Tensor5D {
  const all: Margins3d = [[0, 0], ...margins, [0, 0]];
  let result = x;
  if (all.flat().some(margin => margin < 0)) {
    const begin = all.map(([before]) => Math.max(0, -before));
    const size = x.shape.map((n, i) => n - Math.max(0, -all[i]![0]) - Math.max(0, -all[i]![1]));
    result = tf.slice(result, begin, size);
  }
  if (!all.flat().some(margin => margin > 0)) return result;
  return tf.pad(result, all.map(([before, after]) => [Math.max(0, before), Math.max(0, after)])); // prettier-ignore
}

/** Adds `stride - 1` planes of zeros after each plane along an axis. */
function spreadAxis(tf: TensorFlowModule, x: tfjs.Tensor5D, axis: number, stride: number): tfjs.Tensor5D {
  if (stride === 1) return x;
  const inner = x.shape.slice(axis + 1).reduce((product, n) => product * n, 1);
  const planes = tf.reshape(x, [x.size / inner, 1, inner]);
  const spread = tf.pad(planes, [[0, 0], [0, stride - 1], [0, 0]]); // prettier-ignore
  return tf.reshape(spread, x.shape.map((n, i) => (i === axis ? n * stride : n)) as Shape5D); // prettier-ignore
}
