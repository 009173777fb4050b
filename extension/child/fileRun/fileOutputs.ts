import type { FileOutput } from '../../protocol/fileRun';
import { areDistributions } from '../watch/data/targetKind';
import type { OutputValues } from './forwardPasses';

const maxValues = 1000;
const maxTop = 5;

/** What each output says of each example. @param labels names of classes, where an output has as many values */
export function fileOutputs(
  names: readonly string[],
  outputs: readonly OutputValues[],
  { labels, isClassifier }: { labels: readonly string[] | null; isClassifier: boolean },
): FileOutput[][] {
  const examples = outputs[0]?.values.length ?? 0;
  const kinds = outputs.map(output => kindOf(output, labels, isClassifier));
  return Array.from({ length: examples }, (_, example) =>
    outputs.map(({ shape, values }, i): FileOutput => {
      const own = values[example]!;
      const named = labels?.length === own.length ? labels : null;
      return {
        name: names[i] ?? `output ${i}`,
        shape,
        kind: kinds[i]!,
        values: [...own.subarray(0, maxValues)],
        top: topOf(own).map(index => ({ index, label: named?.[index] ?? null, value: own[index]! })),
      };
    }),
  );
}

function kindOf(
  { shape, values }: OutputValues,
  labels: readonly string[] | null,
  isClassifier: boolean,
): FileOutput['kind'] {
  if (values.length && (shape.at(-1) ?? 1) > 1 && values.every(own => areDistributions(own, shape)))
    return 'probabilities';
  const isRow = shape.length === 1 && shape[0]! > 1;
  return isRow && (isClassifier || labels?.length === shape[0]) ? 'logits' : 'values';
}

/** Indices of the largest values, the largest first; the first of equal ones. NaN is none. */
function topOf(values: ArrayLike<number>): number[] {
  const top: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value) || (top.length === maxTop && value <= values[top.at(-1)!]!)) continue;
    let at = top.length;
    while (at > 0 && values[top[at - 1]!]! < value) at--;
    top.splice(at, 0, i);
    if (top.length > maxTop) top.pop();
  }
  return top;
}
