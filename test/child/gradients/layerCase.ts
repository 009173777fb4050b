import * as tf from '@tensorflow/tfjs';
import { makeInput, type InputSpec } from './gradientCase';

type Stack = [name: string, config: Record<string, unknown>][];
interface Attributes {
  stack: Stack;
  weights: InputSpec[];
  training: boolean;
}
const factories = tf.layers as unknown as Record<string, (config: object) => tf.layers.Layer>;

/** A layer from its name and arguments, wrapped layers and cells among them. */
function build([name, config]: Stack[number]): tf.layers.Layer {
  const resolved = Object.entries(config).map(([key, value]) => {
    if (key !== 'layer' && key !== 'cell') return [key, value];
    const list = value as Stack;
    return [key, Array.isArray(list[0]) ? list.map(build) : build(value as Stack[number])];
  });
  return factories[name]!(Object.fromEntries(resolved) as object);
}

/** A layer, or several in a sequential model, so that masks go from one to the next, with weights as the fixture says. */
export class LayerCase {
  private readonly layer: tf.layers.Layer;
  private readonly given: tf.Tensor[];
  constructor(
    inputs: tf.Tensor[],
    private readonly attrs: Attributes,
  ) {
    this.given = inputs;
    const { stack, weights } = attrs;
    if (stack.length === 1) this.layer = build(stack[0]!);
    else {
      const [first, ...others] = stack;
      const shape = inputs[0]!.shape.slice(1);
      const start = build([first![0], { ...first![1], ...(first![0] === 'embedding' ? { inputLength: shape[0] } : { inputShape: shape }) }]); // prettier-ignore
      this.layer = tf.sequential({ layers: [start, ...others.map(build)] });
    }
    this.apply(inputs);
    this.layer.setWeights(weights.map((spec, i) => makeInput(tf, spec, i + 1 + inputs.length)));
  }

  apply(inputs: tf.Tensor[]): tf.Tensor {
    const { training } = this.attrs;
    return this.layer.apply(inputs.length === 1 ? inputs[0]! : inputs, training ? { training } : {}) as tf.Tensor;
  }

  /** By the float inputs, then by the trainable weights. */
  gradients(lossOf: (y: tf.Tensor) => tf.Scalar): tf.Tensor[] {
    const variables = this.given.map(t => (t.dtype === 'float32' ? tf.variable(t) : t));
    const weights = this.layer.trainableWeights.map(w => w.read() as tf.Variable);
    const inputs = variables.filter((t): t is tf.Variable => t instanceof tf.Variable);
    const all = [...inputs, ...weights];
    if (!all.length) return [];
    const { grads } = tf.variableGrads(() => lossOf(this.apply(variables)), all);
    inputs.forEach(v => v.dispose());
    return all.map(v => grads[v.name]!);
  }

  dispose(): void {
    for (const weight of this.layer.weights) (weight.read() as tf.Variable).dispose();
  }
}
