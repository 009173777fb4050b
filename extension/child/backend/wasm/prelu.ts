import type * as tfjs from '@tensorflow/tfjs';
import { replaceKernel, type TensorFlowModule } from './kernel';

/** The shipped kernel repeats the slopes from the start, which is right only where they cover whole last axes. */
export function installPrelu(tf: TensorFlowModule): void {
  replaceKernel<{ x: tfjs.Tensor; alpha: tfjs.Tensor }, object>(tf, 'Prelu', (call, shipped) => {
    const { x, alpha } = call.inputs;
    if (x.shape.join() === alpha.shape.join()) return shipped(call);
    const shape = tf.backend_util.assertAndGetBroadcastShape(x.shape, alpha.shape);
    return shipped({ ...call, inputs: { x: tf.broadcastTo(x, shape), alpha: tf.broadcastTo(alpha, shape) } });
  });
}
