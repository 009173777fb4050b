// From the configuration of a Keras model, as versions 1 to 3 write it, to one that TensorFlow.js builds a model of.

type Json = Record<string, unknown>;
export interface LayerConfig {
  class_name: string;
  name?: string;
  config: Json & { name?: string };
  inbound_nodes?: unknown[][][];
}
export interface ConvertedConfig {
  class_name: string;
  config: Json & { name?: string; layers: LayerConfig[] };
}

const maxDepth = 32;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Returns null where there is no model in it. Never runs anything of it.
 * @param version of Keras, as the file tells it; null where it does not
 */
export function convertConfig(topology: unknown, version: number | null): ConvertedConfig | null {
  const model = isObject(topology) && isObject(topology.model_config) ? topology.model_config : topology;
  if (!isObject(model)) return null;
  const isKeras3 = version === null ? typeof model.module === 'string' : version >= 3;
  const converted = layerConfig(model, isKeras3, 0);
  if (!converted || !isModelConfig(converted)) return null;
  return converted;
}

export const isModelConfig = (layer: LayerConfig): layer is LayerConfig & ConvertedConfig =>
  Array.isArray(layer.config.layers);

function layerConfig(value: unknown, isKeras3: boolean, depth: number): LayerConfig | null {
  if (!isObject(value) || typeof value.class_name !== 'string' || depth > maxDepth) return null;
  const raw: unknown = value.config;
  // the first Sequentials were lists of layers
  const config: Json = Array.isArray(raw) ? { name: 'sequential', layers: raw as unknown[] } : isObject(raw) ? raw : {};
  const inbound = nodesOf(value.inbound_nodes);
  const className = classOf(value, inbound);
  const name = [value.name, config.name].find(n => typeof n === 'string') as string | undefined;
  return {
    class_name: className,
    ...(name !== undefined && { name }),
    config: Array.isArray(config.layers)
      ? modelConfig(className, config, isKeras3, depth)
      : ownConfig(className, config, isKeras3, depth, value.build_config),
    ...(inbound && { inbound_nodes: inbound }),
  };
}

/** Functions of `keras.ops` on two tensors that are layers too. */
const operations: Record<string, string> = { Add: 'Add', Subtract: 'Subtract', Multiply: 'Multiply', Maximum: 'Maximum', Minimum: 'Minimum' }; // prettier-ignore

/** The class as TensorFlow.js may have it; a person's own of the same name is none of them. */
function classOf({ class_name, module, registered_name }: Json, inbound: unknown[][][] | null): string {
  const name = class_name as string;
  if (typeof module !== 'string') return name;
  if (/^keras(\.src)?\.ops/.test(module))
    return Object.hasOwn(operations, name) && inbound?.every(node => node.length === 2)
      ? operations[name]!
      : `ops.${name}`;
  const isKeras = module === 'keras' || module.startsWith('keras.');
  return isKeras
    ? name
    : typeof registered_name === 'string' && registered_name.includes('>')
      ? registered_name
      : `${module}.${name}`;
}

function modelConfig(className: string, config: Json, isKeras3: boolean, depth: number): ConvertedConfig['config'] {
  const layers = (config.layers as unknown[])
    .map(layer => layerConfig(layer, isKeras3, depth + 1))
    .filter(layer => layer !== null);
  const name = typeof config.name === 'string' ? config.name : 'model';
  if (!Array.isArray(config.output_layers) && !isObject(config.output_layers)) {
    const [first] = layers;
    const shape = config.build_input_shape ?? (first?.config.batch_input_shape as unknown);
    if (first && first.class_name !== 'InputLayer' && !first.config.batch_input_shape && Array.isArray(shape))
      first.config.batch_input_shape = shape;
    for (const layer of layers) delete layer.inbound_nodes;
    return { name, layers };
  }
  for (const layer of layers) layer.inbound_nodes ??= [];
  const [inputs, outputs] = [tensorList(config.input_layers), tensorList(config.output_layers)];
  if (isKeras3) countFromOne(layers, outputs);
  return { name, layers, input_layers: inputs, output_layers: outputs };
}

/** In TensorFlow.js, as in Keras before 3, the first call of a model is that with its own inputs. */
function countFromOne(layers: readonly LayerConfig[], outputs: unknown[][]): void {
  const models = new Set(layers.filter(isModelConfig).map(layer => layer.name));
  for (const tensor of [...layers.flatMap(layer => (layer.inbound_nodes ?? []).flat()), ...outputs])
    if (models.has(tensor[0] as string)) tensor[1] = Number(tensor[1]) + 1;
}

