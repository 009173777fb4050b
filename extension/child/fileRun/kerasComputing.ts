import type { Tensor } from '../watch/tfjsInternals';
import { onlyInput as only, ownLayer, type LayerClasses } from './ownLayer';

/** Layers that compute each value from others. */
export const computingLayers: LayerClasses = tensorflow => {
  const { core: tf } = tensorflow;
  const Layer = ownLayer(tensorflow);
  class Subtract extends Layer {
    static override className = 'Subtract';
    computeOutputShape(shapes: number[][]): number[] {
      return shapes[0]!.map((n, i) => (n === 1 ? shapes[1]![i]! : n));
    }
    call(inputs: Tensor[]): Tensor {
      return tf.sub(inputs[0]!, inputs[1]!);
    }
  }
  /** https://keras.io/api/layers/preprocessing_layers/numerical/normalization/ */
  class Normalization extends Layer {
    static override className = 'Normalization';
    private readonly isGiven = this.own.mean != null;
    private stats: Tensor[] = [];
    build(shape: (number | null)[]): void {
      const axes = [this.own.axis ?? []].flat() as number[];
      const kept = axes.map(axis => (axis < 0 ? axis + shape.length : axis));
      const sizes = kept.map(axis => shape[axis]!);
      if (!this.isGiven) {
        this.addWeight('mean', sizes, 'float32', tensorflow.tf.initializers.zeros());
        this.addWeight('variance', sizes, 'float32', tensorflow.tf.initializers.zeros());
      }
      this.built = true;
    }
    call(inputs: Tensor | Tensor[]): Tensor {
      const x = only(inputs);
      const axes = ([this.own.axis ?? []].flat() as number[]).map(axis => (axis < 0 ? axis + x.rank : axis));
      const wide = x.shape.map((n, i) => (axes.includes(i) ? n : 1));
      const given = (value: unknown): Tensor => tf.tensor(value as number[]);
      this.stats = this.isGiven
        ? [given(this.own.mean), given(this.own.variance)]
        : this.weights.slice(0, 2).map(weight => weight.read());
      const [mean, variance] = this.stats.map(stat =>
        stat.size === 1 ? tf.reshape(stat, []) : tf.reshape(stat, wide),
      );
      const std = tf.maximum(tf.sqrt(variance!), 1e-7);
      return this.own.invert ? tf.add(mean!, tf.mul(x, std)) : tf.div(tf.sub(x, mean!), std);
    }
  }
  /** With a slope below a threshold, as Keras has it. */
  class ReLU extends Layer {
    static override className = 'ReLU';
    call(inputs: Tensor | Tensor[]): Tensor {
      const x = only(inputs);
      const { negativeSlope, threshold, maxValue } = this.own as Record<string, number | null | undefined>;
      const slope = negativeSlope ?? 0;
      const from = threshold ?? 0;
      const isOver = tf.greaterEqual(x, from);
      const below = slope ? tf.mul(tf.sub(x, from), slope) : tf.zerosLike(x);
      const above = maxValue == null ? x : tf.minimum(x, maxValue);
      return tf.where(isOver, above, below);
    }
  }
  class UnitNormalization extends Layer {
    static override className = 'UnitNormalization';
    call(inputs: Tensor | Tensor[]): Tensor {
      const x = only(inputs);
      const axis = [this.own.axis ?? -1].flat() as number[];
      const squares = tf.sum(tf.square(x), axis, true);
      return tf.mul(x, tf.rsqrt(tf.maximum(squares, 1e-12)));
    }
  }
  class GroupNormalization extends Layer {
    static override className = 'GroupNormalization';
    build(shape: (number | null)[]): void {
      const axis = (this.own.axis as number | undefined) ?? -1;
      const size = [shape[axis < 0 ? axis + shape.length : axis]!];
      if (this.own.scale !== false) this.addWeight('gamma', size, 'float32', tensorflow.tf.initializers.ones());
      if (this.own.center !== false) this.addWeight('beta', size, 'float32', tensorflow.tf.initializers.zeros());
      this.built = true;
    }
    call(inputs: Tensor | Tensor[]): Tensor {
      const x = only(inputs);
      const axis = (this.own.axis as number | undefined) ?? -1;
      if (axis !== -1 && axis !== x.rank - 1) throw new Error('groups along another axis than the last');
      const channels = x.shape.at(-1)!;
      const asked = (this.own.groups as number | undefined) ?? 32;
      const groups = asked === -1 ? channels : Math.min(asked, channels);
      const grouped = tf.reshape(x, [...x.shape.slice(0, -1), groups, channels / groups]);
      const axes = grouped.shape.map((_, i) => i).filter(i => i !== 0 && i !== grouped.rank - 2);
      const { mean, variance } = tf.moments(grouped, axes, true);
      const epsilon = (this.own.epsilon as number | undefined) ?? 1e-3;
      let y = tf.reshape(tf.mul(tf.sub(grouped, mean), tf.rsqrt(tf.add(variance, epsilon))), x.shape);
      const [first, second] = this.weights.map(weight => weight.read() as Tensor);
      if (this.own.scale !== false) y = tf.mul(y, first!);
      const beta = this.own.scale !== false ? second : first;
      return this.own.center !== false ? tf.add(y, beta!) : y;
    }
  }
  return [Subtract, Normalization, ReLU, UnitNormalization, GroupNormalization];
};
