import type { TensorFlow } from '../tensorflow';
import type { Tensor } from '../watch/tfjsInternals';

/** Activations of Keras that TensorFlow.js lacks, by its spelling of their names. */
function activations({ core: tf }: TensorFlow): Record<string, (x: Tensor) => Tensor> {
  const hardSigmoid = (x: Tensor): Tensor => tf.clipByValue(tf.add(tf.div(x, 6), 0.5), 0, 1);
  const shrunk = (x: Tensor, by: number): Tensor => tf.mul(tf.sign(x), tf.relu(tf.sub(tf.abs(x), by)));
  return {
    leakyRelu: x => tf.leakyRelu(x, 0.2),
    hardSigmoid3: hardSigmoid,
    hardSilu: x => tf.mul(x, hardSigmoid(x)),
    exponential: x => tf.exp(x),
    logSigmoid: x => tf.logSigmoid(x),
    celu: x => tf.where(tf.greater(x, 0), x, tf.expm1(tf.minimum(x, 0))),
    glu: x => {
      const [a, b] = tf.split(x, 2, -1);
      return tf.mul(a!, tf.sigmoid(b!));
    },
    hardTanh: x => tf.clipByValue(x, -1, 1),
    tanhShrink: x => tf.sub(x, tf.tanh(x)),
    hardShrink: x => tf.where(tf.greater(tf.abs(x), 0.5), x, tf.zerosLike(x)),
    softShrink: x => shrunk(x, 0.5),
    squareplus: x => tf.div(tf.add(x, tf.sqrt(tf.add(tf.square(x), 4))), 2),
    threshold: x => tf.where(tf.greater(x, 0), x, tf.zerosLike(x)),
  };
}

export function registerActivations(tensorflow: TensorFlow): void {
  const { tf } = tensorflow;
  const known = tf.serialization.SerializationMap.getMap().classNameMap;
  for (const [name, apply] of Object.entries(activations(tensorflow))) {
    class Activation extends tf.serialization.Serializable {
      static className = name;
      getConfig(): Record<string, never> {
        return {};
      }
      apply(x: Tensor): Tensor {
        return apply(x);
      }
    }
    known[name] = [Activation as never, Activation.fromConfig as never];
  }
}
