import { saturatedShare } from '../../../extension/core/stats/activationBounds';
import type { UnitFigures } from '../../../extension/protocol/closeUp';

/** What is to be looked at in a unit, the worst first. */
export const unitStates = ['notFinite', 'dead', 'saturated', 'constant', 'ok'] as const;
export type UnitState = (typeof unitStates)[number];

/** A single value tells of no unit that it is constant. */
const minValues = 2;

/**
 * The state of each unit: some of its values are no numbers; it is zero throughout; nearly all are at a bound of the
 * activation; it is the same throughout, and not zero.
 */
export function statesOf({ values, zeros, atBound, notFinite, std }: UnitFigures): UnitState[] {
  // shares are kept with 32 bits
  const saturated = Math.fround(saturatedShare);
  return Array.from(zeros, (zero, unit) => {
    if (notFinite[unit]! > 0) return 'notFinite';
    if (zero === 1) return 'dead';
    if (atBound[unit]! >= saturated) return 'saturated';
    return std[unit] === 0 && values >= minValues ? 'constant' : 'ok';
  });
}

export function countStates(states: readonly UnitState[]): Record<UnitState, number> {
  const counts = { notFinite: 0, dead: 0, saturated: 0, constant: 0, ok: 0 };
  for (const state of states) counts[state]++;
  return counts;
}
