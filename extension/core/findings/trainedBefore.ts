import type { ModelInfo } from '../../protocol/model';
import type { Snapshot } from '../../protocol/run';
import { isSameSite } from './sites';

/**
 * The weights are not as initializers make them: the model was loaded, by one call that made it and its layers, or it was
 * given weights afterwards. Biases tell: they begin alike in each layer, or are drawn as the kernel beside them is.
 */
export function wasTrainedBefore(model: ModelInfo, snapshot: Snapshot): boolean {
  const { site, layers } = model;
  const weighted = layers.filter(l => l.weights.length > 0);
  if (site && weighted.length > 1 && weighted.every(l => l.site && isSameSite(l.site, site))) return true;
  const biases = snapshot.layers.flatMap(({ weights }) => {
    const [bias, kernel] = [weights['bias'], weights['kernel']];
    if (!bias || !kernel || bias.count < 2 || bias.std === null || kernel.std === null) return [];
    const ratio = bias.std / kernel.std;
    const isDrawnAlike = ratio > 0.5 && ratio < 2;
    // A forget gate’s bias begins at 1, the others at 0.
    const isBegun = bias.std === 0 || isDrawnAlike || (bias.zeros > 0 && bias.min === 0 && bias.max === 1);
    return [!isBegun];
  });
  return biases.length > 1 && biases.every(isLearnt => isLearnt);
}
