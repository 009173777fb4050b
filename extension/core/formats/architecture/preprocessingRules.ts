import type { Shape } from '../../../protocol/model';
import { axesOf, count, first, keepsShape, unknown, withPicture, type LayerRule, type Size } from './layerRule';
import type { Config } from './modelGraph';

/** Rows and columns, also of a picture without a batch. */
function resized(inputs: readonly Shape[], config: Config, height: Size | 'kept', width: Size | 'kept'): Shape[] {
  const shape = first(inputs);
  if (shape.length < 3 || shape.length > 4) return unknown();
  const from = axesOf(config, 2).from - (shape.length === 3 ? 1 : 0);
  const sizeOf = (wanted: Size | 'kept', i: number): Size => (wanted === 'kept' ? (shape[from + i] ?? null) : wanted);
  return [withPicture(shape, from, [sizeOf(height, 0), sizeOf(width, 1)])];
}
const toSize: LayerRule = {
  outputs: (inputs, config) => resized(inputs, config, count(config, 'height'), count(config, 'width')),
};

const categoryEncoding: LayerRule = {
  outputs: (inputs, config) => {
    const shape = first(inputs);
    const tokens = count(config, 'num_tokens');
    const isOneHot = /^one_?hot$/i.test(String(config['output_mode']));
    return [isOneHot && shape.at(-1) !== 1 ? [...shape, tokens] : [...shape.slice(0, -1), tokens]];
  },
};

/** Of words, numbers and ranges: an index for each. */
const indices: LayerRule = {
  outputs: (inputs, config) =>
    (config['output_mode'] ?? 'int') === 'int' ? keepsShape.outputs(inputs, config) : unknown(),
};

export const preprocessingRules: Record<string, LayerRule> = {
  Resizing: toSize,
  CenterCrop: toSize,
  RandomCrop: toSize,
  RandomWidth: { outputs: (inputs, config) => resized(inputs, config, 'kept', null) },
  RandomHeight: { outputs: (inputs, config) => resized(inputs, config, null, 'kept') },
  CategoryEncoding: categoryEncoding,
  Discretization: indices,
  Hashing: indices,
  StringLookup: indices,
  IntegerLookup: indices,
};
