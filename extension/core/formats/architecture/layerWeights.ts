import { weightNames } from '../../layers/weightNames';
import type { WeightInfo } from '../../../protocol/model';
import type { FileProblem, TensorEntry } from '../../../protocol/reader';
import { addProblem } from '../fileProblems';
import type { BuiltWeight } from './layerRule';
import { dtypeOf, type LayerNode } from './modelGraph';
import { isQuantized, quantizedWeights } from './quantizedWeights';

const keptWeight = /^(moving_|seed_generator|mean$|variance$|count$)/;

/**
 * The weights of a layer: as its class makes them, with the dtypes that are stored; as they are stored where the class is not
 * known, or quantized. What is stored in other shapes is a problem.
 */
export function layerWeights(
  node: LayerNode,
  built: readonly BuiltWeight[] | null,
  stored: readonly TensorEntry[],
  isTrainable: boolean,
  problems: FileProblem[],
): WeightInfo[] {
  if (isQuantized(node, stored)) return quantizedWeights(node, built ?? [], stored, isTrainable);
  if (!built) {
    const names = weightNames(stored.map(({ name }) => ({ originalName: name.replace(/:\d+$/, '') })));
    return stored.map(({ shape, dtype }, i) => ({
      ...{ name: names[i]!, shape, dtype },
      trainable: isTrainable && !keptWeight.test(names[i]!.split('/').at(-1)!),
    }));
  }
  const left = new Map<string, TensorEntry[]>();
  for (const tensor of stored) {
    const key = String(tensor.shape);
    left.set(key, [...(left.get(key) ?? []), tensor]);
  }
  const missing: BuiltWeight[] = [];
  const weights = built.map((weight): WeightInfo => {
    const ofShape = left.get(String(weight.shape)) ?? [];
    const at = Math.max(
      0,
      ofShape.findIndex(tensor => lastName(tensor.name) === lastName(weight.name)),
    );
    const [tensor] = ofShape.splice(at, 1);
    if (!tensor) missing.push(weight);
    return {
      name: weight.name,
      shape: weight.shape,
      dtype: tensor?.dtype ?? dtypeOf(node.config) ?? 'float32',
      trainable: isTrainable && weight.isTrainable,
    };
  });
  const others = [...left.values()].flat();
  if (stored.length && missing.length && others.length)
    addProblem(
      problems,
      'shapes-differ',
      `By the architecture ${node.name} has ${shapesText(missing)}; stored is ${shapesText(others)}.`,
      others[0]!.name,
    );
  return weights;
}
const lastName = (name: string): string => name.replace(/:\d+$/, '').split('/').at(-1)!;
const shapesText = (weights: readonly { name: string; shape: readonly number[] }[]): string =>
  weights
    .slice(0, 4)
    .map(({ name, shape }) => `${lastName(name)} [${shape.join(', ')}]`)
    .join(', ');
