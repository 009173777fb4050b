import type { Shape } from '../../../protocol/model';
import { axisIn, first, known, unknown, type LayerRule, type Size } from './layerRule';
import { broadcast } from './plainRules';

/** Value by value. Without the batch, as Keras aligns what has fewer axes behind it. */
const valueByValue: LayerRule = {
  outputs: inputs => {
    const [shape, ...others] = inputs.map(input => input.slice(1));
    const batch = inputs.find(input => input[0] != null)?.[0] ?? null;
    return [[batch, ...others.reduce<Shape>(broadcast, shape ?? unknown())]];
  },
};

const concatenate: LayerRule = {
  outputs: (inputs, config) => {
    const made = first(inputs).slice();
    const axis = axisIn(config['axis'] ?? -1, made.length);
    for (const input of inputs.slice(1)) {
      if (input.length !== made.length) return unknown();
      input.forEach((size, i) => {
        if (i === axis) made[i] = made[i] == null || size === null ? null : made[i] + size;
        else made[i] ??= size;
      });
    }
    return [made];
  },
};

const dot: LayerRule = {
  outputs: (inputs, config) => {
    const [a, b] = inputs;
    if (!a || !b || a.length < 2 || b.length < 2) return unknown();
    const { axes } = config;
    const [one, other] = (Array.isArray(axes) ? axes : [axes, axes]) as unknown[];
    const without = (shape: Shape, axis: unknown): Size[] => {
      const at = axisIn(axis, shape.length);
      return at === 0 ? unknown() : shape.filter((_, i) => i !== at);
    };
    const made = [...without(a, one), ...without(b, other).slice(1)];
    return [made.length === 1 ? [...made, 1] : made];
  },
};

/** Attention of Keras: query, value, key. */
const attention: LayerRule = {
  outputs: inputs => {
    const [query, value] = inputs;
    return query && value ? [[...query.slice(0, -1), value.at(-1) ?? null]] : unknown();
  },
};

export const mergeRules: Record<string, LayerRule> = {
  ...Object.fromEntries(
    'Add Subtract Multiply Average Maximum Minimum'.split(' ').map(className => [className, valueByValue]),
  ),
  Concatenate: concatenate,
  Dot: dot,
  Attention: {
    ...attention,
    weights: (_, config) => [
      ...(config['use_scale'] === true ? [{ name: 'scale', shape: [], isTrainable: true }] : []),
      ...(config['score_mode'] === 'concat' ? [{ name: 'concat_score_weight', shape: [], isTrainable: true }] : []),
    ],
  },
  AdditiveAttention: {
    ...attention,
    weights: (inputs, config) =>
      config['use_scale'] === false ? [] : [{ name: 'scale', shape: [known(first(inputs).at(-1))], isTrainable: true }],
  },
};
