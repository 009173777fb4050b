import type { ModelInfo } from '../../../protocol/model';
import type { FileModel, FileProblem, TensorEntry } from '../../../protocol/reader';
import { addProblem } from '../fileProblems';
import { ShapeInference, type InferredShapes } from './inferShapes';
import { channelsOfKeras1, isKeras1 } from './keras1Config';
import { LayerTable } from './layerTable';
import { dtypeOf, inputShapeOf, isMerge, isObject, textOf, type LayerNode, type ModelGraph } from './modelGraph';
import { GraphParser } from './parseGraph';
import { runObstacles } from './runObstacles';
import { TensorsByLayer } from './tensorsByLayer';
import { trainingOf } from './trainingOf';

export interface KerasModels {
  models: FileModel[];
  problems: FileProblem[];
}

/**
 * The models that a configuration of Keras or TensorFlow.js tells of: one, or none where there is none. Nothing of it is run.
 * @param config `modelTopology` of a model.json, `model_config` of a `.h5`, `config.json` of a `.keras`: parsed, or as text
 * @param tensors the file's; their names or `layer` say which layer they belong to
 * @param training `training_config`, `trainingConfig` or `compile_config`, where it stands apart
 */
export function kerasModels(config: unknown, tensors: readonly TensorEntry[], training?: unknown): KerasModels {
  const problems: FileProblem[] = [];
  const outer = untupled(parsed(config, problems));
  if (!isObject(outer)) return { models: [], problems };
  const inner = untupled(parsed(outer['model_config'], problems)) ?? outer;
  const className = isObject(inner) ? textOf(inner['class_name']) : null;
  if (!isObject(inner) || className === null) {
    addProblem(problems, 'no-architecture', 'The architecture has no class of a model.', '');
    return { models: [], problems };
  }
  const compiled = trainingOf(
    parsed(training ?? outer['training_config'] ?? outer['trainingConfig'] ?? outer['compile_config'], problems),
  );
  const graph = new GraphParser(problems, isKeras1(inner) ? channelsOfKeras1(inner) : null).model(inner);
  const model = graph ? modelOf(graph, inner, tensors, problems) : ownModel(inner, className);
  return { models: [{ ...model, ...compiled }], problems };
}

/** Some versions keep JSON as text in JSON. */
function parsed(value: unknown, problems: FileProblem[]): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as unknown;
  } catch (error) {
    addProblem(problems, 'bad-json', `The architecture is no JSON: ${(error as Error).message}.`, '');
    return null;
  }
}

/** Deeper than any configuration is, and than a stack is. */
const maxDepth = 400;

/** SavedModels of Keras 2 write a tuple as `{ class_name: '__tuple__', items }`, and a shape likewise. */
function untupled(value: unknown, depth = 0): unknown {
  if (depth > maxDepth) return value;
  if (Array.isArray(value)) return value.map(item => untupled(item, depth + 1));
  if (!isObject(value)) return value;
  const { class_name: name, items } = value;
  if ((name === '__tuple__' || name === 'TensorShape') && Array.isArray(items)) return untupled(items, depth + 1);
  // defined one by one: `__proto__` is a name as any other
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, untupled(inner, depth + 1)]));
}

type Untrained = Omit<FileModel, 'loss' | 'optimizer' | 'learningRate'>;
const noSites = { compileSite: null, optimizerSite: null, site: null };

/** A class of the person's own: what layers it has only its code says. */
function ownModel(json: Record<string, unknown>, className: string): Untrained {
  const config = isObject(json['config']) ? json['config'] : {};
  return {
    name: textOf(config['name']) ?? 'model',
    className,
    ...{ parameters: 0, trainable: 0, layers: [], inputs: [], outputs: [], ...noSites },
    customLayers: [className],
    cannotRun: `${className} is a class of its own: what it computes stands in its code only.`,
  };
}

function modelOf(
  graph: ModelGraph,
  json: Record<string, unknown>,
  tensors: readonly TensorEntry[],
  problems: FileProblem[],
): Untrained {
  const inference = new ShapeInference(problems);
  const shapes = inference.graph(graph, null);
  const table = new LayerTable(inference, new TensorsByLayer(tensors), problems);
  const isTrainable = !isObject(json['config']) || json['config']['trainable'] !== false;
  const layers = table.addGraph(graph, shapes, { parent: null, path: [], isTrainable, repeats: 1 });
  const returned = inference.returned(graph, shapes);
  const last = graph.outputs.length ? graph.outputs.map(output => output.layer) : [graph.layers.at(-1)?.name ?? ''];
  return {
    name: graph.name,
    className: graph.className,
    parameters: layers.reduce((n, layer) => n + layer.parameters, 0),
    trainable: layers.reduce((n, layer) => n + layer.trainable, 0),
    layers: table.rows,
    inputs: inputsOf(graph, shapes, inference),
    outputs: graph.layers.length ? returned.map((shape, i) => ({ name: last[i] ?? '', shape: shape ?? [] })) : [],
    ...noSites,
    ...runObstacles(graph),
  };
}

function inputsOf(graph: ModelGraph, shapes: InferredShapes, inference: ShapeInference): ModelInfo['inputs'] {
  const [first] = graph.layers;
  if (!graph.inputs.length && !first) return [];
  const names = new Map(graph.layers.map(layer => [layer.name, layer]));
  const nodes = graph.inputs.length ? graph.inputs.flatMap(({ layer }) => names.get(layer) ?? []) : [first!];
  return nodes.flatMap(node =>
    isMerge(node)
      ? node.held.flatMap(({ graph: own }) => (own ? inputsOf(own, inference.graph(own, null), inference) : []))
      : inputOf(node, graph, shapes, inference),
  );
}

/** What one input takes. A chain without a layer for it names it after its first layer. */
function inputOf(
  node: LayerNode,
  graph: ModelGraph,
  shapes: InferredShapes,
  inference: ShapeInference,
): ModelInfo['inputs'][number] {
  const call = inference.link(graph).byLayer.get(node)?.[0];
  const { inputs = [], outputs = [] } = (call && shapes.get(call)) ?? {};
  const isLayer = node.className === 'InputLayer';
  const inner = node.graph && inputsOf(node.graph, inference.graph(node.graph, null), inference)[0];
  return {
    name: isLayer ? node.name : `${node.name}_input`,
    shape: (isLayer ? outputs[0] : (inputs[0] ?? inputShapeOf(node.config) ?? inner?.shape)) ?? [],
    dtype: (isLayer ? dtypeOf(node.config) : inner?.dtype) ?? 'float32',
  };
}
