import type { Shape } from '../../../protocol/model';
import type { FileProblem } from '../../../protocol/reader';
import { addProblem } from '../fileProblems';
import type { LayerNode, ModelGraph, TensorReference } from './modelGraph';

/** A call of a layer with what it takes. */
export interface LinkedCall {
  node: LayerNode;
  inputs: { call: LinkedCall | null; output: number }[];
  /** Shapes of its outputs, where those that take them say so. */
  told: (Shape | null)[];
}
export interface LinkedGraph {
  /** In an order in which they can be computed; those in a circle are left out. */
  order: LinkedCall[];
  byLayer: Map<LayerNode, LinkedCall[]>;
  outputs: { call: LinkedCall | null; output: number }[];
}

/** An output of a layer that is farther behind is none that any has. */
const maxOutputs = 10_000;

/** Finds the calls that references mean. What leads nowhere, or round in a circle, is a problem. */
export function linkCalls(graph: ModelGraph, problems: FileProblem[]): LinkedGraph {
  const byName = new Map(graph.layers.map(layer => [layer.name, layer]));
  const byLayer = new Map(graph.layers.map(node => [node, callsOf(node, graph, problems)]));
  const firstCalls = firstCallsOf(graph);

  const find = (reference: TensorReference, where: string): LinkedCall | null => {
    const node = byName.get(reference.layer);
    const calls = node && byLayer.get(node)!;
    const call = calls?.[reference.call - (firstCalls.get(reference.layer) ?? 0)] ?? null;
    if (!node)
      addProblem(
        problems,
        'missing-layer',
        `${where} takes what ${reference.layer} returns, which is not there.`,
        where,
      );
    else if (!call)
      addProblem(
        problems,
        'missing-call',
        `${where} takes call ${reference.call} of ${reference.layer}, which has ${calls!.length}.`,
        where,
      );
    if (call && reference.shape && reference.output < maxOutputs) call.told[reference.output] = reference.shape;
    return call;
  };
  for (const [node, calls] of byLayer)
    calls.forEach((call, i) => {
      call.inputs = (node.calls[i]?.inputs ?? []).map(reference => ({
        call: find(reference, node.name),
        output: reference.output,
      }));
    });
  const outputs = graph.outputs.map(reference => ({ call: find(reference, graph.name), output: reference.output }));
  const order = inOrder([...byLayer.values()].flat());
  const total = [...byLayer.values()].reduce((n, calls) => n + calls.length, 0);
  if (order.length < total)
    addProblem(
      problems,
      'circle',
      `${total - order.length} calls of layers in ${graph.name} wait for each other.`,
      graph.name,
    );
  return { order, byLayer, outputs };
}

function callsOf(node: LayerNode, graph: ModelGraph, problems: FileProblem[]): LinkedCall[] {
  const isInput = node.className === 'InputLayer' || graph.inputs.some(input => input.layer === node.name);
  if (!node.calls.length && !isInput)
    addProblem(problems, 'not-connected', `The architecture does not say what ${node.name} takes.`, node.name);
  const count = node.calls.length || (isInput ? 1 : 0);
  return Array.from({ length: count }, () => ({ node, inputs: [], told: [] }));
}

/**
 * The number of a nested model's first call: a model that was called when it was made counts from 1, by most versions.
 * Other layers count from 0.
 */
function firstCallsOf(graph: ModelGraph): Map<string, number> {
  const firsts = new Map<string, number>();
  const models = new Map(graph.layers.filter(l => l.graph).map(l => [l.name, l]));
  for (const { layer, call } of [...graph.layers.flatMap(l => l.calls.flatMap(c => c.inputs)), ...graph.outputs])
    if (models.has(layer)) firsts.set(layer, Math.min(firsts.get(layer) ?? 1, call));
  return firsts;
}

/** Each call after those that it waits for. */
function inOrder(calls: readonly LinkedCall[]): LinkedCall[] {
  const waits = new Map(calls.map(call => [call, 0]));
  const takers = new Map<LinkedCall, LinkedCall[]>();
  for (const call of calls)
    for (const { call: from } of call.inputs) {
      if (!from) continue;
      waits.set(call, waits.get(call)! + 1);
      const list = takers.get(from);
      if (list) list.push(call);
      else takers.set(from, [call]);
    }
  const order = calls.filter(call => waits.get(call) === 0);
  for (let i = 0; i < order.length; i++)
    for (const taker of takers.get(order[i]!) ?? []) {
      const left = waits.get(taker)! - 1;
      waits.set(taker, left);
      if (left === 0) order.push(taker);
    }
  return order;
}
