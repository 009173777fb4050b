import { groupThousands } from '../../../extension/core/stats/formatFigure';
import type { LayerInfo } from '../../../extension/protocol/model';
import { isBias } from './layerCost';

/**
 * How a layer's count comes about, without the sum: `32·3·3·1 + 32 =`. Without biases their terms are left out, as far as
 * the terms stand for single weights; empty for a layer without any, and for a sum of other layers' counts without biases.
 */
export function arithmeticText(layer: LayerInfo, hasBiases: boolean): string {
  const sum = layer.arithmetic.replace(/ = \d+$/, '').replace(/ =[^=]*$/, '');
  const text = hasBiases || !layer.weights.some(w => isBias(w.name)) ? sum : withoutBiases(layer, sum);
  return text ? `${groupThousands(text)} =` : '';
}

function withoutBiases({ weights }: LayerInfo, sum: string): string {
  // 2·(…): each half has the terms of its own weights.
  const halves = /^(\d+)·\((.*)\)$/.exec(sum);
  const terms = (halves?.[2] ?? sum).split(' + ');
  const times = halves ? Number(halves[1]) : 1;
  if (terms.length * times !== weights.length) return '';
  const kept = terms.filter((_, i) => !isBias(weights[i]!.name)).join(' + ');
  return halves && kept ? `${times}·(${kept})` : kept;
}
