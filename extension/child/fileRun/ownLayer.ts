import type { TensorFlow } from '../tensorflow';
import type { LayerVariableLike, Tensor } from '../watch/tfjsInternals';

/** A layer of TensorFlow.js as subclasses see it. */
export interface OwnLayer {
  built: boolean;
  weights: LayerVariableLike[];
  /** What it was made of, in the spelling of TensorFlow.js. */
  readonly own: Record<string, unknown>;
  addWeight(name: string, shape: number[], dtype: string, initializer: unknown): LayerVariableLike;
  getConfig(): Record<string, unknown>;
}
export interface LayerClass {
  new (config: Record<string, unknown>): OwnLayer;
  className: string;
  fromConfig?: unknown;
}
export type LayerClasses = (tensorflow: TensorFlow) => LayerClass[];

/** What layers of ours are made of: they keep their configuration, and hand masks on. */
export function ownLayer({ tf }: TensorFlow): LayerClass {
  const Layer = tf.layers.Layer as unknown as new (
    config: Record<string, unknown>,
  ) => OwnLayer & Record<string, unknown>;
  return class Own extends Layer {
    static className = 'Own';
    override readonly own: Record<string, unknown>;
    constructor(config: Record<string, unknown>) {
      super(config);
      this.own = config;
      Object.assign(this, { supportsMasking: true });
    }
    override getConfig(): Record<string, unknown> {
      return { ...super.getConfig(), ...this.own };
    }
  };
}

export const onlyInput = (inputs: Tensor | Tensor[]): Tensor => (Array.isArray(inputs) ? inputs[0]! : inputs);
