import type { ActivationLike, LayerLike, Tensor } from '../tfjsInternals';

export interface CallObserver {
  /** The value that a layer's activation function is about to take. */
  preActivation?(layer: LayerLike, value: Tensor): void;
  /** Its activation function is left as it is. */
  isUntouched?(layer: LayerLike): boolean;
  /** A layer is about to be called; what is thrown here stops the pass. */
  begins?(layer: LayerLike): void;
  /** The call of a layer has thrown: the innermost one first. */
  failed?(layer: LayerLike): void;
  /** What a call of a layer returns; the value returned goes on in its place. */
  output(layer: LayerLike, value: Tensor | Tensor[]): Tensor | Tensor[];
}

/**
 * Lets `observer` see each call of the layers; returns what puts everything back. Activations are replaced by ones of an
 * unknown class, so that no layer fuses its activation into a kernel: the value before it exists, and is exact.
 */
export function overrideCalls(layers: Iterable<LayerLike>, observer: CallObserver): () => void {
  const undo: (() => void)[] = [];
  for (const layer of layers) {
    const { call, activation } = layer;
    const hadOwn = Object.hasOwn(layer, 'call');
    layer.call = (inputs, kwargs) => {
      try {
        observer.begins?.(layer);
        return observer.output(layer, call.call(layer, inputs, kwargs));
      } catch (error) {
        observer.failed?.(layer);
        throw error;
      }
    };
    undo.push(() => {
      if (hadOwn) layer.call = call;
      else delete (layer as Partial<LayerLike>).call;
    });
    if (
      !observer.preActivation ||
      observer.isUntouched?.(layer) ||
      !isFunctionObject(activation) ||
      !Object.hasOwn(layer, 'activation')
    )
      continue;
    layer.activation = Object.create(activation, {
      getClassName: { value: () => 'LayerglassProbe' },
      apply: {
        value: (value: Tensor, ...rest: unknown[]) => {
          observer.preActivation!(layer, value);
          return activation.apply(value, ...rest);
        },
      },
    }) as typeof activation;
    undo.push(() => (layer.activation = activation));
  }
  return () => {
    for (const step of undo.reverse()) step();
  };
}

/** An activation of TensorFlow.js, not a bare function. */
export const isFunctionObject = (activation: unknown): activation is ActivationLike =>
  typeof activation === 'object' &&
  activation !== null &&
  typeof (activation as Partial<ActivationLike>).apply === 'function';

/** Calls a model as predicting does: without dropout, with moving averages. */
export function callModel(model: LayerLike, inputs: Tensor[]): Tensor[] {
  const target = (model as { model?: LayerLike | null }).model ?? model;
  const outputs = target.apply(inputs.length === 1 ? inputs[0]! : inputs, { training: false });
  return Array.isArray(outputs) ? outputs : [outputs];
}
