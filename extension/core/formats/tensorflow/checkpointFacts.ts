import type { TensorEntry } from '../../../protocol/reader';
import { LayerglassError } from '../../../protocol/errors';
import type { StoredTensor } from '../tensors/storedTensor';
import { readNumbers } from '../tensors/tensorValues';
import type { BundleContent } from './bundle';
import { stepOfName } from './checkpointPlace';
import { objectGraphKey, type ObjectGraph } from './objectGraph';

const value = '/.ATTRIBUTES/VARIABLE_VALUE';
/** Where a step may be, the surest first. */
const stepKeys = [
  `step${value}`,
  'global_step',
  `optimizer/iter${value}`,
  `optimizer/_iterations${value}`,
  `save_counter${value}`,
];

/** What TensorFlow 1's optimizers keep of a variable is called by its name and one of these. */
const slotNames =
  /^(.+)\/(Adam|AdamW|AdamWeightDecay|Momentum|RMSProp|Adagrad|AdagradDA|Adadelta|Ftrl|AdaMax|LAMB|LARS|SyncReplicas)(_\d+)?$/;
const maxScopes = 16;
const optimizerScalars = /(^|\/)beta[12]_power(_\d+)?$/;
const optimizerKeys = /(^|\/)optimizer\/|\/\.OPTIMIZER_SLOT\//;
const others = new Set([objectGraphKey, 'global_step', `save_counter${value}`, `step${value}`]);

/** What Keras counts while it trains. */
const metrics = /(^|\/)keras_api\/metrics\//;

/** Name and shape of each, as `checkpointRole` looks for them: put together when the first is looked for. */
export function namedShapes(tensors: readonly StoredTensor[]): Pick<ReadonlySet<string>, 'has'> {
  let all: Set<string> | null = null;
  return {
    has: text => (all ??= new Set(tensors.map(({ entry }) => `${entry.name} ${entry.shape.join(',')}`))).has(text),
  };
}

/** What a tensor of a checkpoint is. @param shapes name and shape of each */
export function checkpointRole(
  { name, shape }: TensorEntry,
  shapes: Pick<ReadonlySet<string>, 'has'>,
  graph: ObjectGraph | null,
): TensorEntry['role'] {
  if (others.has(name) || metrics.test(name)) return 'other';
  if (graph?.slots.has(name) || optimizerKeys.test(name) || optimizerScalars.test(name)) return 'optimizer';
  // An optimizer that was made in a scope puts that before the name of the variable.
  let owner = (beginsLarge(name, name.lastIndexOf('/') + 1) && slotNames.exec(name)?.[1]) || '';
  for (let depth = 0; owner && depth < maxScopes; depth++) {
    if (shapes.has(`${owner} ${shape.join(',')}`)) return 'optimizer';
    const cut = owner.indexOf('/');
    owner = cut < 0 ? '' : owner.slice(cut + 1);
  }
  return 'weight';
}

/** As all names of slots do: most others are passed over by that. */
const beginsLarge = (name: string, at: number): boolean => name.charCodeAt(at) >= 0x41 && name.charCodeAt(at) <= 0x5a;

/** The step of a checkpoint, and where it is from: a variable's value, else the number behind its name. Null where there is none. */
export function checkpointStep(
  tensors: readonly StoredTensor[],
  file: string,
): Pick<BundleContent, 'step' | 'stepFrom'> {
  const found = tensors.filter(({ entry }) => stepKeys.includes(entry.name));
  for (const key of stepKeys) {
    const tensor = found.find(({ entry }) => entry.name === key);
    if (!tensor || tensor.entry.count !== 1 || !['int32', 'int64', 'uint32', 'uint64'].includes(tensor.stored))
      continue;
    try {
      const [step] = readNumbers(tensor, 0, 1);
      if (Number.isSafeInteger(step) && step! >= 0) return { step: step!, stepFrom: key.replace(value, '') };
    } catch (error) {
      // That it cannot be read is told by its figures.
      if (!(error instanceof LayerglassError)) throw error;
    }
  }
  const step = stepOfName(file);
  return step < 0 ? { step: null, stepFrom: null } : { step, stepFrom: 'its name' };
}

/** The scope in which a variable is; null where it is in none. */
export const scopeOf = (name: string): TensorEntry['layer'] => {
  const plain = name.includes('/.') ? name.replace(/\/\.(ATTRIBUTES|OPTIMIZER_SLOT)\/.*$/, '') : name;
  const own = plain.includes(':') ? plain.replace(/:\d+$/, '') : plain;
  const cut = own.lastIndexOf('/');
  return cut < 0 ? null : own.slice(0, cut);
};
