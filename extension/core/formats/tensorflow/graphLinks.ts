import type { FileGraph, GraphNode, TensorEntry } from '../../../protocol/reader';
import { producer } from './graphOrder';

const variables = new Set(['VarHandleOp', 'VariableV2', 'Variable', 'AutoReloadVariable', 'TemporaryVariable']);
export const isVariable = (op: string): boolean => variables.has(op);
/** What gives on what it takes. */
const passing = new Set([
  ...['Identity', 'ReadVariableOp', 'Enter', 'RefEnter', 'Cast', 'StopGradient', 'Snapshot', 'EnsureShape'],
]);
/** Which attributes name functions. */
const callees = ['f', 'body', 'cond', 'then_branch', 'else_branch', 'fn', 'branches'];

/**
 * Tells of each node which stored tensors it takes, through reads and calls of functions; and which graph holds which.
 * @param prefix before the names of functions of the graph
 * @param constants names of constants' tensors by graph and node
 */
export function linkTensors(
  graphs: readonly FileGraph[],
  prefix: string,
  tensors: readonly TensorEntry[],
  constants: ReadonlyMap<string, Pick<TensorEntry, 'name'>>,
): void {
  const stored = new Map<string, string>();
  for (const { name, fullName } of tensors) {
    stored.set(name, name);
    if (fullName !== undefined && !stored.has(fullName)) stored.set(fullName, name);
  }
  const byName = new Map(graphs.map(graph => [graph.name, graph]));
  const [main] = graphs;
  const waiting: { graph: FileGraph; owner: string; given: Map<string, string> }[] = main
    ? [{ graph: main, owner: prefix, given: new Map() }]
    : [];
  const seen = new Set(waiting.map(({ graph }) => graph));
  const take = (graph: FileGraph, given: Map<string, string>): void => {
    seen.add(graph);
    waiting.push({ graph, owner: graph.name, given });
  };
  for (let i = 0; i < waiting.length; i++) {
    const { graph, owner, given } = waiting[i]!;
    const sources = new Map(given);
    for (const node of graph.nodes) {
      const own = ownTensor(node, stored, constants.get(`${owner}\n${node.name}`)?.name);
      const taken = node.inputs.map(input => sources.get(producer(input)));
      if (own !== undefined) node.tensors = [own];
      else node.tensors = [...new Set(taken.filter(name => name !== undefined))];
      const passed = own ?? (passing.has(node.op) ? taken[0] : undefined);
      if (passed !== undefined) sources.set(node.name, passed);
      for (const callee of calledBy(node)) {
        const inner = byName.get(prefix + callee);
        if (!inner || seen.has(inner)) continue;
        inner.parent = graph.name;
        // The first input of a branch says which is taken.
        const skipped = /^(Stateless)?(If|Case)$/.test(node.op) ? 1 : 0;
        const passedOn = new Map<string, string>();
        inner.inputs.forEach(({ name }, index) => {
          const tensor = taken[index + skipped];
          if (tensor !== undefined) passedOn.set(name, tensor);
        });
        take(inner, passedOn);
      }
    }
    // Those that nothing calls stand by themselves.
    if (i === waiting.length - 1)
      for (const graph of graphs) {
        if (seen.has(graph)) continue;
        take(graph, new Map());
        break;
      }
  }
}

function ownTensor(
  node: GraphNode,
  stored: ReadonlyMap<string, string>,
  constant: string | undefined,
): string | undefined {
  if (constant !== undefined) return constant;
  if (!isVariable(node.op)) return undefined;
  return stored.get(node.attributes.shared_name || node.name) ?? stored.get(node.name);
}

/** Functions that the node calls, by name. */
function calledBy({ attributes }: GraphNode): string[] {
  const names: string[] = [];
  for (const key of callees) {
    const text = attributes[key];
    if (!text) continue;
    if (key === 'branches') names.push(...text.replace(/^\[|\]$/g, '').split(', '));
    else names.push(text);
  }
  return names;
}
