import type { Shape } from '../../../protocol/model';
import type { FileProblem } from '../../../protocol/reader';
import { addProblem } from '../fileProblems';
import { whereKnown, type BuiltWeight } from './layerRule';
import { ruleOf } from './layerRules';
import { linkCalls, type LinkedCall, type LinkedGraph } from './linkCalls';
import { inputShapeOf, isMerge, type LayerNode, type ModelGraph } from './modelGraph';
import { operationOutputs } from './operationShapes';
import { isWrapper, wrapperOutputs, type Outputs } from './wrapperShapes';

/** What a call takes and returns; null where it is not known. */
export interface CallShapes {
  inputs: (Shape | null)[];
  outputs: Outputs;
}
export type InferredShapes = Map<LinkedCall, CallShapes>;

/** Calls that are followed in all, those of a nested model for each of the shapes that it is called on. */
const maxCalls = 1_000_000;

/** Follows shapes through models, layer by layer. What cannot be known is null, never guessed. */
export class ShapeInference {
  private calls = 0;
  private readonly linked = new Map<ModelGraph, LinkedGraph>();
  private readonly answers = new Map<ModelGraph, Map<string, Outputs>>();

  constructor(private readonly problems: FileProblem[]) {}

  link(graph: ModelGraph): LinkedGraph {
    let linked = this.linked.get(graph);
    if (!linked) this.linked.set(graph, (linked = linkCalls(graph, this.problems)));
    return linked;
  }

  /** @param given what the model is called on; null: what it was made for */
  graph(graph: ModelGraph, given: readonly (Shape | null)[] | null): InferredShapes {
    const shapes: InferredShapes = new Map();
    const places = new Map(graph.inputs.map((input, i) => [input.layer, i]));
    for (const call of this.link(graph).order) {
      if (!this.isWithinLimit(graph)) break;
      const { node } = call;
      const inputs = call.inputs.map(({ call: from, output }) => (from && shapes.get(from)?.outputs[output]) ?? null);
      const place = graph.isSequential && node === graph.layers[0] ? 0 : places.get(node.name);
      const called = place === undefined ? null : (given?.[place] ?? null);
      if (node.className === 'InputLayer') {
        shapes.set(call, { inputs, outputs: [called ?? inputShapeOf(node.config) ?? graph.inputShape] });
        continue;
      }
      if (!inputs.length) inputs.push(called ?? inputShapeOf(node.config) ?? graph.inputShape ?? node.buildShape);
      const outputs = this.outputs(node, inputs);
      // What Keras itself has written down holds for what the model was made for.
      if (!given) call.told.forEach((told, i) => (outputs[i] ??= told));
      shapes.set(call, { inputs, outputs });
    }
    return shapes;
  }

  /** Shapes of what a layer returns. */
  readonly outputs = (node: LayerNode, inputs: readonly (Shape | null)[]): Outputs => {
    if (node.graph) return this.ofModel(node.graph, inputs).slice();
    if (isWrapper(node)) return whereKnown(() => wrapperOutputs(node, inputs, this.outputs)) ?? [null];
    const rule = ruleOf(node);
    if (!rule) return operationOutputs(node, inputs);
    // Models in a merge of Keras 1 know themselves what they take.
    const given = isMerge(node) ? node.held.map(model => this.outputs(model, [null])[0]) : inputs;
    const known = given.filter(shape => shape != null);
    if (known.length < given.length) return [null];
    return whereKnown(() => rule.outputs(known, node.config)) ?? [null];
  };

  /** The weights that a layer makes itself; null where that is not known. */
  weights(node: LayerNode, inputs: readonly (Shape | null)[]): BuiltWeight[] | null {
    const rule = ruleOf(node);
    if (!rule) return null;
    if (!rule.weights) return [];
    const usable = inputs[0] ? inputs : [node.buildShape];
    return whereKnown(() =>
      rule.weights!(
        usable.map(shape => shape ?? []),
        node.config,
      ),
    );
  }

  private ofModel(graph: ModelGraph, inputs: readonly (Shape | null)[]): Outputs {
    const key = JSON.stringify(inputs);
    let known = this.answers.get(graph);
    if (!known) this.answers.set(graph, (known = new Map<string, Outputs>()));
    let outputs = known.get(key);
    if (!outputs) known.set(key, (outputs = this.returned(graph, this.graph(graph, inputs))));
    return outputs;
  }

  /** What a model returns: its outputs, or what the last of a chain does. */
  returned(graph: ModelGraph, shapes: InferredShapes): Outputs {
    const { outputs, byLayer } = this.link(graph);
    if (outputs.length) return outputs.map(({ call, output }) => (call && shapes.get(call)?.outputs[output]) ?? null);
    const last = byLayer.get(graph.layers.at(-1)!)?.[0];
    return (last && shapes.get(last)?.outputs) ?? [null];
  }

  private isWithinLimit({ name }: ModelGraph): boolean {
    if (++this.calls === maxCalls + 1)
      addProblem(this.problems, 'too-large', `Shapes are followed through the first ${maxCalls} calls only.`, name);
    return this.calls <= maxCalls;
  }
}
