import { replaceGradient } from './gradient';
import type { TensorFlowModule } from './kernel';

/** Of `selu`, as tfjs-core has them (Klambauer et al., Self-Normalizing Neural Networks, 2017). */
const seluScaleAlpha = 1.7580993408473768;
const seluScale = 1.0507009873554805;

/**
 * At a corner there is no derivative, and tfjs-core takes another slope than TensorFlow: zeros are common after a relu or in
 * images, and there the two would train apart. Of abs at 0 it is 0, of relu6 at 6 it is 0, of selu at 0 the right one.
 */
export function installCornerGradients(tf: TensorFlowModule): void {
  replaceGradient(tf, 'Abs', {
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => ({ x: () => tf.mul(dy, tf.sign(tf.cast(x!, 'float32'))) }),
  });
  replaceGradient(tf, 'Relu6', {
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => ({ x: () => tf.mul(dy, tf.mul(tf.step(x!), tf.step(tf.sub(6, x!)))) }),
  });
  replaceGradient(tf, 'Selu', {
    inputsToSave: ['x'],
    gradFunc: (dy, [x]) => ({
      x: () => tf.where(tf.less(x!, 0), tf.mul(dy, tf.mul(seluScaleAlpha, tf.exp(x!))), tf.mul(dy, seluScale)),
    }),
  });
}
