import type * as tfjs from '@tensorflow/tfjs';
import { replaceGradient, type InputGradients } from './gradient';
import type { TensorFlowModule } from './kernel';

type Tensor = tfjs.Tensor;
interface Attributes {
  strides: [number, number] | number;
  pad: 'valid' | 'same' | number | tfjs.backend_util.ExplicitPadding;
  dilations?: [number, number] | number;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

/** True where a filter is applied to values that do not lie side by side. */
export const isDilated = (dilations: number | number[] | undefined): boolean =>
  [dilations ?? 1].flat().some(dilation => dilation !== 1);

/**
 * Gradients that tfjs-core has on no backend, though tfjs-layers builds such layers: of dilated convolutions, and of the
 * transposed one of volumes.
 */
export function installConvolutionGradients(tf: TensorFlowModule): void {
  const run = (name: string, inputs: Record<string, Tensor>, attrs: object): Tensor =>
    tf.engine().runKernel(name, inputs as tfjs.NamedTensorMap, attrs as tfjs.NamedAttrMap);

  const shipped = tf.getGradient('Conv2D');
  replaceGradient(tf, 'Conv2D', {
    inputsToSave: ['x', 'filter'],
    gradFunc: (dy, saved, attrs) => {
      const [x, filter] = saved as [Tensor, Tensor];
      if (!isDilated(attrs.dilations as number[])) return shipped.gradFunc(dy, saved, attrs as never) as InputGradients;
      return {
        x: () => run('Conv2DBackpropInput', { dy, filter }, { ...attrs, inputShape: x.shape }),
        filter: () => run('Conv2DBackpropFilter', { x, dy }, { ...attrs, filterShape: filter.shape }),
      };
    },
  });

  replaceGradient(tf, 'DepthwiseConv2dNative', {
    inputsToSave: ['x', 'filter'],
    gradFunc: (dy, saved, attrs) => {
      const [x, filter] = saved as [Tensor, Tensor];
      const all = { ...attrs, dilations: (attrs as unknown as Attributes).dilations ?? 1 };
      return {
        x: () => run('DepthwiseConv2dNativeBackpropInput', { dy, filter }, { ...all, inputShape: x.shape }),
        filter: () => run('DepthwiseConv2dNativeBackpropFilter', { x, dy }, { ...all, filterShape: filter.shape }),
      };
    },
  });

  replaceGradient(tf, 'Conv3DBackpropInputV2', {
    inputsToSave: ['dy', 'filter'],
    gradFunc: (gradient, saved, attrs) => {
      const [dy, filter] = saved as [Tensor, Tensor];
      const { strides, pad } = attrs as { strides: [number, number, number]; pad: 'same' };
      return {
        dy: () => tf.conv3d(gradient as tfjs.Tensor5D, filter as tfjs.Tensor5D, strides, pad),
        filter: () => run('Conv3DBackpropFilterV2', { x: gradient, dy }, { strides, pad, filterShape: filter.shape }),
      };
    },
  });
}
