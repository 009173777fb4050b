import type { Finding } from '../../protocol/finding';
import { formatFigure, formatGrowth } from '../stats/formatFigure';
import type { FindingRule, SnapshotContext } from './findingRule';
import { shortEnough } from './findingText';
import { initializerFor } from './initializerAdvice';
import { kernelsOf } from './kernelScale';
import { isUntrained } from './layerFinding';
import { graphOf } from './layerGraph';
import { initializerNeeds, isInitializerFine, normalizationRemedy, remediesOf } from './remedies';
import { relatedPlaces } from './sites';
import { chainOf, signalChains, type ChainLink } from './signalChain';
import { snapshotLayers } from './snapshotLayers';

/**
 * Pre-activations that grow or shrink from layer to layer before training: the weights start too large or too small. A
 * step of variance beyond 10 or below 1/10 is a warning, a spread that has changed 30-fold from the first layer to the
 * last an error.
 */
export const poorInitialization: FindingRule = {
  id: 'poor-initialization',
  title: 'The signal grows or shrinks from layer to layer before training',
  severity: 'warning',
  limits: {
    maxVarianceRatio: {
      default: 10,
      description: 'variance of pre-activations over that of the layer before, or one over it',
    },
    maxSpreadRatio: {
      default: 30,
      description:
        'standard deviation of the last pre-activations over that of the first, or one over it: an error from there',
    },
  },
  evaluateSnapshot: (context: SnapshotContext) => {
    const { snapshot, model, limit } = context;
    const limits: Limits = { variance: limit('maxVarianceRatio'), spread: limit('maxSpreadRatio') };
    if (!isUntrained(context)) return [];
    const graph = graphOf(model);
    const links = signalChains(model, snapshot);
    return links.flatMap((link): Finding[] => {
      const kernels = kernelsOf(link.layer, snapshotLayers(snapshot).get(link.layer.name));
      // A kernel of zeros is told by `all-zeros`, where it is not meant so.
      if (kernels.length > 0 && kernels.every(k => k.summary.zeros === k.summary.count)) return [];
      // Of few inputs, chance alone makes much or little: where the kernel is of a fitting size it is not to blame.
      const isFitting = isInitializerFine(link.layer, snapshot, graph, fittingTolerance);
      const finding = overall(link, limits) ?? (isFitting ? null : step(link, limits));
      if (!finding) return [];
      const { first, kind, ratio } = finding;
      const { layer } = link;
      const grows = ratio > 1;
      const size = formatGrowth(ratio).slice(1);
      // The whole chain gets what it needs, so that one edit mends all of it.
      const needs = initializerNeeds(chainOf(layer, links), snapshot, graph);
      const use = needs ? `use ${initializerFor(layer, graph)}` : 'add a normalization';
      const what = kind === 'spread' ? 'Spread' : 'Variance';
      const change = Number.isFinite(1 / ratio)
        ? `${what} ${grows ? 'grows' : 'shrinks'} ${size}×`
        : `${what} falls to 0`;
      return [
        {
          rule: poorInitialization.id,
          severity: kind === 'spread' ? 'error' : 'warning',
          fit: snapshot.fit,
          model: model.name,
          layer: layer.name,
          step: snapshot.step,
          label: Number.isFinite(1 / ratio) ? `${kind} ${formatGrowth(ratio)}` : `${kind} 0`,
          message: shortEnough(
            `${change} from ${first.layer.name} to ${layer.name}: ${use}`,
            `${change} to ${layer.name}: ${use}`,
            `${change}: ${use}`,
          ),
          evidence: {
            from: first.layer.name,
            to: layer.name,
            spreadBefore: first.spread,
            spread: link.spread,
            ratio,
            limit: limits[kind],
          },
          meaning: grows
            ? 'The weights start so large that each layer makes the signal larger: first predictions are extreme, and gradients explode.'
            : 'The weights start so small that each layer makes the signal smaller: all predictions are alike, and gradients vanish.',
          advice: needs
            ? `Use ${needs.text}, so that the size of the signal stays from layer to layer.`
            : `The weights are of the right size, so put a normalization behind ${link.before!.layer.name}.`,
          related: relatedPlaces(
            layer.site,
            linksTo(link).map(l => ({
              site: l.layer.site,
              message: `${l.layer.name}: spread of pre-activations ${formatFigure(l.spread)}`,
            })),
          ),
          remedies: remediesOf(needs ? needs.remedy : normalizationRemedy(model, link.before!.layer)),
          site: layer.site,
        },
      ];
    });
  },
};

/** How far a kernel's spread may be from the fitting one before a single step of variance is its doing. */
const fittingTolerance = 2.5;

/** The links before this one, from the first of the chain on. */
function linksTo(link: ChainLink): ChainLink[] {
  const links: ChainLink[] = [];
  for (let at = link.before; at && !links.includes(at); at = at.before) links.unshift(at);
  return links;
}

interface Limits {
  variance: number;
  spread: number;
}
interface Concluded {
  kind: 'spread' | 'variance';
  first: ChainLink;
  ratio: number;
}

/** From the first layer of a chain to its last. */
function overall(link: ChainLink, limits: Limits): Concluded | null {
  if (link.isContinued || !link.before) return null;
  const ratio = link.spread / link.first.spread;
  if (ratio < limits.spread && ratio > 1 / limits.spread) return null;
  // An output layer that alone starts small is meant so: its first predictions are then undecided. And one unit has the
  // spread of its examples only. What leads up to it must have done its part.
  const steps = linksTo(link).length;
  const share = link.before.spread / link.first.spread;
  const isOwnFall = link.isOutput && ratio < 1 && share >= (1 / limits.spread) ** ((steps - 1) / steps);
  return isOwnFall ? null : { kind: 'spread', first: link.first, ratio };
}

/** From the layer before to this one. */
function step(link: ChainLink, limits: Limits): Concluded | null {
  if (!link.before) return null;
  const ratio = (link.spread / link.before.spread) ** 2;
  if (ratio <= limits.variance && ratio >= 1 / limits.variance) return null;
  if (link.isOutput && ratio < 1) return null;
  return { kind: 'variance', first: link.before, ratio };
}
