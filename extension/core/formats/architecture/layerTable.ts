import { arithmetic, modelArithmetic, wrapperArithmetic } from '../../layers/arithmetic';
import { multiplyAdds } from '../../layers/multiplyAdds';
import type { LayerInfo, Shape, WeightInfo } from '../../../protocol/model';
import type { FileProblem } from '../../../protocol/reader';
import { activationIn, configTable } from './configTable';
import type { InferredShapes, ShapeInference } from './inferShapes';
import { valueCount } from '../tensors/storedTensor';
import { keras1Weights } from './keras1Weights';
import { layerWeights } from './layerWeights';
import { inputShapeOf, isMerge, type LayerNode, type ModelGraph } from './modelGraph';
import type { TensorsByLayer } from './tensorsByLayer';
import { heldInputsOf, isWrapper, type Outputs } from './wrapperShapes';
import { weightsWithin, wrapperWeights } from './wrapperWeights';

/** Where a layer stands. */
interface Place {
  parent: LayerInfo | null;
  /** Names of the models and wrappers that hold it, the outermost first. */
  path: readonly string[];
  isTrainable: boolean;
  /** How often what holds it runs for one example; null where that is not known. */
  repeats: number | null;
}
/** A call of a layer: of one in a wrapper as of one in a graph. */
interface Call {
  inputs: (Shape | null)[];
  outputs: Outputs;
}
const times = (a: number | null, b: number | null): number | null => (a === null || b === null ? null : a * b);
const sum = (counts: readonly (number | null)[]): number | null =>
  counts.reduce<number | null>((a, b) => (a === null || b === null ? null : a + b), 0);

/** All layers of a model in its own order, each followed by what it holds. */
export class LayerTable {
  readonly rows: LayerInfo[] = [];
  private readonly taken = new Map<string, number>();

  constructor(
    private readonly inference: ShapeInference,
    private readonly tensors: TensorsByLayer,
    private readonly problems: FileProblem[],
  ) {}

  /** Adds a graph's rows; returns those of its own layers. */
  addGraph(graph: ModelGraph, shapes: InferredShapes, place: Place): LayerInfo[] {
    const { byLayer } = this.inference.link(graph);
    return graph.layers.map(node => {
      const linked = byLayer.get(node)!;
      const calls = linked.map(call => shapes.get(call) ?? { inputs: [], outputs: [null] });
      const from = linked.flatMap(call => call.inputs.flatMap(input => input.call?.node.name ?? []));
      return this.add(node, calls, [...new Set(from)], place);
    });
  }

  private add(node: LayerNode, calls: readonly Call[], inbound: string[], place: Place): LayerInfo {
    const [first = { inputs: [node.buildShape], outputs: [null] }] = calls;
    const row: LayerInfo = {
      name: this.uniqueName(node.name, place.path),
      className: node.className,
      outputShape: first.outputs[0] ?? null,
      ...{ parameters: 0, trainable: 0, arithmetic: '', weights: [] },
      activation: activationIn(node),
      config: configTable(node),
      ...{ multiplyAdds: null, inbound },
      calls: Math.max(1, calls.length),
      depth: place.path.length,
      parent: place.parent?.name ?? null,
      ...{ site: null, via: [] },
    };
    this.rows.push(row);
    const inner: Place = {
      parent: row,
      path: [...place.path, node.name],
      isTrainable: place.isTrainable && node.config['trainable'] !== false,
      repeats: times(place.repeats, calls.length),
    };
    if (node.graph) this.fillModel(row, node.graph, first, inner);
    else if (node.held.length) this.fillWrapper(row, node, calls, inner);
    else this.fillLayer(row, node, calls, inner);
    return row;
  }

  private fillModel(row: LayerInfo, graph: ModelGraph, { inputs }: Call, inner: Place): void {
    // Its layers have the shapes that it was made for, whatever it is called on.
    const given = takesOwnShape(graph) ? null : inputs;
    const layers = this.addGraph(graph, this.inference.graph(graph, given), inner);
    addUp(row, layers);
    row.arithmetic = modelArithmetic(layers.map(layer => layer.parameters));
    row.multiplyAdds = sum(layers.map(layer => layer.multiplyAdds));
  }

