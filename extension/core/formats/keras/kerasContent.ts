import type { FileProblem } from '../../../protocol/reader';
import { kerasModels } from '../architecture/kerasModels';
import { addProblem } from '../fileProblems';
import type { Found, KerasConfigs } from '../openedFile';
import type { FoundDataSets } from '../hdf5/dataSets';
import type { Hdf5File } from '../hdf5/hdf5File';
import { layerGroups, nestedLayers, trainingFacts } from './kerasConfig';
import { kerasStep } from './kerasStep';
import { nameWeights, weightsRoot } from './listedWeights';
import { areTracked, groupNames, nameVariables } from './trackedVariables';

/** What is in a file of weights, as Keras has it: null of a file that Keras has not written. */
export function kerasContent(
  found: FoundDataSets & { file: Hdf5File },
  { model, training }: KerasConfigs,
  problems: FileProblem[],
): (Pick<Found, 'tensors' | 'step' | 'layered' | 'config'> & { metadata: Record<string, string> }) | null {
  const { file, tensors, groups } = found;
  const root = weightsRoot(file, groups, problems);
  if (root === null && !areTracked(tensors) && model === null) return null;
  const layers = layerGroups(model);
  const nameOf = groupNames(file, groups);
  const named =
    root === null
      ? nameVariables(tensors, nameOf, layers)
      : nameWeights(file, found, { root, nested: nestedLayers(layers) }, problems);
  const entries = named.map(tensor => tensor.entry);
  const { models, problems: own } = kerasModels(model, entries, training ?? undefined);
  for (const { code, message, where } of own) addProblem(problems, code, message, where);
  // Keras 3 tells of its optimizer beside the optimizer's variables only.
  const optimizer = root === null ? nameOf('/optimizer') : null;
  const metadata = { ...(optimizer !== null && { optimizer }), ...trainingFacts(training) };
  return { tensors: named, step: kerasStep(named), layered: models, config: { model, training }, metadata };
}
