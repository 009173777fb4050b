import type { TensorEntry } from '../../../protocol/reader';
import { LayerglassError } from '../../../protocol/errors';
import type { StoredTensor } from '../tensors/storedTensor';
import { readNumbers } from '../tensors/tensorValues';
import type { BundleContent } from './bundle';
import { stepOfName } from './checkpointPlace';
import { objectGraphKey, type ObjectGraph } from './objectGraph';
import { optimizersOf, type Optimizers } from './optimizerKeys';

const value = '/.ATTRIBUTES/VARIABLE_VALUE';
/** Where a step may be, the surest first; behind them the counters of optimizers of other names, and that of saves. */
const stepKeys = [`step${value}`, 'global_step', `optimizer/iter${value}`, `optimizer/_iterations${value}`];
const lastKey = `save_counter${value}`;

/** What TensorFlow 1's optimizers keep of a variable is called by its name and one of these. */
const slotNames =
  /^(.+)\/(Adam|AdamW|AdamWeightDecay|Momentum|RMSProp|Adagrad|AdagradDA|Adadelta|Ftrl|AdaMax|LAMB|LARS|SyncReplicas)(_\d+)?$/;
const maxScopes = 16;
const optimizerScalars = /(^|\/)beta[12]_power(_\d+)?$/;
const optimizerKeys = /(^|\/)optimizer\/|\/\.OPTIMIZER_SLOT\//;
const others = new Set([objectGraphKey, 'global_step', `save_counter${value}`, `step${value}`]);

/** What objects keep that are no variables (iterators, tables), and the state of a random generator. */
const noVariable = /\/\.ATTRIBUTES\/(?!VARIABLE_VALUE$)|\/_state_var\/\.ATTRIBUTES\/VARIABLE_VALUE$/;

/** What Keras counts while it trains. */
const metrics = /(^|\/)keras_api\/metrics\//;

/** What is asked of all tensors of a checkpoint to tell what one is. */
export interface CheckpointNames {
  /** Whether there is one of that name and shape. */
  has(name: string, shape: readonly number[]): boolean;
  optimizers: Optimizers;
  /** Keys of what optimizers keep of a variable. */
  slots: ReadonlySet<string>;
}

export function checkpointNames(tensors: readonly StoredTensor[], graph: ObjectGraph | null): CheckpointNames {
  const text = (name: string, shape: readonly number[]): string => `${name} ${shape.join(',')}`;
  // put together when the first is looked for
  let all: Set<string> | null = null;
  return {
    has: (name, shape) =>
      (all ??= new Set(tensors.map(({ entry }) => text(entry.name, entry.shape)))).has(text(name, shape)),
    optimizers: optimizersOf(tensors.map(({ entry }) => entry.name)),
    slots: graph?.slots ?? new Set(),
  };
}

/** What a tensor of a checkpoint is. */
export function checkpointRole({ name, dtype, shape }: TensorEntry, names: CheckpointNames): TensorEntry['role'] {
  if (others.has(name) || metrics.test(name) || noVariable.test(name)) return 'other';
  if (names.slots.has(name) || names.optimizers.has(name)) return 'optimizer';
  if (optimizerKeys.test(name) || optimizerScalars.test(name)) return 'optimizer';
  // What counts is not learnt.
  if (shape.length === 0 && /^u?int/.test(dtype)) return 'other';
  // An optimizer that was made in a scope puts that before the name of the variable.
  let owner = (beginsLarge(name, name.lastIndexOf('/') + 1) && slotNames.exec(name)?.[1]) || '';
  for (let depth = 0; owner && depth < maxScopes; depth++) {
    if (names.has(owner, shape)) return 'optimizer';
    const cut = owner.indexOf('/');
    owner = cut < 0 ? '' : owner.slice(cut + 1);
  }
  return 'weight';
}

/** As all names of slots do: most others are passed over by that. */
const beginsLarge = (name: string, at: number): boolean => name.charCodeAt(at) >= 0x41 && name.charCodeAt(at) <= 0x5a;

/**
 * The step of a checkpoint, and where it is from: a variable's value (the greatest, where several optimizers count), else the
 * number behind its name. Null where there is none.
 */
export function checkpointStep(
  tensors: readonly StoredTensor[],
  { optimizers }: CheckpointNames,
  file: string,
): Pick<BundleContent, 'step' | 'stepFrom'> {
  const keys = [...stepKeys, ...optimizers.counters.filter(key => !stepKeys.includes(key)), lastKey];
  const wanted = new Set(keys);
  const found = new Map(tensors.filter(t => wanted.has(t.entry.name)).map(t => [t.entry.name, t]));
  const stepAt = (key: string): { step: number; stepFrom: string } | null => {
    const step = found.has(key) ? countOf(found.get(key)!) : null;
    return step === null ? null : { step, stepFrom: key.replace(value, '') };
  };
  for (const key of stepKeys) {
    const step = stepAt(key);
    if (step) return step;
  }
  const counted = optimizers.counters.map(stepAt).filter(step => step !== null);
  const [most] = counted.sort((a, b) => b.step - a.step);
  const step = stepOfName(file);
  return most ?? stepAt(lastKey) ?? (step < 0 ? { step: null, stepFrom: null } : { step, stepFrom: 'its name' });
}

/** The number that a variable counts; null where it is none. */
function countOf(tensor: StoredTensor): number | null {
  if (tensor.entry.count !== 1 || !['int32', 'int64', 'uint32', 'uint64'].includes(tensor.stored)) return null;
  try {
    const [count] = readNumbers(tensor, 0, 1);
    return Number.isSafeInteger(count) && count! >= 0 ? count! : null;
  } catch (error) {
    // That it cannot be read is told by its figures.
    if (!(error instanceof LayerglassError)) throw error;
    return null;
  }
}

/** The scope in which a variable is; null where it is in none. */
export const scopeOf = (name: string): TensorEntry['layer'] => {
  const plain = name.includes('/.') ? name.replace(/\/\.(ATTRIBUTES|OPTIMIZER_SLOT)\/.*$/, '') : name;
  const own = plain.includes(':') ? plain.replace(/:\d+$/, '') : plain;
  const cut = own.lastIndexOf('/');
  return cut < 0 ? null : own.slice(0, cut);
};
