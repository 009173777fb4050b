import { unconnectedLayer } from '../../../core/layers/unconnectedLayer';
import type { LayerInfo, ModelInfo } from '../../../protocol/model';
import { variablesModelName } from '../../../protocol/model';
import type { CallSites } from '../sites/callSites';
import type { LayerLike, LayerVariableLike, ModelLike, NodeLike, OptimizerLike, Variable } from '../tfjsInternals';
import { arithmetic, modelArithmetic, wrapperArithmetic, type WeightShape } from '../../../core/layers/arithmetic';
import { activationOf } from './activationOf';
import { isModel, layerRows, rowsOf, safeWeights, weightsOfRow, type LayerRow } from './layerRows';
import { nodesOf, outputShapeOf, rowMultiplyAdds, shapeOf } from './layerCalls';
import { layerConfig } from './layerConfig';
import { lossText } from './lossName';
import { weightNames } from '../../../core/layers/weightNames';

const product = (shape: readonly (number | null)[]): number => shape.reduce<number>((a, b) => a * (b ?? 1), 1);

/** The table of a model and what it was compiled with. A model that is not built has layers without weights and shapes. */
export function modelInfo(model: ModelLike, name: string, sites: CallSites, trainedBy: TrainedBy | null): ModelInfo {
  const collected = (model.model ?? model).collectedTrainableWeights;
  const compiled = collected ? new Set(collected) : null;
  const layers = layerRows(model).map(row => layerInfo(row, sites, compiled));
  return {
    name,
    className: model.getClassName(),
    ...count(model),
    layers,
    inputs: (model.inputs ?? []).map((t, i) => ({
      name: model.inputNames?.[i] ?? t.name,
      shape: shapeOf(t.shape) ?? [],
      dtype: t.dtype ?? 'float32',
    })),
    outputs: (model.outputs ?? []).map((t, i) => ({
      name: model.outputNames?.[i] ?? t.name,
      shape: shapeOf(t.shape) ?? [],
    })),
    loss: lossText(model.loss),
    ...(trainedBy ?? (model.optimizer ? optimizerInfo(model.optimizer, !!model.isOptimizerOwned, sites) : noOptimizer)),
    compileSite: sites.of(model, 'compiled').site,
    site: sites.of(model).site,
  };
}

/** What a model is trained by, as its table says it. */
export type TrainedBy = Pick<ModelInfo, 'optimizer' | 'learningRate' | 'optimizerSite'>;
const noOptimizer: TrainedBy = { optimizer: null, learningRate: null, optimizerSite: null };

/** @param isOwned compile made the optimizer itself: no call of the person's did */
export function optimizerInfo(optimizer: OptimizerLike, isOwned: boolean, sites: CallSites): TrainedBy {
  return {
    optimizer: optimizerName(optimizer),
    learningRate: learningRateOf(optimizer),
    optimizerSite: isOwned ? null : sites.of(optimizer).site,
  };
}
export const optimizerName = (optimizer: OptimizerLike): string =>
  optimizer.getClassName?.() ?? optimizer.constructor.name;
/** The rate that an optimizer holds as a number; null where it keeps it elsewhere. */
export function learningRateOf(optimizer: OptimizerLike | null | undefined): number | null {
  const rate = optimizer?.learningRate;
  return typeof rate === 'number' && Number.isFinite(rate) ? rate : null;
}

/** What is trained without a model: layers that no model holds, and bare variables as the one layer `variables`. */
export function looseInfo(
  layers: readonly LayerLike[],
  variables: readonly Variable[],
  sites: CallSites,
  trainedBy: TrainedBy | null,
): ModelInfo {
  const rows = rowsOf(layers, null).map(row => layerInfo(row, sites, null));
  const infos = variables.length ? [...rows, variablesInfo(variables, sites)] : rows;
  const top = infos.filter(l => l.depth === 0);
  return {
    name: variablesModelName,
    className: 'Variables',
    parameters: top.reduce((n, l) => n + l.parameters, 0),
    trainable: top.reduce((n, l) => n + l.trainable, 0),
    layers: infos,
    inputs: [],
    outputs: [],
    loss: null,
    ...(trainedBy ?? noOptimizer),
    compileSite: null,
    site: null,
  };
}

