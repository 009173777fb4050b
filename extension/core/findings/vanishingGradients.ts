import type { Finding } from '../../protocol/finding';
import type { LayerInfo } from '../../protocol/model';
import { formatFigure, formatGrowth } from '../stats/formatFigure';
import type { FindingRule, SnapshotContext } from './findingRule';
import { shortEnough } from './findingText';
import { gradientSizes, layersBehind, type GradientSize } from './gradientSizes';
import { kernelsOf } from './kernelScale';
import { isUntrained, layerFinding } from './layerFinding';
import { isWeighted, type LayerGraph, graphOf } from './layerGraph';
import { isCutting, isSaturating } from './layerKinds';
import { activationRemedy, initializerNeeds, listOf, normalizationRemedy, remediesOf } from './remedies';
import { relatedPlaces } from './sites';
import { snapshotLayers } from './snapshotLayers';

/**
 * Gradients that shrink from the last layers to the first: the first ones hardly learn. Measured against the weights, so that
 * wide and narrow layers compare, and confirmed by the gradients of what the layers return, where those are known.
 */
export const vanishingGradients: FindingRule = {
  id: 'vanishing-gradients',
  title: 'Gradients shrink from the last layers to the first',
  severity: 'warning',
  limits: {
    minRatio: {
      default: 1e-3,
      description: 'gradient over weight of a layer, over the largest of the layers behind it',
    },
    minOutgoingRatio: {
      default: 0.1,
      description: 'norm of the gradient of what the layer returns, over that of the same layer behind it, where known',
    },
  },
  evaluateSnapshot: context => {
    const { snapshot, model, previous, limit } = context;
    const graph = graphOf(model);
    const vanished = (at: SnapshotContext['snapshot']): { from: GradientSize; to: GradientSize } | null => {
      const sizes = gradientSizes(graph, at);
      for (const to of sizes) {
        if (to.isRescaled) continue;
        const behind = layersBehind(graph, to.layer);
        const others = sizes.filter(s => behind.has(s.layer) && s !== to && !s.isRescaled);
        const from = others.reduce<GradientSize | null>(
          (max, s) => (max && max.relative >= s.relative ? max : s),
          null,
        );
        if (!from || from.relative === 0 || to.relative >= limit('minRatio') * from.relative) continue;
        const isKnown = to.outgoing !== null && from.outgoing !== null && from.outgoing > 0;
        if (isKnown && to.outgoing! >= limit('minOutgoingRatio') * from.outgoing!) continue;
        if (to.relative === 0 && isCutOff(at, to.layer, behind)) continue;
        return { from, to };
      }
      return null;
    };
    const found = vanished(snapshot);
    if (!found || (previous && vanished(previous))) return [];
    return [vanishingFinding(context, graph, found.from, found.to)];
  },
};

/** Zeros right behind explain a gradient of zero: a kernel that begins at zero, or a layer that returns none but zeros. */
function isCutOff(snapshot: SnapshotContext['snapshot'], layer: LayerInfo, behind: ReadonlySet<LayerInfo>): boolean {
  const isAllZero = (s: { count: number; zeros: number }): boolean => s.zeros === s.count;
  return [layer, ...behind].some(l => {
    const at = snapshotLayers(snapshot).get(l.name);
    if (!at) return false;
    const kernels = kernelsOf(l, at);
    if (l !== layer && kernels.length > 0 && kernels.every(k => isAllZero(k.summary))) return true;
    return isCutting(l) && at.activations.length > 0 && at.activations.every(isAllZero);
  });
}

function vanishingFinding(context: SnapshotContext, graph: LayerGraph, from: GradientSize, to: GradientSize): Finding {
  const { snapshot, model } = context;
  const ratio = to.relative / from.relative;
  const behind = layersBehind(graph, to.layer);
  const between = [to.layer, ...behind].filter(l => !(l === from.layer && graph.nextOf(l).length === 0));
  const flat = flatLayers(graph, between);
  const needs = isUntrained(context) ? initializerNeeds([to.layer, ...behind], snapshot, graph) : null;
  const relu = flat.length ? activationRemedy(model, flat, 'relu') : null;
  const shrinks = ratio > 0 ? `${formatGrowth(ratio).slice(1)}×` : 'to 0';
  const names = listOf(flat.map(l => l.name));
  return layerFinding(vanishingGradients, context, to.layer, {
    label: ratio > 0 ? `gradient ${formatGrowth(ratio)}` : 'gradient 0',
    message: shortEnough(
      `Gradient shrinks ${shrinks} from ${from.layer.name} to ${to.layer.name}${flat.length ? ': use relu' : ''}`,
      `Gradient shrinks ${shrinks} from ${from.layer.name} to ${to.layer.name}`,
      `Gradient shrinks ${shrinks} on its way to ${to.layer.name}`,
      `Gradient shrinks ${shrinks} on its way here`,
    ),
    meaning: `${isUntrained(context) ? 'In the first step' : `At step ${snapshot.step}`} this layer’s weights are moved ${shrinks === 'to 0' ? 'not at all' : `${shrinks} less than`} ${shrinks === 'to 0' ? 'while' : 'those of'} ${from.layer.name}${shrinks === 'to 0' ? ' is' : ''}, so the first layers hardly learn.`,
    advice: flat.length
      ? `Use relu instead of ${[...new Set(flat.map(l => l.activation))].join(' and ')} in ${names}: it passes gradients on as they are.`
      : needs
        ? `Use ${needs.text}, or put normalizations between the layers.`
        : 'Put normalizations between the layers, or lead a shortcut around some of them.',
    evidence: {
      step: snapshot.step,
      from: from.layer.name,
      to: to.layer.name,
      gradientOverWeightFrom: from.relative,
      gradientOverWeightTo: to.relative,
      ratio,
      gradient: to.size,
      outgoingRatio: to.outgoing !== null && from.outgoing ? to.outgoing / from.outgoing : null,
    },
    related: relatedPlaces(to.layer.site, [
      {
        site: from.layer.site,
        message: `${from.layer.name}: gradient ${formatFigure(from.relative)} of its weights`,
      },
    ]),
    remedies: remediesOf(relu, needs?.remedy ?? null, relu ? null : normalizationRemedy(model, to.layer)),
  });
}

/** Hidden layers whose activation is flat at both ends: their own, or layers that are nothing else. */
const flatLayers = (graph: LayerGraph, weighted: readonly LayerInfo[]): LayerInfo[] =>
  weighted.flatMap(layer => {
    if (isSaturating(layer)) return [layer];
    return graph
      .outputsTo(layer)
      .filter(next => isSaturating(next) && !isWeighted(next) && graph.nextOf(next).length > 0);
  });
