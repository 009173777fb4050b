import type { LayerInfo, ModelInfo } from '../../protocol/model';
import type { Snapshot } from '../../protocol/run';
import type { Summary } from '../../protocol/summary';
import { mergeSummaries } from '../stats/mergeSummaries';
import { isWeighted, LayerGraph } from './layerGraph';
import { isSoftmax } from './layerKinds';

/** A softmax that makes an output of the model, with what goes in and what comes out. */
export interface SoftmaxOutput {
  /** The layer that applies it, and the one whose weights make the logits. */
  layer: LayerInfo;
  source: LayerInfo;
  classes: number;
  logits: Summary | null;
  probabilities: Summary;
}

/** The softmax outputs of a model whose values are known. */
export function softmaxOutputs(model: ModelInfo, snapshot: Snapshot, graph: LayerGraph): SoftmaxOutput[] {
  return model.layers.flatMap(layer => {
    if (!isSoftmax(layer) || graph.nextOf(layer).length > 0 || graph.outputsTo(layer).some(n => !isEnding(graph, n)))
      return [];
    const at = snapshot.layers.find(l => l.name === layer.name);
    const classes = layer.outputShape?.at(-1) ?? 0;
    if (!at || at.activations.length === 0 || classes < 2) return [];
    const source = isWeighted(layer) ? layer : graph.weightedInputs(layer).layers[0];
    const probabilities = mergeSummaries(at.activations);
    if (!source || probabilities.std === null || probabilities.count < classes) return [];
    const before = snapshot.layers.find(l => l.name === source.name);
    const inputs = [at.preActivations, before?.preActivations ?? [], before?.activations ?? []].find(l => l.length > 0);
    return [{ layer, source, classes, logits: inputs ? mergeSummaries(inputs) : null, probabilities }];
  });
}
/** Passes on to an end of the model: products and sums of probabilities are attention, not predictions. */
const isEnding = (graph: LayerGraph, layer: LayerInfo): boolean =>
  /^(?:Flatten|Reshape|Activation|Dropout)$/.test(layer.className) && graph.outputsTo(layer).length === 0;

/**
 * How sure the predictions are: 0 where each class has the same probability, 1 where one has all of it. Spread of the
 * probabilities over that of rows with a single 1.
 */
export function sureness({ classes, probabilities }: SoftmaxOutput): number {
  return probabilities.std! / Math.sqrt((1 / classes) * (1 - 1 / classes));
}
