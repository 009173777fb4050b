import type { Finding, Remedy } from '../../protocol/finding';
import type { LayerInfo, ModelInfo } from '../../protocol/model';
import { shortEnough } from './findingText';
import type { DataContext, FindingRule } from './findingRule';
import { sameShape, shapeText, withLastAxis } from './lossNames';
import { newFinding } from './newFinding';
import { relatedPlaces } from './sites';

/** What a fit is given has another shape than the model takes: colour for grey, flat for images. */
export const inputsDoNotMatchModel: FindingRule = {
  id: 'inputs-do-not-match-model',
  title: 'The inputs have another shape than the model takes',
  severity: 'error',
  limits: {},
  evaluateData: ({ data, model, fit }: DataContext) =>
    data.inputs.flatMap((input, i): Finding[] => {
      const wanted = model.inputs[i]?.shape.slice(1);
      const given = withLastAxis(input.shape);
      if (!wanted || sameShape(given, wanted)) return [];
      const layer = inputLayer(model, i);
      const site = layer?.site ?? fit.site;
      const isChannels = given.length === wanted.length && sameShape(given.slice(0, -1), wanted.slice(0, -1));
      const remedy = layer && remedyOf(model, layer, given);
      return [
        newFinding(inputsDoNotMatchModel, {
          fit: fit.index,
          model: model.name,
          layer: layer?.name ?? null,
          step: fit.firstStep,
          label: `inputs ${shapeText(given)}`,
          message: shortEnough(
            `Inputs are ${shapeText(given)}, the model takes ${shapeText(wanted)}`,
            'Inputs have another shape than the model takes',
          ),
          meaning: isChannels
            ? `Each example has ${given.at(-1)} ${given.length > 1 ? 'channels' : 'values'}, and the first layer is built for ${wanted.at(-1)}.`
            : `Each example has the shape ${shapeText(given)}, and the first layer is built for ${shapeText(wanted)}.`,
          advice: `Build the model for [${given.join(', ')}], or give it examples of the shape [${wanted.map(n => n ?? 'any').join(', ')}].`,
          evidence: {
            input: input.name,
            given: shapeText(given),
            takes: shapeText(wanted),
            givenValues: size(given),
            takesValues: wanted.includes(null) ? null : size(wanted),
          },
          site,
          related: relatedPlaces(site, [{ site: fit.site, message: 'The inputs are given here' }]),
          remedies: remedy ? [remedy] : [],
        }),
      ];
    }),
};

const size = (shape: readonly (number | null)[]): number => shape.reduce<number>((a, b) => a * (b ?? 1), 1);

/** The layer whose call names the input's shape. */
function inputLayer(model: ModelInfo, index: number): LayerInfo | undefined {
  const inputs = model.layers.filter(l => l.className === 'InputLayer' && l.depth === 0);
  if (inputs.length === 0) return index === 0 ? model.layers[0] : undefined;
  return inputs.find(l => l.name === model.inputs[index]?.name) ?? inputs[index];
}

function remedyOf(model: ModelInfo, { site, className, depth }: LayerInfo, given: readonly number[]): Remedy | null {
  if (!site || depth > 0) return null;
  // A model made of its inputs and outputs begins with tf.input({ shape }).
  const name = className === 'InputLayer' && model.className !== 'Sequential' ? 'shape' : 'inputShape';
  return {
    label: `Build the model for inputs of ${shapeText(given)}`,
    edits: [{ kind: 'setArgument', site, name, value: [...given] }],
  };
}
