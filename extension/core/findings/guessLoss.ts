import type { DataFacts } from '../../protocol/dataFacts';

/**
 * The loss of a model that answers the same for every input, the best it can: the shares of the classes (entropy in nats),
 * or the mean (variance). Of several outputs: the sum. An upper bound where targets hold several values, whose means differ.
 * null where a loss is the person's own, its targets do not tell, or only a batch of them was seen.
 */
export function guessLoss(data: DataFacts | null): number | null {
  if (!data || data.total === null || data.outputs.length === 0 || data.targets.length !== data.outputs.length)
    return null;
  const all = data.outputs.map(({ loss }, i) => ofOutput(loss, data.targets[i]!));
  return all.includes(null) ? null : all.reduce<number>((sum, loss) => sum + loss!, 0);
}

function ofOutput(loss: string | null, { summary, kind, classCounts }: DataFacts['targets'][number]): number | null {
  const { mean, std, count } = summary;
  if (mean === null || std === null || count === 0) return null;
  switch (loss) {
    case 'categoricalCrossentropy':
    case 'softmaxCrossEntropy':
      return kind === 'oneHot' ? entropy(classCounts) : null;
    case 'sparseCategoricalCrossentropy':
      return kind === 'classes' || kind === 'binary' ? entropy(classCounts) : null;
    case 'binaryCrossentropy':
    case 'sigmoidCrossEntropy':
      return summary.min! >= 0 && summary.max! <= 1 ? entropy([mean, 1 - mean]) : null;
    case 'meanSquaredError':
      return std ** 2;
    case 'meanAbsoluteError':
    case 'absoluteDifference':
      return std;
    default:
      return null;
  }
}

/** Of the shares that the counts are; null without counts. */
function entropy(counts: readonly number[]): number | null {
  const total = counts.reduce((a, b) => a + b, 0);
  if (!(total > 0)) return null;
  return counts.reduce((sum, n) => (n > 0 ? sum - (n / total) * Math.log(n / total) : sum), 0);
}
