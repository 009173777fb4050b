import type { LayerInfo } from '../../protocol/model';
import type { Finding } from '../../protocol/finding';
import type { LayerSnapshot } from '../../protocol/run';
import type { Summary } from '../../protocol/summary';
import { formatCount } from '../stats/formatFigure';
import { layerTensors, type LayerPart, type LayerTensor } from '../stats/layerTensors';
import { shortEnough } from './findingText';
import type { FindingRule, SnapshotContext, StepContext } from './findingRule';

/** Any NaN or infinity in weights, gradients, activations or the loss. Evidence: step, tensor, counts. */
export const explodingTensor: FindingRule = {
  id: 'exploding-tensor',
  title: 'NaN or infinity in a tensor or the loss',
  severity: 'error',
  limits: {},
  evaluateSnapshot: ({ snapshot, model, previous }: SnapshotContext) => {
    let isFirst = true;
    return model.layers.flatMap((layer): Finding[] => {
      const worst = worstTensor(snapshot.layers.find(l => l.name === layer.name));
      if (!worst) return [];
      const wasFirst = isFirst;
      isFirst = false;
      // Said when it begins: the snapshot before has it too.
      if (worstTensor(previous?.layers.find(l => l.name === layer.name))) return [];
      return [tensorFinding(layer, worst, wasFirst, snapshot)];
    });
  },
  evaluateStep: ({ step, fit, previous, badData }: StepContext) => {
    if (step.loss !== null || (previous && previous.loss === null)) return [];
    const finding: Finding = {
      rule: explodingTensor.id,
      severity: 'error',
      fit: fit.index,
      model: fit.model,
      layer: null,
      step: step.step,
      label: `loss not finite at step ${formatCount(step.step)}`,
      message: badData
        ? shortEnough(
            `Loss is NaN at step ${formatCount(step.step)}, as the batch’s ${badData} are`,
            `Loss is NaN, as the batch’s ${badData} are`,
          )
        : shortEnough(
            `Loss is NaN or infinite at step ${formatCount(step.step)}: lower the rate`,
            'Loss is NaN or infinite: lower the learning rate',
          ),
      evidence: {
        step: step.step,
        tensor: 'loss',
        learningRate: step.learningRate,
        lossBefore: previous?.loss ?? null,
        ...(badData && { badData }),
      },
      meaning: '',
      advice: '',
      related: [],
      remedies: [],
      site: fit.site,
    };
    return [finding];
  },
};

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
  { fit, model, step }: SnapshotContext['snapshot'],
): Finding {
  const what = summary.nan > 0 ? 'NaN' : 'Infinity';
  const when = step === 0 ? 'before training' : `at step ${formatCount(step)}`;
  const name = partNames[part](tensor);
  const share = `${formatCount(badCount(summary))} of ${formatCount(summary.count)}`;
  return {
    rule: explodingTensor.id,
    severity: 'error',
    fit,
    model,
    layer: layer.name,
    step,
    label: `${what} ${when}`,
    message: shortEnough(
      `${what} in ${name} ${when}: ${share} values`,
      `${what} in ${name} ${when}`,
      `${what} ${when}`,
    ),
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
    meaning: '',
    advice: '',
    related: [],
    remedies: [],
    site: layer.site,
  };
}
