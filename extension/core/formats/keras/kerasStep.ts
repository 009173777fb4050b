import { LayerglassError } from '../../../protocol/errors';
import type { StoredTensor } from '../tensors/storedTensor';
import { readIntegers, readNumbers } from '../tensors/tensorValues';

/** What optimizers of Keras 2 and 3 call the number of batches that they have seen, and where `.weights.h5` has it. */
const counters = /(^|\/)(iter|iteration)$|^\/optimizer\/(inner_optimizer\/)*vars\/0$/;
/** The backends of Keras 3 have their own types for it: TensorFlow 64 bits, PyTorch and JAX 32. */
const dtypes = new Set(['int32', 'int64']);

/** How many batches a model was trained with; null where no optimizer says. */
export function kerasStep(tensors: readonly StoredTensor[]): number | null {
  const optimizer = tensors.filter(({ entry }) => entry.role === 'optimizer');
  const names = new Set(optimizer.map(nameOf));
  const found = optimizer.filter(
    tensor => dtypes.has(tensor.stored) && tensor.entry.count === 1 && counters.test(nameOf(tensor)),
  );
  // One that scales the loss holds the one that trains, and in Keras 3 its own counter stays 0.
  const inner = found.filter(tensor => !scalesLoss(nameOf(tensor), names));
  const [counter] = (inner.length ? inner : found).sort((a, b) => depthOf(b) - depthOf(a));
  if (!counter) return null;
  try {
    const [step] = (counter.stored === 'int64' ? readIntegers : readNumbers)(counter, 0, 1);
    return typeof step === 'number' && step >= 0 ? step : null;
  } catch (error) {
    if (!(error instanceof LayerglassError)) throw error;
    return null;
  }
}

const nameOf = ({ entry }: StoredTensor): string => entry.fullName ?? entry.name;
/** How many optimizers hold it. */
const depthOf = (tensor: StoredTensor): number => nameOf(tensor).split('/inner_optimizer/').length;
/** By what else is stored beside a counter, whatever the optimizer is called. */
const scalesLoss = (name: string, names: ReadonlySet<string>): boolean =>
  names.has(name.replace(/[^/]+$/, 'dynamic_scale'));
