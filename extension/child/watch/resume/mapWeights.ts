import type { TensorData } from '../../../core/runs/checkpointContent';

/** A weight as the program has it now. */
export interface NamedForm {
  name: string;
  dtype: string;
  shape: readonly (number | null)[];
}

/** Which weight of a checkpoint goes where. */
export interface WeightMap<T extends NamedForm> {
  pairs: { now: T; saved: TensorData }[];
  /** Neither name nor place gives them a counterpart of their form. */
  unmapped: { now: T[]; saved: TensorData[] };
}

/**
 * Finds the saved weight of each weight: by name and shape, else, where only the numbers in layer names have shifted
 * (`conv2d_1` for `conv2d_2`), in order among those of the same kind and shape.
 */
export function mapWeights<T extends NamedForm>(
  weights: readonly T[],
  saved: readonly TensorData[],
  isSameForm: (now: T, saved: TensorData) => boolean,
): WeightMap<T> {
  const byName = new Map(saved.map(s => [s.name, s]));
  const pairs: { now: T; saved: TensorData }[] = [];
  const taken = new Set<TensorData>();
  const take = (now: T, found: TensorData | undefined): boolean => {
    if (!found || taken.has(found) || !isSameForm(now, found)) return false;
    taken.add(found);
    pairs.push({ now, saved: found });
    return true;
  };
  const left = weights.filter(now => !take(now, byName.get(now.name)));
  const lost = left.filter(
    now =>
      !take(
        now,
        saved.find(s => !taken.has(s) && unnumbered(s.name) === unnumbered(now.name) && isSameForm(now, s)),
      ),
  );
  return { pairs, unmapped: { now: lost, saved: saved.filter(s => !taken.has(s)) } };
}

/** `conv2d_Conv2D2/kernel` without the numbers that TensorFlow.js counts layers with. */
const unnumbered = (name: string): string => name.replace(/(?:_?\d+)(?=\/|$)/g, '');
