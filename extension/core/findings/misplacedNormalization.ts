import type { Finding } from '../../protocol/finding';
import type { LayerInfo } from '../../protocol/model';
import type { FindingRule, SnapshotContext } from './findingRule';
import { shortEnough } from './findingText';
import { layerFinding } from './layerFinding';
import { isNormalization, type LayerGraph, graphOf } from './layerGraph';
import { isDropout, isPassing, isSigmoid, isSoftmax } from './layerKinds';
import { remediesOf, removalRemedy } from './remedies';
import { relatedPlaces } from './sites';

/** A normalization or dropout where it undoes what the layer before made: probabilities, outputs, another normalization. */
export const misplacedNormalization: FindingRule = {
  id: 'misplaced-normalization',
  title: 'A normalization or dropout where it undoes the layer before',
  severity: 'warning',
  limits: {},
  evaluateSnapshot: context => {
    const { model, previous } = context;
    if (previous !== null) return [];
    const graph = graphOf(model);
    return graph.leaves.flatMap((layer): Finding[] => {
      const isNorm = isNormalization(layer);
      if (!isNorm && !isDropout(layer)) return [];
      const before = sourceOf(graph, layer);
      const found = before && misplaced(context, graph, layer, before, isNorm);
      if (!found) return [];
      const what = isNorm ? 'Normalization' : 'Dropout';
      return [
        layerFinding(misplacedNormalization, context, layer, {
          label: isNorm ? 'normalization misplaced' : 'dropout misplaced',
          message: shortEnough(
            `${what} after ${found.name} of ${before.name}: remove it`,
            `${what} after ${found.name}: remove it`,
          ),
          meaning: found.meaning,
          advice: `Remove ${layer.name}, or put it before ${before.name}.`,
          evidence: {
            layer: layer.className,
            after: before.name,
            activation: before.activation,
            isOutput: isEnd(graph, layer) ? 1 : 0,
          },
          related: relatedPlaces(layer.site, [{ site: before.site, message: `${before.name}: ${found.name}` }]),
          remedies: remediesOf(removalRemedy(model, layer)),
        }),
      ];
    });
  },
};

/** Losses that compare the values themselves; a loss of the person's own may want normalized outputs. */
const comparing =
  /meanSquaredError|meanAbsoluteError|meanAbsolutePercentageError|crossentropy|hinge|poisson|kullbackLeibler/i;

function misplaced(
  { model }: SnapshotContext,
  graph: LayerGraph,
  layer: LayerInfo,
  before: LayerInfo,
  isNorm: boolean,
): { name: string; meaning: string } | null {
  const isLast = isEnd(graph, layer);
  if (isSoftmax(before) && (isNorm || isLast))
    return {
      name: 'the softmax',
      meaning: `Probabilities that pass through ${layer.className} no longer sum to 1, and the loss is then wrong.`,
    };
  if (isNorm && isNormalization(before) && isAlike(layer, before))
    return {
      name: 'the normalization',
      meaning: 'What is normalized already is normalized again: the second one adds weights and does nothing.',
    };
  const isTrained = model.loss !== null && comparing.test(model.loss);
  if (!isLast || !isTrained) return null;
  if (isNorm && isSigmoid(before))
    return {
      name: 'the sigmoid',
      meaning: `Outputs between 0 and 1 leave that range in ${layer.className}, and the loss is then wrong.`,
    };
  if (isNorm)
    return {
      name: 'the output',
      meaning:
        'Outputs are shifted and scaled by the batch they happen to be in, so one example gets different predictions.',
    };
  return {
    name: 'the output',
    meaning: 'Dropout sets outputs to zero while training, and the loss compares those zeros with the targets.',
  };
}

/** The one layer whose values arrive here as they are, but for their places; null where there are several. */
function sourceOf(graph: LayerGraph, layer: LayerInfo): LayerInfo | null {
  let at = layer;
  for (let hops = 0; hops < 64; hops++) {
    const inputs = graph.inputsOf(at);
    const [input] = inputs;
    if (inputs.length !== 1 || !input || input.className === 'InputLayer') return null;
    if (!isPassing(input)) return input;
    at = input;
  }
  return null;
}

/** Nothing comes behind it but what passes its values on. */
function isEnd(graph: LayerGraph, layer: LayerInfo): boolean {
  const seen = new Set([layer]);
  for (const at of seen)
    for (const next of graph.outputsTo(at)) {
      if (!isPassing(next)) return false;
      seen.add(next);
    }
  return true;
}

const isAlike = (a: LayerInfo, b: LayerInfo): boolean =>
  a.className === b.className && JSON.stringify(a.config['axis'] ?? null) === JSON.stringify(b.config['axis'] ?? null);