/** `["input", 0, 0]`, a list or an object of such: as a list. */
function tensorList(value: unknown): unknown[][] {
  if (Array.isArray(value)) {
    if (typeof value[0] === 'string' && typeof value[1] === 'number') return [[...(value as unknown[])]];
    return value.flatMap(tensorList);
  }
  return isObject(value) ? Object.values(value).flatMap(tensorList) : [];
}

/** One list for each call, of `[layer, call, output]`. Keras 3 keeps what a layer was called on as arguments. */
function nodesOf(value: unknown): unknown[][][] | null {
  if (!Array.isArray(value)) return null;
  return value.map((node: unknown): unknown[][] => {
    if (isObject(node)) return histories([node.args, node.kwargs], 0);
    if (!Array.isArray(node)) return [];
    // a list of one tensor may be that tensor itself
    const tensors: unknown[][] = typeof node[0] === 'string' ? [node] : (node as unknown[][]);
    return tensors.filter(Array.isArray).map(([layer, call, output]) => [layer, call, output, {}]);
  });
}
function histories(value: unknown, depth: number): unknown[][] {
  if (depth > maxDepth || typeof value !== 'object' || value === null) return [];
  if (isObject(value) && value.class_name === '__keras_tensor__') {
    const history = isObject(value.config) ? value.config.keras_history : null;
    return Array.isArray(history) ? [[...(history as unknown[]).slice(0, 3), {}]] : [];
  }
  return Object.values(value).flatMap(inner => histories(inner, depth + 1));
}

const zeros = { class_name: 'Zeros', config: {} };
const nested = new Set(['layer', 'backward_layer', 'cell']);
/** What only training, or another framework, needs. */
const dropped = new Set('synchronized ragged sparse optional seed implementation use_cudnn time_major zero_output_for_mask autocast lora_rank quantization_mode renorm renorm_clipping renorm_momentum data_format_ fused virtual_batch_size'.split(' ')); // prettier-ignore

function ownConfig(className: string, config: Json, isKeras3: boolean, depth: number, built: unknown): Json {
  const own: Json = {};
  const isSeparable = /^(Separable|Depthwise)/.test(className);
  for (const [key, value] of Object.entries(config)) {
    if (dropped.has(key) || (isSeparable && /^kernel_(init|regu|constr)/.test(key))) continue;
    // weights are put in their place afterwards: what they begin with is not computed
    if (/_?initializer$/i.test(key)) own[key] = value === null ? null : zeros;
    else if (/_(regularizer|constraint)$/.test(key)) own[key] = null;
    else if (nested.has(key)) own[key] = layerConfig(value, isKeras3, depth + 1);
    else if (key === 'cells' && Array.isArray(value))
      own[key] = value.map(cell => layerConfig(cell, isKeras3, depth + 1));
    else if (key === 'batch_shape') own.batch_input_shape = value;
    else if (key === 'dtype') own.dtype = dtypeOf(value, className);
    else if (key === 'axis' && Array.isArray(value) && value.length === 1) own.axis = value[0] as unknown;
    else if (key === 'activation' || key === 'recurrent_activation') own[key] = activationOf(value, isKeras3);
    else if (key === 'negative_slope' && className === 'LeakyReLU') own.alpha = value;
    else own[key] = numberOf(value);
  }
  const shape = isObject(built) ? built.input_shape : undefined;
  if (Array.isArray(shape) && className === 'Normalization') own.built_shape = shape;
  return own;
}

/** Policies are told by name; what is less exact or more is computed as float32, as TensorFlow.js has nothing else. */
function dtypeOf(value: unknown, className: string): string {
  const name = isObject(value) && isObject(value.config) ? value.config.name : value;
  if (className !== 'InputLayer' || typeof name !== 'string') return 'float32';
  return /int/.test(name) ? 'int32' : name === 'bool' || name === 'string' ? name : 'float32';
}

/** NumPy's numbers, as Keras 2 wrote them. */
const numberOf = (value: unknown): unknown =>
  isObject(value) && value.class_name === '__numpy__' && isObject(value.config)
    ? value.config.value
    : isObject(value) && value.type === 'ndarray'
      ? value.value
      : value;

const renamed: Record<string, string> = { silu: 'swish', hard_swish: 'hard_silu', log_softmax: 'logSoftmax' };

function activationOf(value: unknown, isKeras3: boolean): unknown {
  const isFunction = isObject(value) && value.class_name === 'function';
  const name = isFunction ? value.config : isObject(value) ? value.class_name : value;
  if (typeof name !== 'string') return null;
  // 0.2·x + 0.5 became x / 6 + 0.5
  if (name === 'hard_sigmoid' && isKeras3) return 'hard_sigmoid_3';
  return Object.hasOwn(renamed, name) ? renamed[name] : name;
}
