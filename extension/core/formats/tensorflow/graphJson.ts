import type { Shape } from '../../../protocol/model';
import type { FileGraph, GraphNode, TensorEntry } from '../../../protocol/reader';
import { jsonAttribute, jsonDtype, jsonShape, objectOf, textIn } from './attributeJson';
import { linkTensors } from './graphLinks';
import { inOrder, producer } from './graphOrder';
import { nameOutputs } from './graphView';

/** Of one graph, and of all of a file. */
const maxNodes = 20_000;
const maxAllNodes = 100_000;
const maxFunctions = 2000;
const maxInputs = 10_000;
const maxAttributes = 200;

type Value = FileGraph['inputs'][number];

/**
 * The graphs of a GraphDef as JSON, as graph models of TensorFlow.js have it: the main one, then its functions.
 * @param signature what the model says it takes and returns; absent in old files
 */
export function graphsOfJson(
  graphDef: unknown,
  signature: unknown,
  name: string,
  tensors: readonly TensorEntry[],
): FileGraph[] {
  const budget = { nodes: maxAllNodes };
  const definition = objectOf(graphDef) ?? {};
  const main = viewOf(name, listOf(definition['node']), budget, true);
  const told = objectOf(signature) ?? {};
  main.inputs = endsOf(told['inputs']) ?? main.nodes.filter(({ op }) => op.startsWith('Placeholder')).map(valueOf);
  const taken = new Set(main.nodes.flatMap(node => node.inputs.map(producer)));
  const isEnd = ({ name: own, op }: GraphNode): boolean => !taken.has(own) && !['Const', 'NoOp'].includes(op);
  main.outputs = endsOf(told['outputs']) ?? main.nodes.filter(isEnd).map(valueOf);
  const functions = listOf(objectOf(definition['library'])?.['function']).slice(0, maxFunctions);
  const graphs = [main, ...functions.map(each => functionOf(each, budget))];
  for (const graph of graphs) nameOutputs(graph);
  linkTensors(graphs, '', tensors, constantsOf(graphs, tensors));
  return graphs;
}

/** The manifest names a constant's weight after its node. */
function constantsOf(graphs: readonly FileGraph[], tensors: readonly TensorEntry[]): Map<string, TensorEntry> {
  const byName = new Map(tensors.map(tensor => [tensor.name, tensor]));
  const constants = new Map<string, TensorEntry>();
  graphs.forEach((graph, i) => {
    for (const { name, op } of graph.nodes) {
      const tensor = op === 'Const' ? byName.get(name) : undefined;
      if (tensor) constants.set(`${i ? graph.name : ''}\n${name}`, tensor);
    }
  });
  return constants;
}

function functionOf(json: unknown, budget: { nodes: number }): FileGraph {
  const definition = objectOf(json) ?? {};
  const signature = objectOf(definition['signature']) ?? {};
  const graph = viewOf(textIn(signature['name']), listOf(definition['nodeDef']), budget, false);
  const returned = objectOf(definition['ret']) ?? {};
  const argument = (each: unknown): Value => {
    const { name, type } = objectOf(each) ?? {};
    return { name: textIn(name), dtype: jsonDtype(type), shape: null };
  };
  const byName = new Map(graph.nodes.map(node => [node.name, node]));
  graph.inputs = listOf(signature['inputArg']).slice(0, maxNodes).map(argument);
  graph.outputs = listOf(signature['outputArg'])
    .slice(0, maxNodes)
    .map(each => {
      const own = argument(each);
      const value = (Object.hasOwn(returned, own.name) && textIn(returned[own.name])) || own.name;
      return { ...own, name: value, shape: byName.get(producer(value))?.outputShape ?? null };
    });
  return graph;
}

function viewOf(name: string, json: readonly unknown[], budget: { nodes: number }, isMain: boolean): FileGraph {
  const shown = json.slice(0, Math.min(maxNodes, budget.nodes));
  budget.nodes -= shown.length;
  const nodes = inOrder(shown.map(node => nodeOf(node, isMain)));
  return { name, parent: null, inputs: [], outputs: [], nodes, total: json.length };
}

function nodeOf(json: unknown, isMain: boolean): GraphNode {
  const { name, op, input, attr } = objectOf(json) ?? {};
  const inputs = listOf(input)
    .slice(0, maxInputs)
    .map(textIn)
    .filter(each => !each.startsWith('^'));
  const attributes: Record<string, string> = {};
  const all = Object.entries(objectOf(attr) ?? {}).slice(0, maxAttributes);
  for (const [key, value] of all.sort(([a], [b]) => (a < b ? -1 : 1)))
    if (!key.startsWith('_')) attributes[key] = jsonAttribute(value);
  return {
    ...{ name: textIn(name), op: textIn(op) },
    inputs: isMain ? inputs.map(each => each.replace(/:0$/, '')) : inputs,
    outputs: [],
    outputShape: outputShapeOf(objectOf(attr) ?? {}),
    ...{ tensors: [], attributes },
  };
}

function outputShapeOf(attributes: Record<string, unknown>): Shape | null {
  const told = objectOf(objectOf(attributes['_output_shapes'])?.['list'])?.['shape'];
  const tensor = objectOf(objectOf(attributes['value'])?.['tensor']);
  return jsonShape(listOf(told)[0] ?? objectOf(attributes['shape'])?.['shape'] ?? tensor?.['tensorShape']);
}

/** What a signature lists; null where there is none. */
function endsOf(json: unknown): Value[] | null {
  const ends = objectOf(json);
  if (!ends) return null;
  const values = Object.entries(ends)
    .slice(0, maxNodes)
    .map(([key, each]): Value => {
      const { name, dtype, tensorShape } = objectOf(each) ?? {};
      return { name: (textIn(name) || key).replace(/:0$/, ''), dtype: jsonDtype(dtype), shape: jsonShape(tensorShape) };
    });
  return values.length ? values : null;
}

const valueOf = ({ name, attributes, outputShape }: GraphNode): Value => ({
  name,
  dtype: attributes['dtype'] ?? attributes['T'] ?? '',
  shape: outputShape,
});
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
