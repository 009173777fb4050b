import { formatFigure, formatGrowth, formatRate } from '../stats/formatFigure';
import type { FindingRule, SnapshotContext } from './findingRule';
import { shortEnough } from './findingText';
import { gradientSizes, layersBehind, type GradientSize } from './gradientSizes';
import { isUntrained, layerFinding, whenOf } from './layerFinding';
import { type LayerGraph, graphOf } from './layerGraph';
import { initializerNeeds, normalizationRemedy, rateRemedy, remediesOf } from './remedies';
import { relatedPlaces } from './sites';
import { chainOf, signalChains } from './signalChain';

/**
 * Gradients that grow from the last layers to the first, that have grown since training began, or that are so large that
 * one step replaces the weights.
 */
export const explodingGradients: FindingRule = {
  id: 'exploding-gradients',
  title: 'Gradients far larger than the weights',
  severity: 'warning',
  limits: {
    maxRatio: {
      default: 1000,
      description: 'gradient over weight of a layer, over that of the output layer behind it',
    },
    maxGrowth: {
      default: 1000,
      description: 'gradient over weight, over the same before training',
    },
    maxStep: {
      default: 1,
      description:
        'learning rate × gradient over weight of a hidden layer, with an optimizer that does not scale gradients',
    },
  },
  evaluateSnapshot: context => {
    const { snapshot, model, previous } = context;
    const graph = graphOf(model);
    const found = explodedAt(context, graph, snapshot);
    if (!found || (previous && previous !== snapshot && explodedAt(context, graph, previous))) return [];
    const { layer } = found.size;
    const chain = isUntrained(context) ? chainOf(layer, signalChains(model, snapshot)) : [];
    const needs = initializerNeeds(chain, snapshot, graph);
    const lower = found.kind === 'depth' ? null : rateRemedy(model, model.learningRate, 0.1);
    const { text, meaning } = wordsOf(context, found);
    return [
      layerFinding(explodingGradients, context, layer, {
        severity: found.kind === 'step' ? 'error' : 'warning',
        label:
          found.kind === 'step' ? `step ${formatGrowth(found.ratio)} weights` : `gradient ${formatGrowth(found.ratio)}`,
        message: text,
        meaning,
        advice: needs
          ? `Use ${needs.text}: weights that start too large make gradients grow.`
          : lower
            ? `${lower.label}, or clip gradients.`
            : 'Put normalizations between the layers, clip gradients, or lower the learning rate.',
        evidence: {
          step: snapshot.step,
          kind: found.kind,
          layer: layer.name,
          ...(found.from && { from: found.from.layer.name, gradientOverWeightFrom: found.from.relative }),
          gradientOverWeight: found.size.relative,
          gradient: found.size.size,
          ratio: found.ratio,
          learningRate: model.learningRate,
        },
        related: relatedPlaces(layer.site, [
          {
            site: found.from?.layer.site ?? null,
            message: `${found.from?.layer.name}: gradient ${formatFigure(found.from?.relative)} of its weights`,
          },
          { site: lower ? (model.optimizerSite ?? model.compileSite) : null, message: 'the learning rate' },
        ]),
        remedies: remediesOf(
          needs?.remedy ?? null,
          lower,
          found.kind === 'depth' ? normalizationRemedy(model, layer) : null,
        ),
      }),
    ];
  },
};

interface Exploded {
  kind: 'depth' | 'growth' | 'step';
  size: GradientSize;
  /** What it is measured against; null for a step. */
  from: GradientSize | null;
  ratio: number;
}

/** The worst layer, by the way that tells most: one step that replaces weights, then growth since the start, then depth. */
function explodedAt(
  { model, first, limit }: SnapshotContext,
  graph: LayerGraph,
  snapshot: SnapshotContext['snapshot'],
): Exploded | null {
  const sizes = gradientSizes(graph, snapshot).filter(s => !s.isRescaled);
  const worst = (list: Exploded[], most: number): Exploded | null =>
    list.filter(e => e.ratio > most).sort((a, b) => b.ratio - a.ratio)[0] ?? null;
  const isPlain = /^(?:SGD|Momentum)/i.test(model.optimizer ?? '') && model.learningRate !== null;
  // What an output layer needs depends on its targets: one that has to reach 1,000 takes large steps, and arrives.
  const hidden = sizes.filter(s => graph.nextOf(s.layer).length > 0);
  const steps = hidden.map(size => ({
    ...{ kind: 'step' as const, size, from: null, ratio: isPlain ? model.learningRate! * size.relative : 0 },
  }));
  const atFirst = new Map(gradientSizes(graph, first).map(s => [s.layer, s]));
  const growths =
    snapshot === first
      ? []
      : sizes.flatMap(size => {
          const from = atFirst.get(size.layer);
          // What begins next to nothing, behind an output that begins at zero, may grow.
          return from && from.relative > 1e-3 && size.relative > 10
            ? [{ kind: 'growth' as const, size, from, ratio: size.relative / from.relative }]
            : [];
        });
  const depths = sizes.flatMap(size => {
    const behind = layersBehind(graph, size.layer);
    const ends = sizes.filter(s => behind.has(s.layer) && graph.nextOf(s.layer).length === 0 && s.relative > 0);
    const from = ends.sort((a, b) => b.relative - a.relative)[0];
    if (!from || size.relative < 1) return [];
    const isConfirmed = size.outgoing === null || from.outgoing === null || size.outgoing > 10 * from.outgoing;
    return isConfirmed ? [{ kind: 'depth' as const, size, from, ratio: size.relative / from.relative }] : [];
  });
  return worst(steps, limit('maxStep')) ?? worst(growths, limit('maxGrowth')) ?? worst(depths, limit('maxRatio'));
}

function wordsOf(context: SnapshotContext, { kind, size, from, ratio }: Exploded): { text: string; meaning: string } {
  const { model } = context;
  const { name } = size.layer;
  const times = `${formatGrowth(ratio).slice(1)}×`;
  const when = whenOf(context);
  if (kind === 'step')
    return {
      text: shortEnough(
        `One step moves ${name} by ${times} its weights ${when}`,
        `One step moves ${name} by ${times} its weights`,
        `One step is ${times} the weights ${when}`,
      ),
      meaning: `The gradient is ${formatFigure(size.relative)} times the weights and the learning rate ${formatRate(model.learningRate)}, so a single step throws away what the layer has.`,
    };
  if (kind === 'growth')
    return {
      text: shortEnough(
        `Gradient of ${name} has grown ${times} since the start`,
        `Gradient has grown ${times} since the start`,
      ),
      meaning: `Before training the gradient was ${formatFigure(from!.relative)} of the weights, ${when} it is ${formatFigure(size.relative)}: training runs away from its goal.`,
    };
  return {
    text: shortEnough(
      `Gradient grows ${times} from ${from!.layer.name} to ${name}`,
      `Gradient grows ${times} on its way to ${name}`,
      `Gradient grows ${times} on its way here`,
    ),
    meaning: `On its way back from ${from!.layer.name} each layer makes the gradient larger, so one learning rate fits only some of the layers.`,
  };
}
