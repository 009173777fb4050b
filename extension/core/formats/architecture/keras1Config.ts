import { isObject, textOf, type Config } from './modelGraph';

/** Classes by the names that Keras 2 has for them. */
const classes = new Map(
  Object.entries({
    ...{ Convolution1D: 'Conv1D', Convolution2D: 'Conv2D', Convolution3D: 'Conv3D' },
    ...{ AtrousConvolution1D: 'Conv1D', AtrousConvolution2D: 'Conv2D', SeparableConvolution2D: 'SeparableConv2D' },
    ...{ TimeDistributedDense: 'Dense' },
  }),
);
const merges = new Map(
  Object.entries({ sum: 'Add', mul: 'Multiply', ave: 'Average', max: 'Maximum', concat: 'Concatenate' }),
);
/** Arguments by the names that Keras 2 has for them: https://github.com/keras-team/keras/wiki/Keras-2.0-release-notes. */
const words = new Map(
  Object.entries({
    ...{ nb_filter: 'filters', border_mode: 'padding', subsample: 'strides', atrous_rate: 'dilation_rate' },
    ...{ init: 'kernel_initializer', inner_init: 'recurrent_initializer', inner_activation: 'recurrent_activation' },
    ...{
      W_regularizer: 'kernel_regularizer',
      U_regularizer: 'recurrent_regularizer',
      b_regularizer: 'bias_regularizer',
    },
    ...{ W_constraint: 'kernel_constraint', b_constraint: 'bias_constraint', bias: 'use_bias', input_dtype: 'dtype' },
    ...{ dropout_W: 'dropout', dropout_U: 'recurrent_dropout', pool_length: 'pool_size', stride: 'strides' },
    ...{ subsample_length: 'strides', filter_length: 'kernel_size', length: 'size', p: 'rate', sigma: 'stddev' },
    ...{ concat_axis: 'axis', dot_axes: 'axes' },
  }),
);
/** What only Keras 1 says. */
const signs = ['input_dtype', 'border_mode', 'dim_ordering', 'nb_filter', 'W_regularizer', 'inner_init'];
const maxDepth = 32;

type Visit = (config: Config) => boolean;
/** Goes through the layers of a model, those within others too, until `visit` returns true. */
function some(json: unknown, visit: Visit, depth = 0): boolean {
  const config = isObject(json) ? json['config'] : null;
  const layers: unknown = Array.isArray(config) ? config : isObject(config) ? config['layers'] : null;
  if (isObject(config) && visit(config)) return true;
  if (depth > maxDepth) return false;
  const inner = isObject(config) ? config['layer'] : null;
  if (inner && some(inner, visit, depth + 1)) return true;
  return Array.isArray(layers) && layers.some(layer => some(layer, visit, depth + 1));
}

/** True for a model that Keras 1 has configured. */
export const isKeras1 = (model: unknown): boolean =>
  some(model, config => signs.some(sign => Object.hasOwn(config, sign)));

/** Where a model of Keras 1 has its channels: some of its layers do not say it. */
export function channelsOfKeras1(model: unknown): 'channels_first' | 'channels_last' {
  let isFirst = false;
  some(model, ({ dim_ordering: order }) => {
    isFirst = order === 'th';
    return order === 'th' || order === 'tf';
  });
  return isFirst ? 'channels_first' : 'channels_last';
}

/** A layer of Keras 1 in the words of Keras 2; those that only Keras 1 has keep their class. */
export function layerOfKeras1(json: Config, channels: string): Config {
  const own = textOf(json['class_name']) ?? '';
  const { config: given } = json;
  if (!isObject(given) || own === 'Model') return json;
  const config: Config = { data_format: given['dim_ordering'] === 'default' ? channels : formatOf(given, channels) };
  for (const [key, value] of Object.entries(given)) {
    if (key === 'output_dim') config[own === 'Embedding' ? key : 'units'] = value;
    else if (key !== 'dim_ordering' && !/^(nb_row|nb_col|kernel_dim[123])$/.test(key))
      config[words.get(key) ?? key] = /_(regularizer|constraint)$/.test(key) ? partOf(value) : value;
  }
  if (!/\dD$/.test(own)) delete config['data_format'];
  const window = [given['nb_row'], given['nb_col']];
  const cube = [given['kernel_dim1'], given['kernel_dim2'], given['kernel_dim3']];
  if (window[0] !== undefined) config['kernel_size'] = window;
  if (cube[0] !== undefined) config['kernel_size'] = cube;
  if (own === 'ZeroPadding2D') config['padding'] = edgesOf(config['padding']);
  return own === 'Merge' ? merged(json, config) : { ...json, class_name: classes.get(own) ?? own, config };
}

const formatOf = ({ dim_ordering: order }: Config, channels: string): string =>
  order === 'th' ? 'channels_first' : order === 'tf' ? 'channels_last' : channels;

/** `{ name: 'L1L2Regularizer', l1: 0, l2: 0.01 }` as Keras 2 has it. */
function partOf(value: unknown): unknown {
  if (!isObject(value) || textOf(value['name']) === null) return value;
  const { name, ...config } = value;
  return { class_name: (name as string).replace(/Regularizer$/, ''), config };
}

/** One amount for each axis, four of the edges, or the edges by their names. */
function edgesOf(value: unknown): unknown {
  const edges: unknown[] = isObject(value)
    ? ['top_pad', 'bottom_pad', 'left_pad', 'right_pad'].map(edge => value[edge] ?? 0)
    : Array.isArray(value)
      ? value
      : [];
  return edges.length === 4 ? [edges.slice(0, 2), edges.slice(2)] : value;
}

/** The one class that merges in all ways. In a chain it holds the models whose outputs it takes. */
function merged(json: Config, given: Config): Config {
  const { mode, mode_type: type, layers, axis, axes, ...rest } = given;
  const isPlain = type === undefined || type === 'raw';
  const isProduct = isPlain && (mode === 'dot' || mode === 'cos');
  const className = isProduct ? 'Dot' : ((isPlain ? merges.get(String(mode)) : undefined) ?? 'Merge');
  const config: Config = {
    ...(textOf(rest['name']) !== null && { name: rest['name'] }),
    ...(className === 'Concatenate' && { axis }),
    ...(isProduct && { axes, normalize: mode === 'cos' }),
    ...(className === 'Merge' && { mode: isPlain ? mode : type }),
    ...(Array.isArray(layers) && { merged: layers as unknown[] }),
  };
  return { ...json, class_name: className, config };
}
