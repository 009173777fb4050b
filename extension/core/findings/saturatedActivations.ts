import type { Finding } from '../../protocol/finding';
import type { LayerInfo } from '../../protocol/model';
import type { LayerSnapshot, Snapshot } from '../../protocol/run';
import { formatCount, formatFigure, formatShare } from '../stats/formatFigure';
import { mergeSummaries } from '../stats/mergeSummaries';
import type { FindingRule, SnapshotContext } from './findingRule';
import { shortEnough } from './findingText';
import { rootMeanSquare } from './kernelScale';
import { isUntrained, layerFinding, whenOf } from './layerFinding';
import { isWeighted, type LayerGraph, graphOf } from './layerGraph';
import { isRecurrent, isSaturating } from './layerKinds';
import { initializerNeeds, normalizationRemedy, remediesOf } from './remedies';
import { snapshotLayers } from './snapshotLayers';

/**
 * Hidden units behind tanh, sigmoid and their kin that stay at a bound for nearly every example. Outputs may: they are sure.
 * So may gates, whose values are multiplied with others.
 */
export const saturatedActivations: FindingRule = {
  id: 'saturated-activations',
  title: 'Hidden units that stay at a bound of their activation',
  severity: 'warning',
  limits: {
    maxShare: { default: 0.5, description: 'share of the layer’s units that are saturated, before training' },
    maxTrainedShare: { default: 0.9, description: 'share of the layer’s units that are saturated, later' },
    maxSize: {
      default: 0.97,
      description: 'root mean square of the values over the bound, where units are not counted',
    },
    minExamples: { default: 8, description: 'examples in the probe batch; with fewer nothing is said' },
  },
  evaluateSnapshot: context => {
    const { snapshot, model, previous, first, limit } = context;
    if (snapshot.probed < limit('minExamples')) return [];
    const graph = graphOf(model);
    const isFirstUntrained = isUntrained({ ...context, snapshot: first, previous: null });
    const shareAt = (at: Snapshot | null, layer: LayerInfo): Saturated | null => {
      const found = saturatedOf(layer, at ? snapshotLayers(at).get(layer.name) : undefined);
      if (!found) return null;
      const units = limit(at === first && isFirstUntrained ? 'maxShare' : 'maxTrainedShare');
      return found.size > (found.isCounted ? units : limit('maxSize')) ? found : null;
    };
    return model.layers.flatMap((layer): Finding[] => {
      if (!isSaturating(layer) || isRecurrent(layer) || !isHidden(graph, layer)) return [];
      const found = shareAt(snapshot, layer);
      return !found || shareAt(previous, layer) ? [] : [saturatedFinding(context, graph, layer, found)];
    });
  },
};

interface Saturated {
  /** Share of units; or root mean square of the values, where 1 is the bound. */
  size: number;
  isCounted: boolean;
  saturated: number;
  count: number;
}

function saturatedOf(layer: LayerInfo, at: LayerSnapshot | undefined): Saturated | null {
  if (!at || at.activations.length === 0) return null;
  const { units } = at;
  if (units && units.count > 0)
    return { size: units.saturated / units.count, isCounted: true, saturated: units.saturated, count: units.count };
  const values = mergeSummaries(at.activations);
  // Sigmoids go from 0 to 1: measured from their middle, as tanh is.
  const isOneSided = /sigmoid/i.test(layer.activation ?? '');
  const size =
    values.mean === null || values.std === null
      ? null
      : isOneSided
        ? 2 * Math.hypot(values.mean - 0.5, values.std)
        : rootMeanSquare(values);
  return size === null ? null : { size, isCounted: false, saturated: 0, count: values.count };
}

/** Something with weights takes its values, and nothing multiplies them with others: no gate, no output. */
function isHidden(graph: LayerGraph, layer: LayerInfo): boolean {
  const next = new Set<LayerInfo>([layer]);
  for (const at of next)
    for (const to of graph.outputsTo(at)) {
      if (/Multiply|Dot|Attention|Lambda/.test(to.className)) return false;
      if (!isWeighted(to)) next.add(to);
    }
  return graph.nextOf(layer).length > 0;
}

function saturatedFinding(context: SnapshotContext, graph: LayerGraph, layer: LayerInfo, found: Saturated): Finding {
  const { snapshot, model } = context;
  const { size, isCounted, saturated, count } = found;
  const when = whenOf(context);
  const inputs = snapshotLayers(snapshot).get(layer.name)?.preActivations ?? [];
  const spread = inputs.length ? rootMeanSquare(mergeSummaries(inputs)) : null;
  const source = isWeighted(layer) ? layer : graph.weightedInputs(layer).layers[0];
  const needs = isUntrained(context) && source ? initializerNeeds([source], snapshot, graph) : null;
  const before = source && graph.weightedInputs(source).layers[0];
  const what = isCounted ? `${formatCount(saturated)} of ${formatCount(count)} units` : 'Values';
  return layerFinding(saturatedActivations, context, layer, {
    label: isCounted ? `${formatShare(size)} saturated` : 'saturated',
    message: shortEnough(
      `${what} of ${layer.name} saturated ${when}`,
      `${what} saturated ${when}`,
      `${layer.activation} saturated ${when}`,
    ),
    meaning: `At its bounds ${layer.activation} is flat: these units return the same for nearly every example, and hardly any gradient passes them.`,
    advice: needs
      ? `Use ${needs.text}${spread === null ? '' : `: inputs of the activation are now about ±${formatFigure(spread)}`}.`
      : 'Make what goes into the activation smaller: scale the inputs, normalize before it, or lower the learning rate.',
    evidence: {
      step: snapshot.step,
      activation: layer.activation,
      ...(isCounted ? { units: count, saturated, share: size } : { values: count, rootMeanSquare: size }),
      preActivations: spread,
      model: model.name,
    },
    remedies: remediesOf(needs?.remedy ?? null, before ? normalizationRemedy(model, before) : null),
  });
}
