import type { StoredTensor } from './storedTensor';

/** Of longer names the beginning counts as one part. */
const maxParts = 64;

/** A name's parts, whatever its framework puts between them and after it: `conv/kernel:0` and `conv.kernel` have the same. */
export function partsOfName(name: string): string[] {
  const parts = withoutEnd(name).split(separator);
  const all = parts.includes('') ? parts.filter(Boolean) : parts;
  const rest = all.length - maxParts + 1;
  return rest > 1 ? [all.slice(0, rest).join('/'), ...all.slice(rest)] : all;
}
const separator = /[./]/;
const ends = ['/.ATTRIBUTES/VARIABLE_VALUE', ':0'];
function withoutEnd(name: string): string {
  const end = ends.find(one => name.endsWith(one));
  return end ? name.slice(0, -end.length) : name;
}

/** What the framework calls a tensor, where the file says so; else its path in the file. */
const ownName = ({ entry }: StoredTensor): string => entry.fullName ?? entry.name;
export const ownParts = (tensor: StoredTensor): string[] => partsOfName(ownName(tensor));

const kinds: Record<string, string> = {
  ...{ weight: 'weight', kernel: 'kernel', embeddings: 'embeddings', bias: 'bias', gamma: 'gamma', beta: 'beta' },
  ...{ moving_mean: 'mean', running_mean: 'mean', moving_variance: 'variance', running_var: 'variance' },
};
const kerasWords = new Set(['kernel', 'embeddings', 'gamma', 'beta', 'moving_mean', 'moving_variance']);
const isNumber = (part: string): boolean => /^\d+$/.test(part);

/** What a tensor is in its layer, with one word for all frameworks; null where its name does not say. */
export const kindOf = (tensor: StoredTensor): string | null => kinds[lastPart(tensor)] ?? null;
/** True for a variable that has no name of its own: Keras 3 numbers those of a layer. */
export const isNumbered = (tensor: StoredTensor): boolean => isNumber(lastPart(tensor));
/** Of `conv/kernel:0` it is `kernel`. */
function lastPart(tensor: StoredTensor): string {
  const name = withoutEnd(ownName(tensor));
  return name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('.')) + 1);
}

/** False for what many layers have, `weight` or `0`: it does not say which layer it is. */
export const isTelling = (part: string): boolean =>
  !isNumber(part) && !(part in kinds) && part !== 'vars' && part !== 'num_batches_tracked';

/** True for tensors of a file where a bias and a normalization's shift have words of their own. */
export const speakKeras = (tensors: readonly StoredTensor[]): boolean =>
  tensors.some(tensor => kerasWords.has(lastPart(tensor)));

/** A tensor, and whether its file speaks Keras. */
export interface Worded {
  tensor: StoredTensor;
  isKeras: boolean;
}
/**
 * Whether two tensors of one shape can be the same by what their names call them: true, false, or null where one does not say.
 * Keras' kernels are PyTorch's weights transposed, so that a square one is not the same.
 */
export function areOfOneKind(a: Worded, b: Worded): boolean | null {
  const [first, second] = [kindOf(a.tensor), kindOf(b.tensor)];
  if (first === null || second === null) return null;
  if (first === second) return true;
  const has = (kind: string): Worded | null => (first === kind ? a : second === kind ? b : null);
  if (has('weight')) return !!has('embeddings') || !!has('gamma');
  return !!has('beta') && has('bias')?.isKeras === false;
}
