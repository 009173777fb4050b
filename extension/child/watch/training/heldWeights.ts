import type { TensorFlow } from '../../tensorflow';
import { valuesOf, type EngineLike, type Tensor, type Variable } from '../tfjsInternals';

/** More would be felt: until the step is done, the memory of old and new weights is taken. */
const maxHeldValues = 2 ** 26;

/** Weights as they were before a step's update. A clone shares the values: an update makes new ones. */
export class HeldWeights {
  private readonly held: { variable: Variable; before: Tensor }[] = [];

  /** @param names of the variables that the step is about to update */
  constructor({ core }: TensorFlow, names: Iterable<string>) {
    const { registeredVariables } = core.engine() as unknown as EngineLike;
    const variables = [...names].map(name => registeredVariables[name]).filter(v => v && !v.isDisposed) as Variable[];
    if (variables.reduce((n, v) => n + v.size, 0) > maxHeldValues) return;
    for (const variable of variables) this.held.push({ variable, before: core.keep(variable.clone()) });
  }

  /** Norm of what was added to each weight since, over its norm before, by variable name; null where that is no number. */
  updates(): Map<string, number | null> {
    const updates = new Map<string, number | null>();
    for (const { variable, before } of this.held) {
      if (variable.isDisposed || before.isDisposed) continue;
      const [old, now] = [valuesOf(before), valuesOf(variable)];
      if (old && now?.length === old.length) updates.set(variable.name, relativeChange(old, now));
    }
    return updates;
  }

  dispose(): void {
    for (const { before } of this.held) before.dispose();
    this.held.length = 0;
  }
}

/** ‖now - old‖ / ‖old‖; null where the old values are all 0, or one is not finite. */
export function relativeChange(old: ArrayLike<number>, now: ArrayLike<number>): number | null {
  let change = 0;
  let size = 0;
  for (let i = 0; i < old.length; i++) {
    const before = old[i]!;
    const difference = now[i]! - before;
    change += difference * difference;
    size += before * before;
  }
  const ratio = Math.sqrt(change / size);
  return Number.isFinite(ratio) ? ratio : null;
}
