import type * as tfjs from '@tensorflow/tfjs';
import { SeededRandom } from './seededRandom';

interface MultinomialAttributes {
  numSamples: number;
  seed: number;
  /** The inputs are probabilities, no logits. */
  normalized: boolean;
}
interface MultinomialCall {
  inputs: { logits: tfjs.Tensor2D };
  attrs: MultinomialAttributes;
}
type PlainBackend = tfjs.KernelBackend & {
  makeTensorInfo(shape: number[], dtype: 'float32', values: Float32Array): tfjs.TensorInfo;
};

/**
 * Draws `tf.multinomial` here where the program gives no seed. The op then passes a fraction from Math.random, of which native
 * TensorFlow makes the integer 0, its sign for "seed it yourself": no seed reached it, and each backend drew other samples.
 * A program's own seed gives the numbers that Node alone gives: the native kernel's, else those of the plain kernel.
 */
export function seedMultinomial(tf: typeof tfjs): void {
  const plain = tf.getKernel('Multinomial', 'cpu');
  for (const backendName of ['tensorflow', 'wasm', 'cpu']) {
    const shipped = tf.getKernel('Multinomial', backendName);
    if (!shipped) continue;
    const kernelFunc: typeof shipped.kernelFunc = call => {
      const { inputs, attrs } = call as unknown as MultinomialCall;
      const isOwnSeed = Number.isInteger(attrs.seed);
      if (isOwnSeed && backendName !== 'wasm') return shipped.kernelFunc(call);
      return tf.engine().tidy(() => {
        const probabilities = attrs.normalized ? inputs.logits : tf.softmax(inputs.logits);
        const [rows, events] = probabilities.shape;
        const values = probabilities.dataSync<'float32'>();
        const samples =
          isOwnSeed && plain
            ? samplesOfPlainKernel(tf, plain, values, probabilities.shape, attrs)
            : drawSamples(values, rows, events, attrs);
        return tf.tensor2d(samples, [rows, attrs.numSamples], 'int32');
      });
    };
    tf.unregisterKernel('Multinomial', backendName);
    tf.registerKernel({ ...shipped, kernelFunc });
  }
}

function samplesOfPlainKernel(
  tf: typeof tfjs,
  plain: tfjs.KernelConfig,
  probabilities: Float32Array,
  shape: [number, number],
  { numSamples, seed }: MultinomialAttributes,
): Int32Array {
  const backend = tf.findBackend('cpu') as unknown as PlainBackend;
  const logits = backend.makeTensorInfo(shape, 'float32', probabilities);
  const attrs = { numSamples, seed, normalized: true };
  const result = plain.kernelFunc({ inputs: { logits }, attrs, backend }) as tfjs.TensorInfo;
  const samples = backend.readSync(result.dataId) as Int32Array;
  for (const { dataId } of [logits, result]) backend.disposeData(dataId);
  return samples;
}

/** Events by the inverse of each row's cumulative probabilities; the last event takes what rounding leaves. */
function drawSamples(
  probabilities: Float32Array,
  rows: number,
  events: number,
  { numSamples, seed }: MultinomialAttributes,
): Int32Array {
  const random = new SeededRandom(Math.floor(seed * 2 ** 32) >>> 0);
  const samples = new Int32Array(rows * numSamples);
  for (let i = 0; i < samples.length; i++) {
    const row = Math.floor(i / numSamples) * events;
    let left = random.next();
    let event = 0;
    while (event < events - 1 && (left -= probabilities[row + event] as number) >= 0) event++;
    samples[i] = event;
  }
  return samples;
}
