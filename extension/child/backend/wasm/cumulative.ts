import type * as tfjs from '@tensorflow/tfjs';
import { replaceKernel, type TensorFlowModule } from './kernel';

/** The shipped kernels write beyond their output where the axis is counted from the end. */
export function installCumulative(tf: TensorFlowModule): void {
  for (const name of ['Cumsum', 'Cumprod'])
    replaceKernel<{ x: tfjs.Tensor }, tfjs.CumsumAttrs>(tf, name, (call, shipped) => {
      const { axis } = call.attrs;
      return shipped({ ...call, attrs: { ...call.attrs, axis: axis < 0 ? axis + call.inputs.x.shape.length : axis } });
    });
}
