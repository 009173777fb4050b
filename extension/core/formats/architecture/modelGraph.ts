import type { Shape } from '../../../protocol/model';

export type Config = Record<string, unknown>;

/** An output of a call of a layer, by the words of the configuration. */
export interface TensorReference {
  layer: string;
  call: number;
  output: number;
  /** Where the configuration tells it, as Keras 3 does. */
  shape: Shape | null;
}
/** One call of a layer, what it takes in the order of its arguments. */
export interface CallNode {
  inputs: TensorReference[];
}

/** A layer as a configuration has it. */
export interface LayerNode {
  name: string;
  className: string;
  /** An operation of Keras (`keras.ops.add`), which is stored as a layer is. */
  isOperation: boolean;
  /** A class that is not the framework's, whatever it is called. */
  isOwn: boolean;
  config: Config;
  /** What it was built for, where the file says. */
  buildShape: Shape | null;
  calls: CallNode[];
  /** It is called with lists of numbers besides. */
  hasConstants: boolean;
  /** The graph of a nested model; null for a layer. */
  graph: ModelGraph | null;
  /** The layers in a wrapper, the cells of a recurrent layer, the models whose outputs are merged. */
  held: LayerNode[];
  /** Its weights are as Keras 1 has them; its configuration is in the words of Keras 2. */
  isKeras1: boolean;
}
export interface ModelGraph {
  name: string;
  className: string;
  isSequential: boolean;
  layers: LayerNode[];
  inputs: TensorReference[];
  outputs: TensorReference[];
  /** Of a chain that says what it takes without a layer of its own for it. */
  inputShape: Shape | null;
}

/** A merge in a chain of Keras 1, which holds the models whose outputs it takes. */
export const isMerge = ({ isKeras1, config }: Pick<LayerNode, 'isKeras1' | 'config'>): boolean =>
  isKeras1 && Array.isArray(config['merged']);

export const isObject = (value: unknown): value is Config =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const textOf = (value: unknown): string | null => (typeof value === 'string' && value ? value : null);

/** The batch first, its size unknown. A list of one shape is that one; null where it is no shape. */
export function shapeIn(value: unknown): Shape | null {
  if (!Array.isArray(value) || value.length > maxAxes) return null;
  if (value.length === 1 && Array.isArray(value[0])) return shapeIn(value[0]);
  if (!value.every(size => size === null || isSize(size))) return null;
  return value.slice() as Shape;
}
const maxAxes = 64;
const isSize = (size: unknown): boolean => Number.isSafeInteger(size) && (size as number) >= 0;

/** Of the layer's own input, as its configuration says it in each version. */
export const inputShapeOf = (config: Config): Shape | null =>
  shapeIn(config['batch_input_shape']) ?? shapeIn(config['batch_shape']);

/** `int32`, of the words of every version; null where there is none. */
export function dtypeOf(config: Config): string | null {
  const dtype = config['dtype'];
  const policy = isObject(dtype) && isObject(dtype['config']) ? dtype['config']['name'] : dtype;
  // mixed_float16 computes in float16 and keeps float32
  return textOf(policy)?.replace(/^mixed_b?float16$/, 'float32') ?? null;
}
