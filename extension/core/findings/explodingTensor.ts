import type { Finding, Remedy } from '../../protocol/finding';
import type { LayerInfo, ModelInfo, Site } from '../../protocol/model';
import type { LayerSnapshot } from '../../protocol/run';
import type { Summary } from '../../protocol/summary';
import { formatCount } from '../stats/formatFigure';
import { layerTensors, type LayerPart, type LayerTensor } from '../stats/layerTensors';
import type { FindingRule, SnapshotContext } from './findingRule';
import { shortEnough } from './findingText';
import { isUntrained, whenOf } from './layerFinding';
import { newFinding } from './newFinding';
import { rateRemedy, remediesOf } from './remedies';
import { relatedPlaces } from './sites';
import { snapshotLayers } from './snapshotLayers';

/** Any NaN or infinity in weights, gradients, activations or the loss. Evidence: step, tensor, counts. */
export const explodingTensor: FindingRule = {
  id: 'exploding-tensor',
  title: 'NaN or infinity in a tensor or the loss',
  severity: 'error',
  limits: {},
  evaluateSnapshot: context => {
    const { snapshot, model, previous } = context;
    let isFirst = true;
    return model.layers.flatMap((layer): Finding[] => {
      const worst = worstTensor(snapshotLayers(snapshot).get(layer.name));
      if (!worst) return [];
      const wasFirst = isFirst;
      isFirst = false;
      // Said when it begins: the snapshot before has it too.
      if (worstTensor(previous ? snapshotLayers(previous).get(layer.name) : undefined)) return [];
      return [tensorFinding(layer, worst, wasFirst, context)];
    });
  },
  evaluateStep: ({ step, fit, previous, badData, model }) => {
    if (step.loss !== null || (previous && previous.loss === null)) return [];
    const at = formatCount(step.step);
    const lower = badData ? null : rateRemedy(model, step.learningRate, 0.1);
    return [
      newFinding(explodingTensor, {
        fit: fit.index,
        model: fit.model,
        step: step.step,
        label: `loss not finite at step ${at}`,
        message: badData
          ? shortEnough(
              `Loss is NaN at step ${at}, as the batch’s ${badData} are`,
              `Loss is NaN, as the batch’s ${badData} are`,
            )
          : shortEnough(
              `Loss is NaN or infinite at step ${at}: lower the rate`,
              'Loss is NaN or infinite: lower the learning rate',
            ),
        meaning: badData
          ? `The batch’s ${badData} hold values that are no numbers, and every weight becomes NaN with the next update.`
          : 'A value left the range of numbers, and every weight becomes NaN with the next update.',
        advice: badData
          ? `Find the examples whose ${badData} are no numbers, and mend or leave them out before training.`
          : `${lower ? lower.label : 'Lower the learning rate tenfold'} and go on from the checkpoint before this step, which is kept.`,
        evidence: {
          step: step.step,
          tensor: 'loss',
          learningRate: step.learningRate,
          lossBefore: previous?.loss ?? null,
          ...(badData && { badData }),
        },
        related: relatedPlaces(fit.site, [{ site: rateSite(model), message: 'the learning rate' }]),
        remedies: remediesOf(lower),
        site: fit.site,
      }),
    ];
  },
};

const rateSite = (model: ModelInfo | null): Site | null => model?.optimizerSite ?? model?.compileSite ?? null;

const badCount = (s: Summary): number => s.nan + s.posInf + s.negInf;

/** How parts are called in text, in the order in which they are looked at: what the layer is made of before what comes out. */
const partNames: Record<LayerPart, (tensor: string) => string> = {
  weights: tensor => tensor,
  preActivations: () => 'pre-activations',
  activations: () => 'activations',
  weightGradients: tensor => `the gradient of ${tensor}`,
  activationGradients: () => 'activation gradients',
};
const partOrder = Object.keys(partNames) as LayerPart[];

/** The first tensor of the layer that has a value which is not finite: weights before what they make of the inputs. */
function worstTensor(layer: LayerSnapshot | undefined): LayerTensor | undefined {
  if (!layer) return undefined;
  const bad = layerTensors(layer).filter(t => badCount(t.summary) > 0);
  return bad.sort((a, b) => partOrder.indexOf(a.part) - partOrder.indexOf(b.part))[0];
}

function tensorFinding(
  layer: LayerInfo,
  { part, tensor, summary }: LayerTensor,
  isFirst: boolean,
  context: SnapshotContext,
): Finding {
  const { snapshot, model, data } = context;
  const { fit, step } = snapshot;
  const isEarly = isUntrained(context);
  const what = summary.nan > 0 ? 'NaN' : 'Infinity';
  const when = whenOf(context);
  const name = partNames[part](tensor);
  const share = `${formatCount(badCount(summary))} of ${formatCount(summary.count)}`;
  const isDataBad = data?.inputs.some(i => badCount(i.summary) > 0) ?? false;
  // Before the first step nothing was learnt yet: no rate is to blame.
  const lower = isEarly || isDataBad ? null : rateRemedy(model, model.learningRate, 0.1);
  return newFinding(explodingTensor, {
    fit,
    model: model.name,
    layer: layer.name,
    step,
    label: `${what} ${when}`,
    message: shortEnough(
      `${what} in ${name} ${when}: ${share} values`,
      `${what} in ${name} ${when}`,
      `${what} ${when}`,
    ),
    meaning: isFirst
      ? 'This is the first of the model’s layers with a value that is no number; all that is computed from it is lost.'
      : 'A value that is no number has spread to this layer; an earlier one had it too.',
    advice: adviceFor(isEarly, isDataBad, lower),
    evidence: {
      step,
      tensor: part === 'weights' || part === 'weightGradients' ? tensor : part,
      part,
      count: summary.count,
      nan: summary.nan,
      posInf: summary.posInf,
      negInf: summary.negInf,
      // The first of the model's layers that has one: where to look.
      isFirstLayer: isFirst ? 1 : 0,
    },
    related: relatedPlaces(layer.site, lower ? [{ site: rateSite(model), message: 'the learning rate' }] : []),
    remedies: remediesOf(lower),
    site: layer.site,
  });
}

function adviceFor(isEarly: boolean, isDataBad: boolean, lower: Remedy | null): string {
  if (isDataBad) return 'The inputs hold values that are no numbers: mend them, or leave those examples out.';
  if (isEarly) return 'Look at what goes in and at how the weights begin: nothing has been learnt yet.';
  return `${lower ? lower.label : 'Lower the learning rate tenfold'} and go on from the last checkpoint before this step.`;
}
