import {
  axesOf,
  count,
  first,
  isSet,
  known,
  sizes,
  trained,
  unknown,
  type BuiltWeight,
  type LayerRule,
} from './layerRule';
import type { LayerNode } from './modelGraph';

/** How Keras 1 calls what Keras 2 calls otherwise. */
const names = new Map(
  Object.entries({
    ...{ kernel: 'W', recurrent_kernel: 'U', bias: 'b', embeddings: 'W', alpha: 'alphas' },
    ...{ moving_mean: 'running_mean', moving_variance: 'running_std' },
  }),
);
/** Gates in the order in which a layer has their weights. */
const gates = new Map(Object.entries({ LSTM: ['i', 'c', 'f', 'o'], GRU: ['z', 'r', 'h'] }));

/** The weights of a layer as Keras 1 has them, by those that Keras 2 would make. */
export function keras1Weights({ className, config }: LayerNode, weights: readonly BuiltWeight[]): BuiltWeight[] {
  const own = weights.map(weight => ({
    ...weight,
    name: names.get(weight.name) ?? weight.name,
    shape: /kernel$/.test(weight.name)
      ? kernelShape(className, String(config['data_format']), weight.shape)
      : weight.shape,
  }));
  const letters = gates.get(className);
  if (!letters || config['consume_less'] === 'gpu') return own;
  return letters.flatMap(letter =>
    own.map(weight => ({
      ...weight,
      name: `${weight.name}_${letter}`,
      shape: [...weight.shape.slice(0, -1), weight.shape.at(-1)! / letters.length],
    })),
  );
}

/** A window over one axis has a second one of size 1; where the channels are first, so are they in kernels, those that come out before. */
function kernelShape(className: string, format: string, shape: readonly number[]): number[] {
  if (className === 'Conv1D') return [shape[0]!, 1, ...shape.slice(1)];
  if (!/Conv[23]D$/.test(className) || format !== 'channels_first') return [...shape];
  return [shape.at(-1)!, shape.at(-2)!, ...shape.slice(0, -2)];
}

const ofInput = (inputs: Parameters<LayerRule['outputs']>[0]): number[] => first(inputs).slice(1).map(known);

/** Classes that only Keras 1 has. */
export const keras1Rules: Record<string, LayerRule> = {
  Deconvolution2D: {
    outputs: (inputs, config) => {
      const given = config['output_shape'];
      if (!Array.isArray(given) || given.length !== 4) return unknown();
      const { channels, from } = axesOf(config, 2);
      const shape = [first(inputs)[0] ?? null, ...(given as (number | null)[]).slice(1)];
      if (!shape.slice(from, from + 2).every(Number.isSafeInteger)) return unknown();
      shape[channels] = count(config, 'filters');
      return [shape];
    },
    weights: (inputs, config) => {
      const [rows, columns] = sizes(config, 'kernel_size', 2) as [number, number];
      const filters = count(config, 'filters');
      const given = known(first(inputs)[axesOf(config, 2).channels]);
      const isFirst = config['data_format'] === 'channels_first';
      const W = isFirst ? [filters, given, rows, columns] : [rows, columns, given, filters];
      if (!W.every(Number.isSafeInteger)) return unknown();
      return [trained('W', W), ...(isSet(config, 'use_bias', true) ? [trained('b', [filters])] : [])];
    },
  },
  MaxoutDense: {
    outputs: (inputs, config) => [[first(inputs)[0] ?? null, count(config, 'units')]],
    weights: (inputs, config) => {
      const [features, units] = [count(config, 'nb_feature'), count(config, 'units')];
      const W = trained('W', [features, known(first(inputs).at(-1)), units]);
      return [W, ...(isSet(config, 'use_bias', true) ? [trained('b', [features, units])] : [])];
    },
  },
  Highway: {
    outputs: inputs => [first(inputs)],
    weights: (inputs, config) => {
      const size = known(first(inputs).at(-1));
      const kernels = [trained('W', [size, size]), trained('W_carry', [size, size])];
      const biases = [trained('b', [size]), trained('b_carry', [size])];
      return isSet(config, 'use_bias', true) ? [...kernels, ...biases] : kernels;
    },
  },
  SReLU: {
    outputs: inputs => [first(inputs)],
    weights: inputs => ['t_left', 'a_left', 't_right', 'a_right'].map(name => trained(name, ofInput(inputs))),
  },
  ParametricSoftplus: {
    outputs: inputs => [first(inputs)],
    weights: inputs => ['alphas', 'betas'].map(name => trained(name, ofInput(inputs))),
  },
};
