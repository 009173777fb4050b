import type { ProbeBatch } from '../probe/probeBatch';

/** So many examples are pictured. */
const maxExamples = 8;

/**
 * The examples of a batch that are pictured, ascending: the first of each class, as far as the first target tells classes,
 * then the first of the rest.
 */
export function chosenExamples({ examples, targets }: ProbeBatch): number[] {
  const chosen = new Set<number>();
  const [target] = targets;
  const width = target ? target.values.length / examples : 0;
  if (target && Number.isInteger(width) && width > 0) {
    const seen = new Set<number>();
    for (let example = 0; example < examples && chosen.size < maxExamples; example++) {
      const row = target.values.subarray(example * width, (example + 1) * width);
      const label = width === 1 ? row[0]! : row.indexOf(Math.max(...row));
      if (!seen.has(label)) chosen.add(example);
      seen.add(label);
    }
  }
  for (let example = 0; example < examples && chosen.size < maxExamples; example++) chosen.add(example);
  return [...chosen].sort((a, b) => a - b);
}
