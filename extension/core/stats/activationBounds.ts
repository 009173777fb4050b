/** Values at `low` and below, or at `high` and above, are at a bound of the activation; ±Infinity where it has none. */
export interface ValueBounds {
  low: number;
  high: number;
}
export const unbounded: ValueBounds = { low: -Infinity, high: Infinity };

/** A unit is saturated where at least this share of its values is at a bound. */
export const saturatedShare = 0.95;

/** How near to a bound that is never reached a value is taken to be at it, as a part of the range between the bounds. */
const nearness = 0.01;

/** The smooth ones are near a bound where their slope is 4 % of its greatest; the others are at it exactly. */
const boundsOf: Record<string, ValueBounds> = {
  sigmoid: { low: nearness, high: 1 - nearness },
  tanh: { low: -1 + 2 * nearness, high: 1 - 2 * nearness },
  softsign: { low: -1 + 2 * nearness, high: 1 - 2 * nearness },
  hardSigmoid: { low: 0, high: 1 },
  relu6: { low: -Infinity, high: 6 },
  elu: { low: -1 + nearness, high: Infinity },
  selu: { low: -1.7580993408473766 * (1 - nearness), high: Infinity },
};

/**
 * Where an activation function no longer tells its inputs apart: `sigmoid` at 0.01 and below, 0.99 and above. A bound that is
 * zero (`relu`) is not among them: what stays there is dead. ±Infinity where there is no bound.
 * @param name as TensorFlow.js has it; null for none
 */
export const activationBounds = (name: string | null): ValueBounds =>
  name !== null && Object.hasOwn(boundsOf, name) ? boundsOf[name]! : unbounded;
