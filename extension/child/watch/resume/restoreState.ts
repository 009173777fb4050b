import type { CheckpointContent, OptimizerState, TensorData } from '../../../core/runs/checkpointContent';
import type { Notice } from '../../../protocol/run';
import type { TensorFlow } from '../../tensorflow';
import { uniqueNames } from '../checkpoints/tensorData';
import { safeWeights } from '../models/layerRows';
import type { ModelRegistry, WatchedModel } from '../models/modelRegistry';
import type { EngineLike, LayerVariableLike, ModelLike, OptimizerLike, Variable } from '../tfjsInternals';
import { mapWeights, type WeightMap } from './mapWeights';
import { restoreOptimizer } from './restoreOptimizer';
import { assignSaved, hasForm } from './savedTensors';

interface NamedWeight {
  name: string;
  dtype: string;
  shape: readonly (number | null)[];
  weight: LayerVariableLike;
}

export interface StateParts {
  tensorflow: TensorFlow;
  models: ModelRegistry;
  /** Those that trained without `compile`, in the order in which they first did. */
  looseOptimizers(): readonly OptimizerLike[];
  notice(notice: Notice): void;
}

/**
 * Gives the program's models, variables and optimizers what a checkpoint holds. Models are found by name, else by order;
 * their weights as mapWeights says. What cannot be mapped keeps its value, and a notice lists it.
 */
export function restoreState(content: CheckpointContent, parts: StateParts): void {
  const { models, tensorflow, notice } = parts;
  for (const model of models.topModels()) models.announce(model);
  const missing: string[] = [];
  const maps = new Map<string, { entry: WatchedModel; map: WeightMap<NamedWeight> }>();
  for (const [saved, entry] of modelPairs(content, models.announced)) {
    if (!entry?.model) {
      missing.push(`the model ${saved.name}: the program has none`);
      continue;
    }
    const map = mapWeights(namedWeights(entry.model), saved.weights, (now, then) => hasForm(now, then));
    for (const { now, saved: values } of map.pairs) assignSaved(tensorflow.core, now.weight.read(), values);
    missing.push(...unmappedLines(saved.name, map));
    maps.set(saved.name, { entry, map });
  }
  missing.push(...restoreVariables(content.variables, parts));
  missing.push(...restoreOptimizers(content.optimizers, maps, parts));
  if (missing.length)
    notice({
      code: 'resume-unmapped',
      message: `Not taken from the checkpoint: ${missing.slice(0, 20).join('; ')}${missing.length > 20 ? ` and ${missing.length - 20} more` : ''}. They keep the values that the program gave them.`,
    });
}

function modelPairs(
  { models: saved }: CheckpointContent,
  announced: readonly WatchedModel[],
): [CheckpointContent['models'][number], WatchedModel | undefined][] {
  const free = new Set(announced.filter(entry => entry.model));
  const take = (entry: WatchedModel | undefined): WatchedModel | undefined => {
    if (entry) free.delete(entry);
    return entry;
  };
  const byName = saved.map(model => take([...free].find(entry => entry.name === model.name)));
  return saved.map((model, i) => [model, byName[i] ?? take([...free][0])]);
}

/** As checkpoints name them. */
function namedWeights(model: ModelLike): NamedWeight[] {
  const weights = safeWeights(model).filter(w => !w.val?.isDisposed);
  const names = uniqueNames(weights.map(w => ({ name: w.originalName }) as TensorData)).map(t => t.name);
  return weights.map((weight, i) => {
    const { dtype, shape } = weight.read();
    return { name: names[i]!, dtype, shape, weight };
  });
}

function unmappedLines(model: string, { unmapped }: WeightMap<NamedWeight>): string[] {
  const left = [...unmapped.saved];
  const lines = unmapped.now.map(now => {
    const at = left.findIndex(saved => saved.name === now.name);
    const [then] = at < 0 ? [] : left.splice(at, 1);
    return `${model}/${now.name} ${formOf(now)} (${then ? `${formOf(then)} in the checkpoint` : 'not in the checkpoint'})`;
  });
  return [...lines, ...left.map(then => `${model}/${then.name} ${formOf(then)} (not in the program any more)`)];
}
const formOf = ({ shape }: { shape: readonly (number | null)[] }): string => `[${shape.join(', ')}]`;

/** Trained variables that no model holds. */
function restoreVariables(saved: readonly TensorData[], { tensorflow, models }: StateParts): string[] {
  if (!saved.length) return [];
  const { core } = tensorflow;
  const { registeredVariables } = core.engine() as unknown as EngineLike;
  const ofLayers = new Map(models.layerWeights().map(w => [w.originalName, w.val as Variable]));
  return saved.flatMap(values => {
    const variable = registeredVariables[values.name] ?? ofLayers.get(values.name);
    if (!variable || variable.isDisposed || !hasForm(variable, values))
      return [`${values.name} ${formOf(values)} (${variable ? formOf(variable) : 'not there'} in the program)`];
    assignSaved(core, variable, values);
    return [];
  });
}

function restoreOptimizers(
  states: readonly OptimizerState[],
  maps: Map<string, { entry: WatchedModel; map: WeightMap<NamedWeight> }>,
  { tensorflow, looseOptimizers }: StateParts,
): string[] {
  const loose = [...looseOptimizers()];
  const done = new Set<OptimizerLike>();
  return states.flatMap(state => {
    const { entry, map } = (state.model !== null ? maps.get(state.model) : undefined) ?? {};
    const optimizer = state.model !== null ? entry?.model?.optimizer : loose.shift();
    const what = `the state of the optimizer ${state.className}${state.model !== null ? ` of ${state.model}` : ''}`;
    if (!optimizer) return [`${what}: the program has none`];
    if (done.has(optimizer)) return [];
    done.add(optimizer);
    const slotNames = map && entry?.model ? changedSlotNames(entry.model, map) : null;
    return restoreOptimizer(tensorflow.core, optimizer, state, slotNames)
      ? []
      : [`${what}: the program has ${optimizer.getClassName?.() ?? optimizer.constructor.name} now`];
  });
}

/** Null where each weight has its counterpart under its own name; else what each trained weight's slots were saved as. */
function changedSlotNames(model: ModelLike, { pairs, unmapped }: WeightMap<NamedWeight>): (string | null)[] | null {
  const isSame = !unmapped.now.length && !unmapped.saved.length && pairs.every(p => p.now.name === p.saved.name);
  if (isSame) return null;
  const trained = (model.model ?? model).collectedTrainableWeights ?? model.trainableWeights;
  const savedName = new Map(pairs.map(({ now, saved }) => [now.weight, saved.name]));
  return trained.map(weight => savedName.get(weight) ?? null);
}
