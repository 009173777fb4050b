import type { Shape } from '../../../protocol/model';
import { convolved } from './convolutionRules';
import {
  axesOf,
  biasOf,
  count,
  first,
  isSet,
  known,
  ofRank,
  sizes,
  trained,
  unknown,
  type BuiltWeight,
  type LayerRule,
} from './layerRule';
import type { Config } from './modelGraph';

/** What a recurrent layer returns of each step's output: the last, or all; its states behind. */
export function sequenceOf(each: Shape, steps: number | null, states: readonly Shape[], config: Config): Shape[] {
  const [batch = null, ...rest] = each;
  const output = isSet(config, 'return_sequences', false) ? [batch, steps, ...rest] : each;
  return [output, ...(isSet(config, 'return_state', false) ? states : [])];
}

/** @param biases how many values each gate's bias has for one unit */
const cellWeights =
  (gates: number, biases: (units: number, config: Config) => number[]) =>
  (features: number, config: Config): BuiltWeight[] => {
    const units = count(config, 'units');
    return [
      trained('kernel', [features, gates * units]),
      trained('recurrent_kernel', [units, gates * units]),
      ...biasOf(config, biases(units, config)),
    ];
  };
const oneBias =
  (gates: number) =>
  (units: number): number[] => [gates * units];
const gruBias = (units: number, config: Config): number[] =>
  isSet(config, 'reset_after', false) ? [2, 3 * units] : [3 * units];

const kinds: Record<string, { states: number; weights: ReturnType<typeof cellWeights> }> = {
  SimpleRNN: { states: 1, weights: cellWeights(1, oneBias(1)) },
  GRU: { states: 1, weights: cellWeights(3, gruBias) },
  LSTM: { states: 2, weights: cellWeights(4, oneBias(4)) },
  CuDNNGRU: { states: 1, weights: cellWeights(3, oneBias(6)) },
  CuDNNLSTM: { states: 2, weights: cellWeights(4, oneBias(8)) },
};

/** A cell by its class: how many states it has, and its weights by the size of what goes in. */
export const cellOf = (className: string): (typeof kinds)[string] | null =>
  kinds[className.replace(/Cell$/, '')] ?? null;

const recurrent = (kind: (typeof kinds)[string]): LayerRule => ({
  outputs: (inputs, config) => {
    const [batch = null, steps = null] = ofRank(first(inputs), 3);
    const each = [batch, count(config, 'units')];
    return sequenceOf(each, steps, Array<Shape>(kind.states).fill(each), config);
  },
  weights: (inputs, config) => kind.weights(known(ofRank(first(inputs), 3)[2]), config),
});
const cell = (kind: (typeof kinds)[string]): LayerRule => ({
  outputs: (inputs, config) => [[first(inputs)[0] ?? null, count(config, 'units')]],
  weights: (inputs, config) => kind.weights(known(first(inputs).at(-1)), config),
});

const convolutional = (rank: number): LayerRule => ({
  outputs: (inputs, config) => {
    const [batch = null, steps = null, ...picture] = ofRank(first(inputs), rank + 3);
    const { channels, from } = axesOf(config, rank);
    const each: Shape = [batch, ...picture];
    convolved(each, from, rank, config).forEach((size, i) => (each[from + i] = size));
    each[channels] = count(config, 'filters');
    return sequenceOf(each, steps, [each, each], config);
  },
  weights: (inputs, config) => {
    const filters = count(config, 'filters');
    const window = sizes(config, 'kernel_size', rank);
    const inner = ofRank(first(inputs), rank + 3);
    const channels = known(inner[axesOf(config, rank).channels + 1]);
    if (!Number.isSafeInteger(4 * filters)) return unknown();
    return [
      trained('kernel', [...window, channels, 4 * filters]),
      trained('recurrent_kernel', [...window, filters, 4 * filters]),
      ...biasOf(config, [4 * filters]),
    ];
  },
});

export const recurrentRules: Record<string, LayerRule> = {
  ...Object.fromEntries(Object.entries(kinds).map(([className, kind]) => [className, recurrent(kind)])),
  ...Object.fromEntries(Object.entries(kinds).map(([className, kind]) => [`${className}Cell`, cell(kind)])),
  ConvLSTM1D: convolutional(1),
  ConvLSTM2D: convolutional(2),
  ConvLSTM3D: convolutional(3),
};
