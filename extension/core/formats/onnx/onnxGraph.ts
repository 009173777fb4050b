import type { FileGraph, GraphNode } from '../../../protocol/reader';
import type { StoredTensor } from '../tensors/storedTensor';
import type { ValueInfo } from './valueInfo';

/** A graph that has been read. */
export interface OnnxGraph {
  name: string;
  /** Whose tensors its nodes may take too. */
  parent: OnnxGraph | null;
  /** Of its own tensors by the names that its nodes have for them. */
  tensors: Map<string, StoredTensor>;
  nodes: { node: GraphNode; own: StoredTensor[] }[];
  total: number;
  inputs: ValueInfo[];
  outputs: ValueInfo[];
  values: Map<string, ValueInfo>;
}

/** The graphs as they are shown. To be asked once all tensors have their names. */
export const fileGraphs = (graphs: readonly OnnxGraph[]): FileGraph[] => graphs.map(fileGraph);

function fileGraph(graph: OnnxGraph): FileGraph {
  const known = new Map(graph.values);
  for (const info of [...graph.inputs, ...graph.outputs]) known.set(info.name, info);
  const nodes = graph.nodes.map(({ node, own }) => {
    const taken = node.inputs.map(name => findTensor(graph, name)).filter(tensor => tensor !== null);
    return {
      ...node,
      outputShape: known.get(node.outputs[0] ?? '')?.shape ?? null,
      tensors: [...new Set([...taken, ...own].map(tensor => tensor.entry.name))],
    };
  });
  return {
    name: graph.name,
    parent: graph.parent?.name ?? null,
    // Old files list their tensors as inputs too.
    inputs: graph.inputs.filter(({ name }) => !graph.tensors.has(name)),
    outputs: graph.outputs,
    nodes,
    total: graph.total,
  };
}

/** The tensor of that name in a graph or in those around it. */
function findTensor(graph: OnnxGraph, name: string): StoredTensor | null {
  for (let at: OnnxGraph | null = graph; at; at = at.parent) {
    const found = at.tensors.get(name);
    if (found) return found;
  }
  return null;
}