  private fillWrapper(row: LayerInfo, node: LayerNode, calls: readonly Call[], inner: Place): void {
    const input = calls[0]?.inputs[0] ?? null;
    const isEachStep = node.className === 'TimeDistributed' && isWrapper(node);
    const place = isEachStep ? { ...inner, repeats: times(inner.repeats, input?.[1] ?? null) } : inner;
    const taken = heldInputsOf(node, input, this.inference.outputs);
    const start = this.rows.length;
    const held = node.held.map((layer, i) => {
      const call = {
        inputs: [taken[i] ?? null],
        outputs: taken[i] || layer.graph ? this.inference.outputs(layer, [taken[i] ?? null]) : [null],
      };
      return this.add(layer, [call], [], place);
    });
    addUp(row, held);
    const within = weightsWithin(this.rows.slice(start));
    const isMerged = isMerge(node);
    row.weights = isMerged ? within : wrapperWeights(node, within, this.tensors.of(inner.path), inner.isTrainable);
    if (row.weights !== within) count(row);
    const own = row.weights.filter(weight => !within.includes(weight));
    const parts = within.every(weight => row.weights.includes(weight)) ? held : [];
    row.arithmetic = isMerged
      ? modelArithmetic(held.map(layer => layer.parameters))
      : wrapperArithmetic([...parts, { className: '', weights: own }]);
    const isCounted = isEachStep || isMerged || ['Bidirectional', 'SpectralNormalization'].includes(node.className);
    row.multiplyAdds = isCounted ? sum(held.map(layer => layer.multiplyAdds)) : null;
  }

  private fillLayer(
    row: LayerInfo,
    node: LayerNode,
    calls: readonly Call[],
    { path, isTrainable, repeats }: Place,
  ): void {
    const inputs = calls[0]?.inputs ?? [];
    const built = this.inference.weights(node, inputs);
    const stored = built && node.isKeras1 ? keras1Weights(node, built) : built;
    row.weights = layerWeights(node, stored, this.tensors.of(path), isTrainable, this.problems);
    count(row);
    // Of Keras 1 by what Keras 2 would make of it: the kernels of all gates as one, what comes out last.
    const told = node.isKeras1 && built ? built : row.weights;
    row.arithmetic = arithmetic(node.className, told);
    if (!calls.length || node.isOwn || node.isOperation) return;
    // A kernel that is stored in fewer numbers is applied as it was made.
    const applied = built?.length ? built : told;
    const each = sum(
      calls.map(({ inputs: [input = null], outputs: [output = null] }) =>
        multiplyAdds(node.className, applied, { input, output }),
      ),
    );
    row.multiplyAdds = times(each, repeats === null ? null : repeats / calls.length);
  }

  /** A layer's own name, with the parents' before it where that is taken. */
  private uniqueName(own: string, path: readonly string[]): string {
    let name = own;
    for (let up = path.length - 1; this.taken.has(name) && up >= 0; up--) name = `${path[up]!}/${name}`;
    let n = this.taken.get(name) ?? 1;
    const base = name;
    while (this.taken.has(name)) name = `${base}#${++n}`;
    this.taken.set(base, n);
    if (name !== base) this.taken.set(name, 1);
    return name;
  }
}

/** Whether a model says itself what it takes. */
function takesOwnShape(graph: ModelGraph): boolean {
  const [first] = graph.layers;
  if (!graph.isSequential || graph.inputShape || !first) return true;
  return inputShapeOf(first.config) !== null || (first.graph !== null && takesOwnShape(first.graph));
}

/** By its weights. */
function count(row: LayerInfo): void {
  const of = (weights: readonly WeightInfo[]): number => weights.reduce((n, { shape }) => n + valueCount(shape), 0);
  row.parameters = of(row.weights);
  row.trainable = of(row.weights.filter(weight => weight.trainable));
}

function addUp(row: LayerInfo, inner: readonly LayerInfo[]): void {
  for (const { parameters, trainable } of inner) {
    row.parameters += parameters;
    row.trainable += trainable;
  }
}
