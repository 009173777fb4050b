import { weightNames } from '../../layers/weightNames';
import type { WeightInfo } from '../../../protocol/model';
import type { TensorEntry } from '../../../protocol/reader';
import { known, type BuiltWeight, type LayerRule } from './layerRule';
import { isObject, textOf, type Config, type LayerNode } from './modelGraph';

/** How Keras 3 has quantized a layer: `int8`, `int4`, `float8`, `gptq`, …; null where it has not. */
export function quantizationOf({ config }: Pick<LayerNode, 'config'>): string | null {
  const { dtype } = config;
  const policy = isObject(dtype) && isObject(dtype['config']) ? dtype['config'] : {};
  const mode = textOf(policy['mode']) ?? /^(\w+)_from_/.exec(textOf(policy['name'] ?? dtype) ?? '')?.[1] ?? null;
  return mode && mode.replace(/[/_].*$/, '');
}

const isWhole = ({ dtype }: TensorEntry): boolean => /^u?int/.test(dtype);
const isBias = ({ name }: BuiltWeight): boolean => /(^|\/)bias$/.test(name);

/**
 * Parts of a layer can be quantized where the layer itself is not. Keras stores whole numbers of 8 bits for nothing else; where
 * they have a point, each kernel of attention has scales beside it, which are one number.
 */
export const isQuantized = (node: LayerNode, stored: readonly TensorEntry[]): boolean =>
  stored.length > 0 &&
  (quantizationOf(node) !== null ||
    stored.some(({ dtype }) => /^u?int[48]$/.test(dtype)) ||
    (/Attention$/.test(node.className) && !node.isOwn && stored.filter(({ shape }) => !shape.length).length > 2));

/**
 * The weights of a quantized layer as they are stored: two numbers of 4 bits can lie in one, with scales beside them. Those that
 * are as the class makes them have its names; of whole numbers only the bias is trained, which is none.
 */
export function quantizedWeights(
  node: LayerNode,
  built: readonly BuiltWeight[],
  stored: readonly TensorEntry[],
  isTrainable: boolean,
): WeightInfo[] {
  const left = [...built];
  const names = weightNames(stored.map(({ name }) => ({ originalName: name })));
  const isPacked = stored.some(isWhole);
  // Of 8 bits with a point, Keras has the scales among what is trained.
  const trainsScales = !isPacked;
  const weights = stored.map((tensor, i): WeightInfo => {
    const { shape, dtype } = tensor;
    const at = left.findIndex(
      weight => String(weight.shape) === String(shape) && (!isPacked || isBias(weight) !== isWhole(tensor)),
    );
    const [made] = at < 0 ? [] : left.splice(at, 1);
    // Parts of one shape can be any of several.
    const name = made && !made.name.includes('/') ? made.name : names[i]!;
    const trainable = isTrainable && !isWhole(tensor) && (made?.isTrainable ?? trainsScales);
    return { name, shape, dtype, trainable };
  });
  const adapters = left.filter(({ name }) => name.startsWith('lora_'));
  return [
    ...weights,
    ...adapters.map(({ name, shape }) => ({ name, shape, dtype: 'float32', trainable: isTrainable })),
  ];
}

/**
 * Of a layer with adapters of low rank, which are trained in the place of its kernel. Keras stores the kernel with what they add,
 * and makes them anew.
 */
export const withLora = (rule: LayerRule): LayerRule => ({
  ...rule,
  weights: (inputs, config) => {
    const weights = rule.weights!(inputs, config);
    const rank = config['lora_rank'];
    const [kernel, ...others] = weights;
    if (!kernel || rank == null) return weights;
    return [{ ...kernel, isTrainable: false }, ...others, ...adapters(kernel, config)];
  },
});

function adapters({ name, shape }: BuiltWeight, config: Config): BuiltWeight[] {
  const rank = known(config['lora_rank'] as number);
  return [
    { name: `lora_${name}_a`, shape: [...shape.slice(0, -1), rank], isTrainable: true },
    { name: `lora_${name}_b`, shape: [rank, shape.at(-1)!], isTrainable: true },
  ];
}
