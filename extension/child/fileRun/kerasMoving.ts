import type { Tensor } from '../watch/tfjsInternals';
import { onlyInput as only, ownLayer, type LayerClass, type LayerClasses } from './ownLayer';

/** What moves values about: in one and three dimensions, and to another size. */
export const movingLayers: LayerClasses = tensorflow => {
  const { core: tf } = tensorflow;
  const Layer = ownLayer(tensorflow);
  type Sizes = (number | null)[];
  const pairs = (value: unknown, axes: number): [number, number][] => {
    const list = typeof value === 'number' ? Array.from({ length: axes }, () => value) : [value].flat(1);
    if (axes === 1 && list.length === 2) return [[list[0] as number, list[1] as number]];
    return list.map(one => (typeof one === 'number' ? [one, one] : (one as [number, number])));
  };
  const grown = (n: number | null | undefined, by: number): number | null => (n == null ? null : n + by);
  const padding = (name: string, axes: number): LayerClass =>
    class extends Layer {
      static override className = name;
      private readonly sides = pairs(this.own.padding ?? 1, axes);
      computeOutputShape(shape: Sizes): Sizes {
        return shape.map((n, i) => (this.sides[i - 1] ? grown(n, this.sides[i - 1]![0] + this.sides[i - 1]![1]) : n));
      }
      call(inputs: Tensor | Tensor[]): Tensor {
        return tf.pad(only(inputs), [[0, 0], ...this.sides, [0, 0]]);
      }
    };
  const cropping = (name: string, axes: number): LayerClass =>
    class extends Layer {
      static override className = name;
      private readonly sides = pairs(this.own.cropping ?? 1, axes);
      computeOutputShape(shape: Sizes): Sizes {
        return shape.map((n, i) => (this.sides[i - 1] ? grown(n, -this.sides[i - 1]![0] - this.sides[i - 1]![1]) : n));
      }
      call(inputs: Tensor | Tensor[]): Tensor {
        const x = only(inputs);
        const begin = [0, ...this.sides.map(side => side[0]), 0];
        return tf.slice(x, begin, this.computeOutputShape(x.shape) as number[]);
      }
    };
  const upSampling = (name: string, axes: number): LayerClass =>
    class extends Layer {
      static override className = name;
      private readonly factors = pairs(this.own.size ?? 2, axes).map(pair => pair[0]);
      computeOutputShape(shape: Sizes): Sizes {
        return shape.map((n, i) => (this.factors[i - 1] && n != null ? n * this.factors[i - 1]! : n));
      }
      call(inputs: Tensor | Tensor[]): Tensor {
        return this.factors.reduce((x, factor, i) => {
          const indices = Int32Array.from({ length: x.shape[i + 1]! * factor }, (_, k) => Math.floor(k / factor));
          return tf.gather(x, tf.tensor1d(indices, 'int32'), i + 1);
        }, only(inputs));
      }
    };
  const pooling = (name: string, reduce: (x: Tensor, axes: number[], keep: boolean) => Tensor): LayerClass =>
    class extends Layer {
      static override className = name;
      computeOutputShape(shape: Sizes): Sizes {
        const [batch, channels] = [shape[0]!, shape.at(-1)!];
        return this.own.keepdims ? [batch, 1, 1, 1, channels] : [batch, channels];
      }
      call(inputs: Tensor | Tensor[]): Tensor {
        return reduce(only(inputs), [1, 2, 3], this.own.keepdims === true);
      }
    };
  /** Pixels' centres at a half: TensorFlow.js' own aligns the corners. */
  class Resizing extends Layer {
    static override className = 'Resizing';
    computeOutputShape(shape: Sizes): Sizes {
      return [...shape.slice(0, -3), this.own.height as number, this.own.width as number, shape.at(-1)!];
    }
    call(inputs: Tensor | Tensor[]): Tensor {
      const { height, width, interpolation = 'bilinear', cropToAspectRatio, padToAspectRatio } = this.own;
      if (cropToAspectRatio || padToAspectRatio) throw new Error('Resizing that keeps the proportions is not computed');
      const size: [number, number] = [height as number, width as number];
      const x = only(inputs) as never;
      if (interpolation === 'bilinear') return tf.image.resizeBilinear(x, size, false, true);
      if (interpolation === 'nearest') return tf.image.resizeNearestNeighbor(x, size, false, true);
      throw new Error(`Resizing by ${String(interpolation)} is not computed`);
    }
  }
  const Original = tensorflow.tf.layers.reshape({ targetShape: [1] }).constructor as unknown as {
    new (config: Record<string, unknown>): { computeOutputShape(shape: Sizes): Sizes };
    fromConfig?: unknown;
  };
  /** A size of -1 is known where the batch alone is not. */
  class Reshape extends Original {
    static className = 'Reshape';
    override computeOutputShape(shape: Sizes): Sizes {
      return [shape[0]!, ...super.computeOutputShape([1, ...shape.slice(1)]).slice(1)];
    }
  }
  return [
    Reshape as unknown as LayerClass,
    padding('ZeroPadding1D', 1),
    padding('ZeroPadding3D', 3),
    cropping('Cropping1D', 1),
    cropping('Cropping3D', 3),
    upSampling('UpSampling1D', 1),
    upSampling('UpSampling3D', 3),
    pooling('GlobalAveragePooling3D', tf.mean),
    pooling('GlobalMaxPooling3D', tf.max),
    Resizing,
  ];
};
