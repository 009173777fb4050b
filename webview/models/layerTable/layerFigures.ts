import type { LayerInfo } from '../../../extension/protocol/model';
import { findingsOf } from '../layerHealth';
import { zeroShare } from '../tensors';
import { activationBytes, biasesOf, frozenOf } from './layerCost';
import { shownSummary, zeroSummary, type LayerTableContext } from './layerTableInput';

/** The parameters of a layer that the table counts: all, or without biases. */
export const countedParameters = ({ hasBiases, page }: LayerTableContext, layer: LayerInfo): number =>
  page === 'distributions' || hasBiases ? layer.parameters : Math.max(0, layer.parameters - biasesOf(layer));

const ranks = { error: 3, warning: 2, info: 1 } as const;
const size = (layer: LayerInfo): number | null =>
  layer.outputShape?.slice(1).reduce<number | null>((n, d) => (n === null || d === null ? null : n * d), 1) ?? null;

/** What a column sorts a layer by; null where it has nothing there: such layers come last, whatever the order. */
export function sortFigure(context: LayerTableContext, layer: LayerInfo, column: string): number | string | null {
  switch (column) {
    case 'layer':
      return layer.name;
    case 'output':
      return size(layer);
    case 'params':
    case 'share':
      return countedParameters(context, layer);
    case 'biases':
      return biasesOf(layer);
    case 'frozen':
      return frozenOf(layer);
    case 'work':
    case 'workShare':
      return layer.multiplyAdds;
    case 'memory':
      return activationBytes(layer, context.batch);
    case 'std':
      return shownSummary(context, layer)?.std ?? null;
    case 'zero': {
      const summary = zeroSummary(context, layer);
      return summary && zeroShare(summary);
    }
    case 'health': {
      const [worst] = findingsOf(context.findings, context.model.name, layer.name);
      return worst ? ranks[worst.severity] : 0;
    }
    default:
      return null;
  }
}

/** The layers sorted by a column, equal ones in the order of the model. */
export function sortedLayers(context: LayerTableContext, layers: readonly LayerInfo[]): LayerInfo[] {
  const { sort } = context;
  if (!sort) return [...layers];
  const figures = new Map(layers.map(l => [l, sortFigure(context, l, sort.column)]));
  const sign = sort.isDescending ? -1 : 1;
  return [...layers].sort((p, q) => {
    const [a, b] = [figures.get(p)!, figures.get(q)!];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return typeof a === 'string' ? sign * a.localeCompare(String(b), 'en', { numeric: true }) : sign * (a - Number(b));
  });
}
