import type { Finding } from '../../protocol/finding';
import type { LayerInfo, ModelInfo } from '../../protocol/model';
import type { FindingRule } from './findingRule';
import { shortEnough } from './findingText';
import { isKernel, fansOf } from './kernelScale';
import { layerFinding } from './layerFinding';
import { type LayerGraph, graphOf } from './layerGraph';
import { isDenseOrConvolution, isPassing } from './layerKinds';
import { activationRemedy, remediesOf } from './remedies';
import { relatedPlaces } from './sites';

/**
 * Two linear layers with weights in a row: together they can do no more than one. Narrow ones between wider ones are meant
 * so: they hold down the rank.
 */
export const missingActivation: FindingRule = {
  id: 'missing-activation',
  title: 'No activation between two layers with weights',
  severity: 'warning',
  limits: {
    minUnits: { default: 2, description: 'units or filters of the first layer; with fewer nothing is said' },
  },
  evaluateSnapshot: context => {
    const { model, previous, limit } = context;
    if (previous !== null) return [];
    const graph = graphOf(model);
    return model.layers.flatMap((layer): Finding[] => {
      const width = widthOf(layer);
      if (!isLinear(layer) || width === null || width.units < limit('minUnits') || isOutput(model, layer)) return [];
      const next = linearSuccessors(graph, layer);
      if (!next) return [];
      const last = next[0]!;
      if (next.some(n => isBottleneck(width, widthOf(n)))) return [];
      return [
        layerFinding(missingActivation, context, layer, {
          label: 'no activation',
          message: shortEnough(
            `No activation between ${layer.name} and ${last.name}: use relu`,
            `No activation before ${last.name}: use relu`,
            'No activation before the next layer: use relu',
          ),
          meaning: `Without an activation between them, ${layer.name} and ${last.name} together can do no more than one layer.`,
          advice: `Give ${layer.name} an activation such as relu, or leave it out.`,
          evidence: {
            from: layer.name,
            to: last.name,
            activation: 'linear',
            inputs: width.inputs,
            units: width.units,
            unitsAfter: widthOf(last)?.units ?? null,
          },
          related: relatedPlaces(
            layer.site,
            next.map(n => ({ site: n.site, message: `${n.name} takes what ${layer.name} returns` })),
          ),
          remedies: remediesOf(activationRemedy(model, [layer], 'relu')),
        }),
      ];
    });
  },
};

interface Width {
  inputs: number;
  units: number;
}
function widthOf({ weights, className }: LayerInfo): Width | null {
  const kernels = weights.filter(isKernel);
  const kernel = kernels.at(-1);
  if (!kernel) return null;
  const { in: inputs, out } = fansOf(kernel);
  const places = kernel.shape.slice(0, -2).reduce((a, b) => a * b, 1);
  return className.endsWith('Transpose') ? { inputs: out, units: inputs / places } : { inputs, units: out / places };
}

const isLinear = (layer: LayerInfo): boolean => isDenseOrConvolution(layer) && layer.activation === 'linear';
const isOutput = (model: ModelInfo, { name }: LayerInfo): boolean => model.outputs.some(o => o.name === name);

/** Layers with weights that take the linear layer's values as they are; null where something else takes them too. */
function linearSuccessors(graph: LayerGraph, layer: LayerInfo): LayerInfo[] | null {
  const found = new Set<LayerInfo>();
  const seen = new Set<LayerInfo>([layer]);
  const walk = (at: LayerInfo): boolean =>
    graph.outputsTo(at).every(next => {
      if (isDenseOrConvolution(next)) {
        found.add(next);
        return next.weights.length > 0;
      }
      if (!isPassing(next)) return false;
      if (seen.has(next)) return true;
      seen.add(next);
      return graph.outputsTo(next).length > 0 && walk(next);
    });
  return walk(layer) && found.size > 0 ? [...found] : null;
}

/** Narrower than what goes in and what comes out. */
const isBottleneck = ({ inputs, units }: Width, next: Width | null): boolean =>
  next !== null && units < Math.min(inputs, next.units);
