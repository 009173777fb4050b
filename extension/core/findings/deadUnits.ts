import type { Finding } from '../../protocol/finding';
import type { LayerInfo } from '../../protocol/model';
import type { LayerSnapshot } from '../../protocol/run';
import type { Summary } from '../../protocol/summary';
import { formatCount, formatFigure, formatShare } from '../stats/formatFigure';
import { mergeSummaries } from '../stats/mergeSummaries';
import type { FindingRule, SnapshotContext } from './findingRule';
import { shortEnough } from './findingText';
import { isUntrained, layerFinding, whenOf } from './layerFinding';
import { isCutting } from './layerKinds';
import { activationRemedy, argumentRemedy, isBuiltIn, rateRemedy, remediesOf } from './remedies';
import { relatedPlaces } from './sites';
import { snapshotLayers } from './snapshotLayers';

/**
 * Units behind relu and its kin that return zero for every example of the probe batch. Where units are not counted: the share
 * of zeros among all values, which is 50 to 95 % in healthy layers.
 */
export const deadUnits: FindingRule = {
  id: 'dead-units',
  title: 'Units that return zero for every example',
  severity: 'warning',
  limits: {
    maxDeadShare: { default: 0.9, description: 'share of the layer’s units that returned only zeros' },
    maxZeroShare: {
      default: 0.99,
      description: 'share of zeros among the layer’s values, where units are not counted',
    },
    minExamples: { default: 8, description: 'examples in the probe batch; with fewer nothing is said' },
  },
  evaluateSnapshot: context => {
    const { snapshot, model, previous, limit } = context;
    if (snapshot.probed < limit('minExamples')) return [];
    const layers = snapshotLayers(snapshot);
    const before = previous ? snapshotLayers(previous) : null;
    let isAfterSilence = false;
    return model.layers.flatMap((layer): Finding[] => {
      const dead = deadOf(layer, layers.get(layer.name));
      const isOver = (d: Dead): boolean => d.share > (d.isCounted ? limit('maxDeadShare') : limit('maxZeroShare'));
      if (!dead || !isOver(dead)) return [];
      const was = deadOf(layer, before?.get(layer.name));
      // Behind a layer that returns nothing all others are dead too: the first one is the cause.
      const isFollowing = isAfterSilence;
      isAfterSilence ||= dead.share === 1;
      return isFollowing || (was && isOver(was)) ? [] : [deadFinding(context, layer, layers.get(layer.name)!, dead)];
    });
  },
};

/** Behind NaN relu returns zeros, or NaN: `exploding-tensor` tells. */
const hasBadWeights = (at: LayerSnapshot): boolean =>
  Object.values(at.weights).some(s => s.nan + s.posInf + s.negInf > 0) ||
  at.preActivations.some(s => s.nan + s.posInf + s.negInf > 0);

interface Dead {
  share: number;
  /** Of units; else of values. */
  isCounted: boolean;
  dead: number;
  count: number;
}

function deadOf(layer: LayerInfo, at: LayerSnapshot | undefined): Dead | null {
  if (!at || !isCutting(layer) || at.activations.length === 0 || hasBadWeights(at)) return null;
  const { units } = at;
  if (units && units.count > 1)
    return { share: units.dead / units.count, isCounted: true, dead: units.dead, count: units.count };
  const values = mergeSummaries(at.activations);
  if (values.count === 0) return null;
  return { share: values.zeros / values.count, isCounted: false, dead: values.zeros, count: values.count };
}

function deadFinding(context: SnapshotContext, layer: LayerInfo, at: LayerSnapshot, found: Dead): Finding {
  const { snapshot, model, first, fit } = context;
  const { share, isCounted, dead, count } = found;
  const when = whenOf(context);
  const what = isCounted ? 'units' : 'values';
  const figures = `${formatCount(dead)} of ${formatCount(count)} ${what}`;
  const bias = biasOf(at);
  const isBiasNegative = bias !== null && bias.mean !== null && bias.mean < 0 && bias.max! <= 0;
  const beganSo = isUntrained(context);
  const wasAlive = (deadOf(layer, snapshotLayers(first).get(layer.name))?.share ?? 1) < share;
  const lower = !beganSo && wasAlive ? rateRemedy(model, model.learningRate, 0.1) : null;
  const zeroBias =
    beganSo && isBiasNegative && isBuiltIn(layer)
      ? argumentRemedy(model, layer, `Use zeros as biasInitializer of ${layer.name}`, 'biasInitializer', 'zeros')
      : null;
  const elu = activationRemedy(model, [layer], 'elu');
  return layerFinding(deadUnits, context, layer, {
    severity: share === 1 ? 'error' : 'warning',
    label: share === 1 ? 'all units dead' : `${formatShare(share)} dead`,
    message: isCounted
      ? shortEnough(
          `${figures} of ${layer.name} are dead ${when}`,
          `${figures} are dead ${when}`,
          `${formatShare(share)} of the units are dead`,
        )
      : shortEnough(
          `${formatShare(share)} of ${layer.name} is zero ${when}`,
          `${formatShare(share)} of the values are zero`,
        ),
    meaning: `These units return zero for every one of ${formatCount(snapshot.probed)} examples, so no gradient reaches their weights and they do not recover.`,
    advice: zeroBias
      ? `The bias begins at ${formatFigure(bias!.mean)}, below what the inputs add: let it begin at zero.`
      : lower
        ? `Steps were so large that units fell below zero for good: ${lower.label.toLowerCase()}, or an activation with a slope there, such as elu.`
        : 'Use an activation that has a slope below zero, such as elu, and see that inputs are centred and initial weights fit.',
    evidence: {
      step: snapshot.step,
      [isCounted ? 'units' : 'values']: count,
      [isCounted ? 'dead' : 'zeros']: dead,
      share,
      examples: snapshot.probed,
      biasMean: bias?.mean ?? null,
    },
    related: relatedPlaces(
      layer.site,
      lower
        ? [{ site: model.optimizerSite ?? model.compileSite ?? fit?.site ?? null, message: 'the learning rate' }]
        : [],
    ),
    remedies: remediesOf(zeroBias, lower, elu),
  });
}

const biasOf = (at: LayerSnapshot): Summary | null => at.weights['bias'] ?? null;
