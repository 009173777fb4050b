import { formatCount, formatShare } from '../../../extension/core/stats/formatFigure';
import type { LayerInfo } from '../../../extension/protocol/model';
import { strong, type Answer } from '../answer';
import { countStates, type UnitState } from './unitStates';

/** What a unit of the layer is called: a filter of a convolution, else a unit. */
export const unitWord = (layer: LayerInfo): string => (/Conv/.test(layer.className) ? 'filter' : 'unit');
export const plural = (count: number, word: string): string => `${formatCount(count)} ${word}${count === 1 ? '' : 's'}`;

/** `17 % of 64 filters never fire, 3 % are saturated.` */
export function unitsAnswer(states: readonly UnitState[], word: string): Answer {
  const counts = countStates(states);
  const { length } = states;
  const all = plural(length, word);
  const parts: { count: number; one: string; many: string }[] = [
    { count: counts.notFinite, one: 'gives values that are no numbers', many: 'give values that are no numbers' },
    { count: counts.dead, one: 'never fires', many: 'never fire' },
    { count: counts.saturated, one: 'is saturated', many: 'are saturated' },
    { count: counts.constant, one: 'never changes', many: 'never change' },
  ];
  const told = parts.filter(p => p.count > 0);
  if (!told.length) return length === 1 ? [`The one ${word} fires.`] : ['All ', strong(all), ' fire.'];
  return told.flatMap(({ count, one, many }, i): Answer => {
    // a share of few is less plain than their number
    const isCounted = length < 20 || count === 1;
    const share = isCounted ? formatCount(count) : formatShare(count / length);
    const of = i === 0 ? ` of ${all}` : '';
    const end = i === told.length - 1 ? '.' : ', ';
    return [
      strong(count === length ? (i === 0 ? `All ${all}` : 'all') : `${share}`),
      `${count === length ? '' : of} ${count === 1 ? one : many}${end}`,
    ];
  });
}

const stateWords: Record<UnitState, string> = {
  notFinite: 'not a number',
  dead: 'never fires',
  saturated: 'saturated',
  constant: 'constant',
  ok: '',
};
export const stateWord = (state: UnitState): string => stateWords[state];
