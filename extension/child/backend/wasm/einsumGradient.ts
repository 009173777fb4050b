import type * as tfjs from '@tensorflow/tfjs';
import { replaceGradient } from './gradient';
import type { TensorFlowModule } from './kernel';

/**
 * tfjs-core has none. The gradient by one tensor is the product of the result's gradient and the other tensor, summed to its
 * letters; it is repeated along letters that neither has.
 */
export function installEinsumGradient(tf: TensorFlowModule): void {
  replaceGradient(tf, 'Einsum', {
    saveAllInputs: true,
    gradFunc: (dy, tensors, attrs) => {
      const [left, result] = (attrs.equation as string).replace(/\s/g, '').split('->') as [string, string];
      const terms = left.split(',');
      const byTerm = (t: number): tfjs.Tensor => {
        const letters = [...(terms[t] as string)];
        const others = tensors.filter((_, u) => u !== t);
        const known = new Set([result, ...terms.filter((_, u) => u !== t)].join(''));
        const found = letters.filter(letter => known.has(letter));
        const equation = `${[result, ...terms.filter((_, u) => u !== t)].join(',')}->${found.join('')}`;
        const { shape } = tensors[t] as tfjs.Tensor;
        const gradient = tf.einsum(equation, dy, ...others);
        const kept = tf.reshape(gradient, letters.map((letter, i) => (known.has(letter) ? (shape[i] as number) : 1))); // prettier-ignore
        return tf.broadcastTo(kept, shape);
      };
      return Object.fromEntries(tensors.map((_, t) => [String(t), () => byTerm(t)]));
    },
  });
}
