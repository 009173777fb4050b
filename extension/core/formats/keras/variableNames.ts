import { member, type ConfiguredLayer } from './kerasConfig';

/** Variables of Keras' layers in the order in which they are stored; with what makes each absent where it is false. */
const variables: [RegExp, [name: string, flag?: string][]][] = [
  [/^(Dense|EinsumDense|Conv[123]D(Transpose)?)$/, [['kernel'], ['bias', 'use_bias']]],
  [/^DepthwiseConv[12]D$/, [['kernel'], ['bias', 'use_bias']]],
  [/^SeparableConv[12]D$/, [['depthwise_kernel'], ['pointwise_kernel'], ['bias', 'use_bias']]],
  [/^BatchNormalization$/, [['gamma', 'scale'], ['beta', 'center'], ['moving_mean'], ['moving_variance']]],
  [
    /^(Layer|Group)Normalization$/,
    [
      ['gamma', 'scale'],
      ['beta', 'center'],
    ],
  ],
  [/^Embedding$/, [['embeddings']]],
  [/^PReLU$/, [['alpha']]],
];
const cell: [string, string?][] = [['kernel'], ['recurrent_kernel'], ['bias', 'use_bias']];

/**
 * Names of a layer's variables; null where they are not known, or are not as many.
 * @param within the part of the layer that has them: `cell` of recurrent ones; empty for the layer itself
 */
export function variableNames(layer: ConfiguredLayer | undefined, within: string, count: number): string[] | null {
  if (!layer) return null;
  const wrapped = member(layer.config, 'layer');
  const wrapper = /^(forward_layer|backward_layer|layer)(\/|$)/.exec(within);
  if (wrapped !== undefined && wrapper) {
    const className = member(wrapped, 'class_name');
    if (typeof className !== 'string') return null;
    const inner = { name: layer.name, className, config: member(wrapped, 'config') };
    return variableNames(inner, within.slice(wrapper[0].length), count);
  }
  const known =
    within === ''
      ? variables.find(([className]) => className.test(layer.className))?.[1]
      : within === 'cell' && /^(LSTM|GRU|SimpleRNN)$/.test(layer.className)
        ? cell
        : undefined;
  const names = known?.filter(([, flag]) => !flag || member(layer.config, flag) !== false).map(([name]) => name);
  return names?.length === count ? names : null;
}
