import type { TensorFlow } from '../tensorflow';
import type { LayerVariableLike, Tensor } from '../watch/tfjsInternals';
import { onlyInput, ownLayer, type LayerClass, type LayerClasses } from './ownLayer';

type Sizes = (number | null)[];
type Apply = (x: Tensor) => Tensor;

/** Convolutions over one dimension are those over two of a height of 1; groups are convolved one by one. */
export const kerasConvolutions: LayerClasses = tensorflow => {
  const { core: tf } = tensorflow;
  const Layer = ownLayer(tensorflow);
  const activationOf = (config: Record<string, unknown>): Apply => {
    const name = (config.activation as string | null | undefined) ?? 'linear';
    const layer = tensorflow.tf.layers.activation({ activation: name as never });
    return x => layer.call(x as never, {}) as Tensor;
  };
  const first = (value: unknown, otherwise: number): number => ([value].flat()[0] as number | undefined) ?? otherwise;

  /** With what they have in common: a bias, an activation, one axis of places. */
  abstract class Conv1d extends Layer {
    protected readonly activate = activationOf(this.own);
    protected readonly kernelSize = first(this.own.kernelSize, 1);
    protected readonly stride = first(this.own.strides, 1);
    protected readonly dilation = first(this.own.dilationRate, 1);
    protected readonly padding = (this.own.padding ?? 'valid') as 'same' | 'valid' | 'causal';
    /** Made in Keras' order. */
    protected readonly made: LayerVariableLike[] = [];
    protected abstract kernels(channels: number): Record<string, number[]>;
    protected abstract filters(channels: number): number;
    protected abstract convolve(x: Tensor, kernels: Tensor[]): Tensor;

    build(shape: Sizes): void {
      const channels = shape.at(-1)!;
      const zeros = tensorflow.tf.initializers.zeros();
      for (const [name, size] of Object.entries(this.kernels(channels)))
        this.made.push(this.addWeight(name, size, 'float32', zeros));
      if (this.own.useBias !== false)
        this.made.push(this.addWeight('bias', [this.filters(channels)], 'float32', zeros));
      this.built = true;
    }
    computeOutputShape(shape: Sizes): Sizes {
      const reach = (this.kernelSize - 1) * this.dilation;
      const n = shape[1] ?? null;
      const places = n === null ? null : Math.ceil((this.padding === 'valid' ? n - reach : n) / this.stride);
      return [shape[0]!, places, this.filters(shape.at(-1)!)];
    }
    call(inputs: Tensor | Tensor[]): Tensor {
      if (this.own.dataFormat === 'channelsFirst') throw new Error('channels before places are not computed');
      let x = onlyInput(inputs);
      if (this.padding === 'causal')
        x = tf.pad(x, [
          [0, 0],
          [(this.kernelSize - 1) * this.dilation, 0],
          [0, 0],
        ]);
      const weights = this.made.map(weight => weight.read() as Tensor);
      const bias = this.own.useBias === false ? null : weights.pop()!;
      const y = tf.squeeze(this.convolve(tf.expandDims(x, 1), weights), [1]);
      return this.activate(bias ? tf.add(y, bias) : y);
    }
    protected get pad(): 'same' | 'valid' {
      return this.padding === 'same' ? 'same' : 'valid';
    }
    protected depthwise(x: Tensor, kernel: Tensor): Tensor {
      // strides are the same both ways in TensorFlow: of the one row, the places between are left out afterwards
      return tf.depthwiseConv2d(x as never, tf.expandDims(kernel, 0) as never, [this.stride, this.stride], this.pad, 'NHWC', [1, this.dilation] as never); // prettier-ignore
    }
  }
  class DepthwiseConv1D extends Conv1d {
    static override className = 'DepthwiseConv1D';
    private readonly multiplier = first(this.own.depthMultiplier, 1);
    protected kernels(channels: number): Record<string, number[]> {
      return { depthwise_kernel: [this.kernelSize, channels, this.multiplier] };
    }
    protected filters(channels: number): number {
      return channels * this.multiplier;
    }
    protected convolve(x: Tensor, [kernel]: Tensor[]): Tensor {
      return this.depthwise(x, kernel!);
    }
  }
  class SeparableConv1D extends Conv1d {
    static override className = 'SeparableConv1D';
    private readonly multiplier = first(this.own.depthMultiplier, 1);
    protected kernels(channels: number): Record<string, number[]> {
      const between = channels * this.multiplier;
      return {
        depthwise_kernel: [this.kernelSize, channels, this.multiplier],
        pointwise_kernel: [1, between, this.own.filters as number],
      };
    }
    protected filters(): number {
      return this.own.filters as number;
    }
    protected convolve(x: Tensor, [depthwise, pointwise]: Tensor[]): Tensor {
      const between = this.depthwise(x, depthwise!);
      return tf.conv2d(between as never, tf.expandDims(pointwise!, 0) as never, 1, 'valid');
    }
  }
  class Conv1DTranspose extends Conv1d {
    static override className = 'Conv1DTranspose';
    protected kernels(channels: number): Record<string, number[]> {
      return { kernel: [this.kernelSize, this.filters(), channels] };
    }
    protected filters(): number {
      return this.own.filters as number;
    }
    override computeOutputShape(shape: Sizes): Sizes {
      const n = shape[1] ?? null;
      const more = this.padding === 'same' ? 0 : Math.max(this.kernelSize - this.stride, 0);
      return [shape[0]!, n === null ? null : n * this.stride + more, this.filters()];
    }
    protected convolve(x: Tensor, [kernel]: Tensor[]): Tensor {
      if (this.own.outputPadding != null || this.dilation > 1) throw new Error('its output padding is not computed');
      const [batch, , n] = x.shape as [number, number, number];
      const places = this.computeOutputShape([batch, n, 1])[1]!;
      // of a height of 1: rows that a stride would add are none
      const wide = tf.conv2dTranspose(x as never, tf.expandDims(kernel!, 0) as never, [batch, 1, places, this.filters()], [1, this.stride], this.pad); // prettier-ignore
      return wide;
    }
  }
  return [DepthwiseConv1D, SeparableConv1D, Conv1DTranspose, ...grouped(tensorflow)] as unknown as LayerClass[];
};

