import type { Shape } from '../../../protocol/model';
import {
  axisIn,
  first,
  isSet,
  keepsShape,
  kept,
  known,
  trained,
  unknown,
  type BuiltWeight,
  type LayerRule,
} from './layerRule';
import type { Config } from './modelGraph';

/** Sizes of the axes that a normalization has figures for. */
function axisSizes(shape: Shape, axis: unknown): number[] {
  const axes = (Array.isArray(axis) ? axis : [axis]) as unknown[];
  return axes.map(one => known(shape[axisIn(one, shape.length)]));
}
const scaleAndShift = (config: Config, shape: readonly number[]): BuiltWeight[] => [
  ...(isSet(config, 'scale', true) ? [trained('gamma', shape)] : []),
  ...(isSet(config, 'center', true) ? [trained('beta', shape)] : []),
];
const alongAxis = (more: (shape: readonly number[]) => BuiltWeight[]): LayerRule => ({
  ...keepsShape,
  weights: (inputs, config) => {
    const sizes = axisSizes(first(inputs), config['axis'] ?? -1);
    return [...scaleAndShift(config, sizes), ...more(sizes)];
  },
});

/** Its figures come from data, or from the configuration. */
const normalization: LayerRule = {
  ...keepsShape,
  weights: (inputs, config) => {
    if (config['mean'] != null) return [];
    const axis = config['axis'];
    const sizes = axis == null ? [] : axisSizes(first(inputs), axis);
    return [kept('mean', sizes), kept('variance', sizes), kept('count', [])];
  },
};

const multiHeadAttention: LayerRule = {
  outputs: (inputs, config) => {
    const query = first(inputs);
    const given = config['output_shape'];
    const last = given == null ? [query.at(-1) ?? null] : ((Array.isArray(given) ? given : [given]) as Shape);
    return [[...query.slice(0, -1), ...last]];
  },
  weights: (inputs, config) => {
    const query = first(inputs);
    const value = inputs[1] ?? query;
    const key = inputs[2] ?? value;
    const [heads, size] = ['num_heads', 'key_dim'].map(name => known(config[name] as number));
    const valueSize = (config['value_dim'] as number | null | undefined) ?? size!;
    const given = config['output_shape'] ?? known(query.at(-1));
    const out = (Array.isArray(given) ? given : [given]) as number[];
    if (![heads, size, valueSize, ...out].every(n => Number.isSafeInteger(n))) return unknown();
    const hasBias = isSet(config, 'use_bias', true);
    const part = (name: string, kernel: number[], bias: number[]): BuiltWeight[] => [
      trained(`${name}/kernel`, kernel),
      ...(hasBias ? [trained(`${name}/bias`, bias)] : []),
    ];
    return [
      ...part('query', [known(query.at(-1)), heads!, size!], [heads!, size!]),
      ...part('key', [known(key.at(-1)), heads!, size!], [heads!, size!]),
      ...part('value', [known(value.at(-1)), heads!, valueSize], [heads!, valueSize]),
      ...part('attention_output', [heads!, valueSize, ...out], out),
    ];
  },
};

export const normalizationRules: Record<string, LayerRule> = {
  BatchNormalization: alongAxis(sizes => [kept('moving_mean', sizes), kept('moving_variance', sizes)]),
  SyncBatchNormalization: alongAxis(sizes => [kept('moving_mean', sizes), kept('moving_variance', sizes)]),
  LayerNormalization: alongAxis(() => []),
  GroupNormalization: alongAxis(() => []),
  Normalization: normalization,
  MultiHeadAttention: multiHeadAttention,
};