function variablesInfo(variables: readonly Variable[], sites: CallSites): LayerInfo {
  const weights = variables.map(v => ({
    name: v.name,
    shape: v.shape,
    dtype: v.dtype as string,
    trainable: v.trainable,
  }));
  const made = sites.of(variables[0]!);
  return {
    name: variablesModelName,
    className: 'Variables',
    outputShape: null,
    parameters: weights.reduce((n, w) => n + product(w.shape), 0),
    trainable: weights.reduce((n, w) => n + (w.trainable ? product(w.shape) : 0), 0),
    arithmetic: arithmetic('Variables', weights),
    weights,
    ...unconnectedLayer(),
    ...made,
  };
}

/** @param compiled the weights that were trainable when the model was compiled; null where it is not */
function layerInfo(row: LayerRow, sites: CallSites, compiled: ReadonlySet<LayerVariableLike> | null): LayerInfo {
  const { layer } = row;
  const nodes = nodesOf(layer, row.container);
  const trainable = new Set(isHeldFrozen(row) ? [] : safeTrainable(layer));
  const own = weightsOfRow(row);
  const names = weightNames(own);
  const { site, via } = sites.of(row.origin);
  return {
    name: row.name,
    className: layer.getClassName(),
    outputShape: outputShapeOf(nodes[0]),
    ...count(layer),
    arithmetic: arithmeticOf(row),
    weights: own.map((w, i) => ({
      name: names[i]!,
      shape: numbers(w.shape),
      dtype: w.dtype,
      trainable: trainable.has(w),
      ...(compiled && { isCompiled: compiled.has(w) }),
    })),
    activation: activationOf(layer),
    config: layerConfig(layer),
    multiplyAdds: rowMultiplyAdds(row),
    inbound: inboundOf(row, nodes),
    calls: Math.max(1, nodes.length),
    depth: row.depth,
    parent: row.parent?.name ?? null,
    site,
    via,
  };
}

/** A model that is frozen trains none of its layers, though a layer in a model in it does not say so itself. */
function isHeldFrozen({ parent }: LayerRow): boolean {
  for (let up = parent; up; up = up.parent) if (up.layer.trainable === false) return true;
  return false;
}

/** Parameters of a layer or model, each weight once, and how many of them are trained. */
function count(layer: LayerLike): { parameters: number; trainable: number } {
  const sum = (weights: Iterable<{ shape: (number | null)[] }>): number =>
    [...new Set(weights)].reduce((n, w) => n + product(w.shape), 0);
  return { parameters: sum(safeWeights(layer)), trainable: sum(safeTrainable(layer)) };
}
function safeTrainable(layer: LayerLike): LayerLike['weights'] {
  try {
    return layer.trainableWeights ?? [];
  } catch {
    return [];
  }
}

function arithmeticOf(row: LayerRow): string {
  const { layer } = row;
  if (isModel(layer)) return modelArithmetic(layer.layers.map(l => count(l).parameters));
  const shapes = shapesOf(layer);
  const held = row.children.map(c => ({ className: c.layer.getClassName(), weights: shapesOf(c.layer) }));
  const isHeldAll = held.length > 0 && held.reduce((n, h) => n + h.weights.length, 0) === shapes.length;
  return isHeldAll ? wrapperArithmetic(held) : arithmetic(layer.getClassName(), shapes);
}
function shapesOf(layer: LayerLike): WeightShape[] {
  const weights = safeWeights(layer);
  const names = weightNames(weights);
  return weights.map((w, i) => ({ name: names[i]!, shape: numbers(w.shape) }));
}
const numbers = (shape: readonly (number | null)[]): number[] => shape.map(n => n ?? 1);

function inboundOf(row: LayerRow, nodes: readonly NodeLike[]): string[] {
  const siblings = new Set<LayerLike>(row.container?.layers ?? []);
  const from = nodes.flatMap(n => n.inboundLayers ?? []).filter((l): l is LayerLike => !!l && siblings.has(l));
  return [...new Set(from.map(l => l.name))];
}