/** Convolutions whose channels are in groups, or that look at what was before only; others are TensorFlow.js' own. */
function grouped({ tf, core }: TensorFlow): LayerClass[] {
  const make = (original: object, className: string): LayerClass => {
    const Original = original.constructor as new (config: Record<string, unknown>) => Record<string, unknown> & {
      call(inputs: Tensor | Tensor[], kwargs: object): Tensor;
      build(shape: Sizes): void;
    };
    return class extends Original {
      static className = className;
      private readonly groups: number;
      constructor(config: Record<string, unknown>) {
        super(config);
        this.groups = (config.groups as number | undefined) ?? 1;
      }
      override build(shape: Sizes): void {
        if (this.groups === 1) return super.build(shape);
        const isFirst = this.dataFormat === 'channelsFirst';
        if (isFirst) throw new Error('groups of channels before places are not computed');
        super.build([...shape.slice(0, -1), shape.at(-1)! / this.groups]);
        // it is called on all channels
        this.inputSpec = [{ ndim: shape.length }];
      }
      override call(inputs: Tensor | Tensor[], kwargs: object): Tensor {
        const isCausal = this.padding === 'causal';
        if (this.groups === 1 && !isCausal) return super.call(inputs, kwargs);
        const { kernel, bias } = this as unknown as Record<string, { read(): Tensor } | null>;
        const kernels = core.split(kernel!.read(), this.groups, -1);
        const {
          strides,
          padding: asked,
          dilationRate,
          activation,
          kernelSize,
        } = this as unknown as {
          strides: number[];
          padding: 'same' | 'valid';
          dilationRate: number[];
          kernelSize: number[];
          activation: { apply(x: Tensor): Tensor } | null;
        };
        const padding = isCausal ? 'valid' : asked;
        const before = (kernelSize[0]! - 1) * (dilationRate[0] ?? 1);
        const x = isCausal ? core.pad(onlyInput(inputs), [[0, 0], [before, 0], [0, 0]]) : onlyInput(inputs); // prettier-ignore
        const each = core.split(x, this.groups, -1);
        const parts = each.map((part, i) =>
          className === 'Conv1D'
            ? core.conv1d(part as never, kernels[i] as never, strides[0]!, padding, 'NWC', dilationRate[0])
            : core.conv2d(part as never, kernels[i] as never, strides as never, padding, 'NHWC', dilationRate as never),
        );
        const y = core.concat(parts as Tensor[], -1);
        const sum = bias ? core.add(y, bias.read()) : y;
        return activation ? activation.apply(sum) : sum;
      }
    } as unknown as LayerClass;
  };
  return [
    make(tf.layers.conv2d({ filters: 1, kernelSize: 1 }), 'Conv2D'),
    make(tf.layers.conv1d({ filters: 1, kernelSize: 1 }), 'Conv1D'),
  ];
}
