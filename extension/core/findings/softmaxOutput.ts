import type { DataFacts } from '../../protocol/dataFacts';
import type { LayerInfo, ModelInfo } from '../../protocol/model';
import type { Snapshot } from '../../protocol/run';
import type { Summary } from '../../protocol/summary';
import { mergeSummaries } from '../stats/mergeSummaries';
import { isWeighted, LayerGraph } from './layerGraph';
import { isSoftmax } from './layerKinds';
import { lossFamily } from './lossNames';
import { snapshotLayers } from './snapshotLayers';

/** A softmax that makes an output of the model or stands in its loss, with what goes in and what comes out. */
export interface SoftmaxOutput {
  /** The layer that applies it, or that makes the logits for the loss, and the one whose weights make the logits. */
  layer: LayerInfo;
  source: LayerInfo;
  classes: number;
  logits: Summary | null;
  /** null where the loss applies the softmax. One of the two is known. */
  probabilities: Summary | null;
}

const lossOnLogits = /^softmax_?cross_?entropy$/i;
const lossOnProbabilities = /^(?:sparse)?_?categorical_?crossentropy$/i;

/** The loss is the cross-entropy of one of several classes, of probabilities or of logits. */
export const isClassifying = ({ loss }: ModelInfo, data: DataFacts | null = null): boolean =>
  lossOnLogits.test(loss ?? '') || lossOnProbabilities.test(loss ?? '') || logitLayers(data).length > 0;

/**
 * Layers that return values of any size while their targets are one-hot, under a loss of the person's own: those are logits,
 * and the loss applies the softmax.
 */
const logitLayers = (data: DataFacts | null): (string | null)[] =>
  (data?.outputs ?? []).flatMap(({ layer, activation, loss, sumsToOne }, i) => {
    const isOwn = loss !== null && lossFamily(loss) === null;
    return isOwn && activation === 'linear' && !sumsToOne && data?.targets[i]?.kind === 'oneHot' ? [layer] : [];
  });

/** The softmax outputs of a model whose values are known. */
export function softmaxOutputs(
  model: ModelInfo,
  snapshot: Snapshot,
  graph: LayerGraph,
  data: DataFacts | null = null,
): SoftmaxOutput[] {
  const onLogits = logitLayers(data);
  const hasLossOnLogits = lossOnLogits.test(model.loss ?? '');
  const makesLogits = (layer: LayerInfo): boolean =>
    (hasLossOnLogits || onLogits.includes(layer.name)) &&
    isWeighted(layer) &&
    (layer.activation ?? 'linear') === 'linear';
  return model.layers.flatMap((layer): SoftmaxOutput[] => {
    if (
      !(isSoftmax(layer) || makesLogits(layer)) ||
      graph.nextOf(layer).length > 0 ||
      graph.outputsTo(layer).some(n => !isEnding(graph, n))
    )
      return [];
    const at = snapshotLayers(snapshot).get(layer.name);
    const classes = layer.outputShape?.at(-1) ?? 0;
    if (!at || at.activations.length === 0 || classes < 2) return [];
    const source = isWeighted(layer) ? layer : graph.weightedInputs(layer).layers[0];
    const outputs = mergeSummaries(at.activations);
    if (!source || outputs.std === null || outputs.count < classes) return [];
    if (!isSoftmax(layer)) return [{ layer, source, classes, logits: outputs, probabilities: null }];
    const before = snapshotLayers(snapshot).get(source.name);
    const inputs = [at.preActivations, before?.preActivations ?? [], before?.activations ?? []].find(l => l.length > 0);
    return [{ layer, source, classes, logits: inputs ? mergeSummaries(inputs) : null, probabilities: outputs }];
  });
}
/** Passes on to an end of the model: products and sums of probabilities are attention, not predictions. */
const isEnding = (graph: LayerGraph, layer: LayerInfo): boolean =>
  /^(?:Flatten|Reshape|Activation|Dropout)$/.test(layer.className) && graph.outputsTo(layer).length === 0;

/**
 * How sure the predictions are: 0 where each class has the same probability, 1 where one has all of it. Spread of the
 * probabilities over that of rows with a single 1. Of bare logits an estimate, from their spread s: s / √(s² + s + classes), as
 * if they were normal; within 0.08 up to 10 classes, too low between s = 1 and s = 30 for many.
 */
export function sureness({ classes, probabilities, logits }: SoftmaxOutput): number {
  if (probabilities) return probabilities.std! / Math.sqrt((1 / classes) * (1 - 1 / classes));
  const spread = logits!.std!;
  return spread / Math.hypot(spread, Math.sqrt(spread + classes));
}

/** Standard deviation of the probabilities over their mean, 1 / classes; of bare logits an estimate that is right for small ones. */
export const probabilitySpread = ({ classes, probabilities, logits }: SoftmaxOutput): number =>
  probabilities ? probabilities.std! * classes : logits!.std! * Math.sqrt(1 - 1 / classes);
