import type { Finding } from '../../protocol/finding';
import type { FindingRule } from './findingRule';
import { shortEnough } from './findingText';
import { layerFinding } from './layerFinding';
import { argumentRemedy, remediesOf } from './remedies';

/**
 * TensorFlow.js 4.22 takes `dilationRate` of depthwiseConv2d and computes without it: `DepthwiseConv2D.call` passes null on
 * (layers/convolutional_depthwise.ts).
 */
export const dilationIgnored: FindingRule = {
  id: 'dilation-ignored',
  title: 'A dilation that TensorFlow.js does not apply',
  severity: 'warning',
  limits: {},
  evaluateSnapshot: context => {
    const { model, previous } = context;
    if (previous !== null) return [];
    return model.layers.flatMap((layer): Finding[] => {
      const rate = layer.config['dilationRate'];
      const rates = (Array.isArray(rate) ? rate : [rate]).filter(r => typeof r === 'number');
      const largest = Math.max(1, ...rates);
      if (layer.className !== 'DepthwiseConv2D' || largest === 1) return [];
      return [
        layerFinding(dilationIgnored, context, layer, {
          label: 'dilation ignored',
          message: shortEnough(
            `TensorFlow.js ignores dilationRate ${rates.join('×')} of ${layer.name}`,
            'TensorFlow.js ignores dilationRate of this layer',
          ),
          meaning:
            'depthwiseConv2d of TensorFlow.js takes dilationRate and computes without it, so the layer sees less than it is told to.',
          advice:
            'Use tf.depthwiseConv2d in a layer of your own, or separableConv2d, which applies it, or remove dilationRate.',
          evidence: { dilationRate: rates.join('×'), applied: 1 },
          remedies: remediesOf(
            argumentRemedy(model, layer, `Remove dilationRate of ${layer.name}`, 'dilationRate', null),
          ),
        }),
      ];
    });
  },
};
