import type * as tfjs from '@tensorflow/tfjs';
import { isDilated } from './convolutionGradients';
import type { TensorFlowModule } from './kernel';

type Tensor = tfjs.Tensor;
type Fused = TensorFlowModule['fused'];
type Options = Parameters<Fused['conv2d']>[0];

/**
 * The fused operations bring gradients of their own, which throw for dilations: those become a convolution, a sum and an
 * activation while gradients are asked for. tfjs-layers takes them from the exports of tfjs-core at each call.
 */
export function mendFusedConvolutions(tf: TensorFlowModule, core: { fused: Fused }): void {
  const shipped = core.fused;
  const isRecorded = (options: Options): boolean =>
    tf.engine().state.gradientDepth > 0 && isDilated(options.dilations as number[]);
  const finish = (y: Tensor, { bias, activation, preluActivationWeights, leakyreluAlpha }: Options): Tensor => {
    const sum = bias ? tf.add(y, bias) : y;
    if (!activation || activation === 'linear') return sum;
    if (activation === 'prelu') return tf.prelu(sum, preluActivationWeights!);
    if (activation === 'leakyrelu') return tf.leakyRelu(sum, leakyreluAlpha);
    return tf[activation as 'relu'](sum);
  };
  const composed =
    (name: 'conv2d' | 'depthwiseConv2d') =>
    (options: Options): Tensor => {
      if (!isRecorded(options)) return (shipped[name] as (o: Options) => Tensor)(options);
      const { x, filter, strides, pad, dataFormat = 'NHWC', dilations, dimRoundingMode } = options;
      return tf.tidy(() => {
        const y = tf[name](x as tfjs.Tensor4D, filter as tfjs.Tensor4D, strides, pad as 'same', dataFormat, dilations, dimRoundingMode); // prettier-ignore
        return finish(y, options);
      });
    };
  core.fused = { ...shipped, conv2d: composed('conv2d'), depthwiseConv2d: composed('depthwiseConv2d') } as Fused;
}
