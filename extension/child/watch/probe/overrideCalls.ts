import type { LayerLike, Tensor } from '../tfjsInternals';

export interface CallObserver {
  /** The value that a layer's activation function is about to take. */
  preActivation?(layer: LayerLike, value: Tensor): void;
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
    layer.call = (inputs, kwargs) => observer.output(layer, call.call(layer, inputs, kwargs));
    undo.push(() => {
      if (hadOwn) layer.call = call;
      else delete (layer as Partial<LayerLike>).call;
    });
    const isFunctionObject = activation && typeof activation.apply === 'function' && !('call' in activation);
    if (!observer.preActivation || !isFunctionObject || !Object.hasOwn(layer, 'activation')) continue;
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

/** Calls a model as predicting does: without dropout, with moving averages. */
export function callModel(model: LayerLike, inputs: Tensor[]): Tensor[] {
  const target = (model as { model?: LayerLike | null }).model ?? model;
  const outputs = target.apply(inputs.length === 1 ? inputs[0]! : inputs, { training: false });
  return Array.isArray(outputs) ? outputs : [outputs];
}
