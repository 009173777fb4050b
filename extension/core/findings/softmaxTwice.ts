import type { Finding, Remedy } from '../../protocol/finding';
import type { LayerInfo } from '../../protocol/model';
import { shortEnough } from './findingText';
import type { DataContext, FindingRule, SnapshotContext } from './findingRule';
import { type LayerGraph, graphOf } from './layerGraph';
import { newFinding } from './newFinding';
import { activationEdits, outputLayerOf } from './outputEdits';
import { remediesOf } from './remedies';
import { relatedPlaces } from './sites';
import { snapshotLayers } from './snapshotLayers';

const squashing = ['softmax', 'sigmoid', 'hardSigmoid'];
/** What each loss that takes logits applies by itself. */
const appliedByLoss: Record<string, string> = { softmaxCrossEntropy: 'softmax', sigmoidCrossEntropy: 'sigmoid' };

/** Probabilities are made probabilities again: by a second softmax, or by a loss that applies it itself. */
export const softmaxTwice: FindingRule = {
  id: 'softmax-twice',
  title: 'Softmax or sigmoid is applied twice',
  severity: 'error',
  limits: {},
  evaluateData: ({ data, model, fit }: DataContext) =>
    data.outputs.flatMap((output): Finding[] => {
      const own =
        output.loss !== null && Object.hasOwn(appliedByLoss, output.loss) ? appliedByLoss[output.loss]! : null;
      const layer = outputLayerOf(model, output);
      if (own === null || output.activation === null || !squashing.includes(output.activation)) return [];
      const site = layer?.site ?? model.compileSite ?? fit.site;
      return [
        newFinding(softmaxTwice, {
          fit: fit.index,
          model: model.name,
          layer: layer?.name ?? null,
          step: fit.firstStep,
          label: `${own} in the loss too`,
          message: shortEnough(
            `${output.loss} applies ${own} itself: remove ${output.activation}`,
            `The loss applies ${own} itself: remove ${output.activation}`,
          ),
          meaning: `${output.loss} takes logits, and probabilities between 0 and 1 leave it nearly undecided for ever.`,
          advice: `Take ${output.activation} out of the last layer, or use ${own === 'softmax' ? 'categoricalCrossentropy' : 'binaryCrossentropy'}.`,
          evidence: {
            loss: output.loss,
            activation: output.activation,
            smallest: output.summary.min,
            largest: output.summary.max,
          },
          site,
          related: relatedPlaces(site, [{ site: model.compileSite, message: 'The loss is named here' }]),
          remedies: remediesOf(layer ? removal(layer) : null),
        }),
      ];
    }),
  evaluateSnapshot: ({ snapshot, model, previous }: SnapshotContext) => {
    if (previous !== null) return [];
    const graph = graphOf(model);
    return graph.leaves.flatMap((layer): Finding[] => {
      const first = squashedBefore(layer, graph);
      if (!first) return [];
      const what =
        first.activation === layer.activation
          ? `${layer.activation} twice`
          : `${layer.activation} after ${first.activation}`;
      const [values] = snapshotLayers(snapshot).get(layer.name)?.activations ?? [];
      return [
        newFinding(softmaxTwice, {
          fit: snapshot.fit,
          model: model.name,
          layer: first.name,
          step: snapshot.step,
          label: what,
          message: shortEnough(`${what}, here and in ${layer.name}: remove one`, `${what}, in two layers: remove one`),
          meaning: 'What goes in lies between 0 and 1 already, so what comes out is nearly the same for every class.',
          advice: `Take one of them out, that of ${first.name} or that of ${layer.name}.`,
          evidence: {
            first: first.name,
            activation: first.activation,
            second: layer.name,
            again: layer.activation,
            smallest: values?.min ?? null,
            largest: values?.max ?? null,
          },
          site: first.site,
          related: relatedPlaces(first.site, [
            { site: layer.site, message: `${layer.activation} is applied again here` },
          ]),
          remedies: remediesOf(removal(first), removal(layer)),
        }),
      ];
    });
  },
};

function removal(layer: LayerInfo): Remedy | null {
  const edits = activationEdits(layer, 'linear');
  return edits && { label: `Remove ${layer.activation} from ${layer.name}`, edits };
}

/** Layers that hand on values as they are. */
const passing =
  /^(?:InputLayer|Flatten|Reshape|Permute|(?:Spatial|Alpha|Gaussian)?Dropout(?:[123]D)?|Masking|RepeatVector)$/;

/** The layer whose softmax or sigmoid this one, itself nothing but a softmax or sigmoid, is applied to. */
function squashedBefore(layer: LayerInfo, graph: LayerGraph): LayerInfo | null {
  if (layer.weights.length > 0 || !squashing.includes(layer.activation ?? '')) return null;
  let before = graph.inputsOf(layer);
  for (let steps = 0; steps < 100 && before.length === 1; steps++) {
    const [input] = before as [LayerInfo];
    if (squashing.includes(input.activation ?? '') && !isRecurrent(input)) return input;
    const isPassing =
      passing.test(input.className) || (input.className === 'Activation' && input.activation === 'linear');
    if (!isPassing) return null;
    before = graph.inputsOf(input);
  }
  return null;
}
const isRecurrent = ({ className }: LayerInfo): boolean => /LSTM|GRU|RNN/.test(className);
