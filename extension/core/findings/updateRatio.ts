import type { Finding } from '../../protocol/finding';
import type { LayerInfo } from '../../protocol/model';
import type { Snapshot } from '../../protocol/run';
import { formatFigure, formatRate } from '../stats/formatFigure';
import type { FindingRule, SnapshotContext } from './findingRule';
import { shortEnough } from './findingText';
import { fansOf, kernelsOf, rootMeanSquare, sizeOfKernel, type Kernel } from './kernelScale';
import { layerFinding, whenOf } from './layerFinding';
import { isNormalization, type LayerGraph, graphOf } from './layerGraph';
import { rateRemedy, remediesOf } from './remedies';
import { relatedPlaces } from './sites';
import { isZeroGradient } from './weightChanges';
import { snapshotLayers } from './snapshotLayers';

/** What a healthy step changes, as a part of the weights: rates are proposed that bring updates there. */
const healthyUpdate = 1e-3;

/**
 * Steps that replace the weights, weights that have run away from where they began, and steps so small that nothing moves.
 * Kernels only: biases begin at zero.
 */
export const updateRatio: FindingRule = {
  id: 'update-ratio',
  title: 'Updates too large or too small for the weights',
  severity: 'warning',
  limits: {
    maxRatio: { default: 1, description: 'norm of an update over the norm of the weights' },
    maxGrowth: { default: 30, description: 'size of a hidden layer’s weights over their size before training' },
    minRatio: {
      default: 1e-6,
      description: 'norm of an update over the norm of the weights, where these have not moved since the start',
    },
    minSteps: { default: 10, description: 'steps of the fit, before updates that are too small are told' },
    minValues: { default: 8, description: 'values of the kernel; with fewer nothing is said' },
  },
  evaluateSnapshot: context => {
    const { snapshot, model, previous } = context;
    const graph = graphOf(model);
    const found = measure(context, graph, snapshot);
    const before = new Map(previous ? measure(context, graph, previous).map(f => [f.layer, f]) : []);
    const news = found.filter(f => f.kind !== null && before.get(f.layer)?.kind !== f.kind);
    // One rate for all: it is too small where no layer moves. Where only some do not, the gradient is to blame.
    const isAllSmall = found.every(f => f.kind === 'small');
    const told = isAllSmall ? news.slice(0, 1) : news.filter(f => f.kind !== 'small');
    return told.map(f => ratioFinding(context, f));
  },
};

interface Measured {
  layer: LayerInfo;
  kernel: Kernel;
  kind: 'large' | 'grown' | 'small' | null;
  /** Update over weights; for `grown`, weights over those before training. */
  ratio: number;
}

function measure({ first, fit, limit }: SnapshotContext, graph: LayerGraph, snapshot: Snapshot): Measured[] {
  const layers = snapshotLayers(snapshot);
  const firsts = snapshotLayers(first);
  const steps = snapshot.step - (fit?.firstStep ?? first.step);
  return graph.leaves.flatMap((layer): Measured[] => {
    const at = layers.get(layer.name);
    const next = graph.nextOf(layer);
    if (!at || (next.length > 0 && next.every(isNormalization))) return [];
    const measured = kernelsOf(layer, at).flatMap((kernel): Measured[] => {
      const { weight, summary } = kernel;
      const update = at.updates[weight.name];
      const size = rootMeanSquare(summary);
      if (typeof update !== 'number' || size === null || summary.count < limit('minValues')) return [];
      const began = firsts.get(layer.name)?.weights[weight.name];
      const ratio = update * (size / sizeOfKernel(kernel));
      const growth = began && next.length > 0 ? size / sizeOfKernel({ weight, summary: began }) : 0;
      const of = (kind: Measured['kind'], value: number): Measured[] => [{ layer, kernel, kind, ratio: value }];
      if (ratio > limit('maxRatio')) return of('large', ratio);
      if (growth > limit('maxGrowth')) return of('grown', growth);
      const gradient = at.weightGradients[weight.name];
      const isIdle = update === 0 && (!gradient || isZeroGradient(gradient));
      const isStill = began && Math.abs(size - (rootMeanSquare(began) ?? 0)) < 1e-3 * size;
      if (update < limit('minRatio') && steps >= limit('minSteps') && isStill && !isIdle) return of('small', update);
      return of(null, ratio);
    });
    const worst = measured.find(m => m.kind !== null) ?? measured[0];
    return worst ? [worst] : [];
  });
}

function ratioFinding(context: SnapshotContext, { layer, kernel, kind, ratio }: Measured): Finding {
  const isForAll = kind === 'small';
  const { snapshot, model, fit } = context;
  const rate = model.learningRate;
  const factor = kind === 'grown' ? 0.1 : 10 ** Math.round(Math.log10(healthyUpdate / Math.max(ratio, 1e-10)));
  const changed = rateRemedy(model, rate, kind === 'small' ? Math.max(10, factor) : Math.min(0.1, factor));
  const site = isForAll ? (model.optimizerSite ?? model.compileSite ?? fit?.site ?? layer.site) : layer.site;
  const figure = formatFigure(ratio, 2);
  const { name } = layer;
  const when = whenOf(context);
  const texts: Record<NonNullable<Measured['kind']>, { label: string; message: string; meaning: string }> = {
    large: {
      label: `update ${figure}× weights`,
      message: shortEnough(
        `Update is ${figure}× the weights of ${name} ${when}`,
        `Update is ${figure}× the weights ${when}`,
      ),
      meaning:
        'One step changes the weights by more than they are, so what was learnt before is thrown away each time.',
    },
    grown: {
      label: `weights ×${figure}`,
      message: shortEnough(`Weights of ${name} have grown ${figure}× since the start`, `Weights have grown ${figure}×`),
      meaning: 'Updates have carried the weights far away from where they began, and the layer’s outputs with them.',
    },
    small: {
      label: `update ${figure} of weights`,
      message: `Updates are ${figure} of the weights: too small to learn`,
      meaning: `At this pace ${formatFigure(1e-2 / Math.max(ratio, 1e-12), 2)} steps change the weights by one per cent.`,
    },
  };
  const said = texts[kind!];
  return layerFinding(updateRatio, context, layer, {
    ...said,
    ...(isForAll && { layer: null }),
    advice: changed
      ? `${changed.label} instead of ${formatRate(rate)}: a healthy step changes weights by about 0.1 %.`
      : `${kind === 'small' ? 'Raise' : 'Lower'} the learning rate until a step changes weights by about 0.1 %.`,
    evidence: {
      step: snapshot.step,
      tensor: kernel.weight.name,
      ratio,
      size: rootMeanSquare(kernel.summary),
      fanIn: fansOf(kernel.weight).in,
      learningRate: rate,
    },
    related: relatedPlaces(site, [{ site: model.optimizerSite ?? model.compileSite, message: 'the learning rate' }]),
    remedies: remediesOf(changed),
    site,
  });
}
