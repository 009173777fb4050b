import { LayerglassError } from '../../../protocol/errors';
import type { StoredTensor } from '../tensors/storedTensor';
import { readIntegers } from '../tensors/tensorValues';

/** What optimizers of Keras 2 and 3 call the number of batches that they have seen, and where `.weights.h5` has it. */
const counters = /(^|\/)(iter|iteration)$|^\/optimizer\/vars\/0$/;

/** How many batches a model was trained with; null where no optimizer says. */
export function kerasStep(tensors: readonly StoredTensor[]): number | null {
  const counter = tensors.find(
    ({ entry, stored }) =>
      entry.role === 'optimizer' &&
      stored === 'int64' &&
      entry.count === 1 &&
      counters.test(entry.fullName ?? entry.name),
  );
  if (!counter) return null;
  try {
    const [step] = readIntegers(counter, 0, 1);
    return typeof step === 'number' && step >= 0 ? step : null;
  } catch (error) {
    if (!(error instanceof LayerglassError)) throw error;
    return null;
  }
}
