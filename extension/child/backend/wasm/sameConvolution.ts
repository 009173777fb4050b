import type * as tfjs from '@tensorflow/tfjs';
import { replaceKernel, type TensorFlowModule } from './kernel';
import { marginsToValid, padOrCrop } from './padOrCrop';

interface Inputs {
  x: tfjs.Tensor4D;
  filter: tfjs.Tensor4D;
}
interface Attributes {
  strides: [number, number] | number;
  dilations: [number, number] | number;
  pad: 'valid' | 'same' | number | tfjs.backend_util.ExplicitPadding;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  dataFormat?: string;
}

/**
 * Convolutions with `same` padding whose filter is shorter than their stride come out wrong from the shipped kernels.
 * They get their input cut to what the windows see, and no padding.
 */
export function installSameConvolution(tf: TensorFlowModule): void {
  for (const [name, isDepthwise] of [
    ['Conv2D', false],
    ['FusedConv2D', false],
    ['DepthwiseConv2dNative', true],
    ['FusedDepthwiseConv2D', true],
  ] as const)
    replaceKernel<Inputs, Attributes>(tf, name, (call, shipped) => {
      const { inputs, attrs } = call;
      if (attrs.pad !== 'same' || (attrs.dataFormat ?? 'NHWC') !== 'NHWC') return shipped(call);
      const info = tf.backend_util.computeConv2DInfo(
        inputs.x.shape,
        inputs.filter.shape,
        attrs.strides,
        attrs.dilations ?? 1,
        attrs.pad,
        attrs.dimRoundingMode,
        isDepthwise,
      );
      if (info.effectiveFilterHeight >= info.strideHeight && info.effectiveFilterWidth >= info.strideWidth)
        return shipped(call);
      const x = padOrCrop(tf, inputs.x, marginsToValid(info));
      return shipped({ ...call, inputs: { ...inputs, x }, attrs: { ...attrs, pad: 'valid' } });
    });
}
