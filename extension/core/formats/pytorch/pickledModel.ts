import type { FileProblem, TensorEntry } from '../../../protocol/reader';
import { addFailure, addProblem } from '../fileProblems';
import type { StoredTensor } from '../tensors/storedTensor';
import { makeNamesUnique } from '../tensors/uniqueNames';
import { arrayInMemory, maskedArray, pickledArray, scalarValue, type PickledArray } from './pickledArray';
import { isKnownClass } from './pickledGlobals';
import { keyText, plainText } from './pickledText';
import { entriesOf, itemsOf, PickleCall, PickleDict, PickleReference, type PickleValue } from './pickleValue';
import { pickledStorage } from './pickledStorage';
import { isParts, rebuiltTensor, tensorState, type PickledParts, type PickledTensor } from './rebuiltTensor';
import { storageTensor, type Storages } from './storageTensor';

/** What a pickle of a model, a checkpoint or a tensor holds. */
export interface PickledModel {
  tensors: StoredTensor[];
  /** Numbers and texts beside the tensors, by their keys. */
  metadata: Map<string, string>;
  step: number | null;
}

/** Values that are gone through: those that are reached by more than one way count each time. */
const maxVisits = 1_000_000;
const maxDepth = 200;
const maxMetadata = 500;
const stepKeys = ['global_step', 'step', 'iteration', 'iter'];

/**
 * Finds the tensors, each named by its keys from the outermost on, joined by dots.
 * @param single the name of a tensor that is all there is
 */
export function pickledModel(
  root: PickleValue,
  storages: Storages,
  single: string,
  problems: FileProblem[],
): PickledModel {
  const walk = new Walk(storages, single, problems);
  walk.visit(root, { name: '', role: 'weight', isQuiet: false, isRepeat: false, depth: 0 });
  const { tensors, metadata } = walk;
  if (root instanceof PickleCall && !entriesOf(root) && !tensors.some(t => t.entry.name === single))
    metadata.set('class', classOf(root));
  for (const [path, name] of walk.unknown)
    addProblem(
      problems,
      'unknown-class',
      `${name || 'The file'} is an object of ${path}, a class that is not loaded: it is shown by what it holds.`,
      path,
    );
  makeNamesUnique(tensors);
  return { tensors, metadata, step: stepOf(entriesOf(root) ?? [], metadata) };
}

function stepOf(entries: readonly (readonly PickleValue[])[], metadata: ReadonlyMap<string, string>): number | null {
  const keys = entries.map(([key]) => key);
  for (const key of stepKeys) {
    const step = keys.includes(key) ? Number(metadata.get(key) ?? NaN) : NaN;
    if (Number.isSafeInteger(step) && step >= 0) return step;
  }
  return null;
}

/** Where a value is. */
interface Place {
  name: string;
  role: TensorEntry['role'];
  /** True where numbers and texts say nothing of the file: among the attributes of a layer. */
  isQuiet: boolean;
  /** True where tensors that were found before are left out: a layer may list its parameters again. */
  isRepeat: boolean;
  depth: number;
}

class Walk {
  readonly tensors: StoredTensor[] = [];
  readonly metadata = new Map<string, string>();
  /** Classes that are not known, with where the first object of each is. */
  readonly unknown = new Map<string, string>();
  private readonly onWay = new Set<object>();
  private readonly seen = new Set<PickleCall>();
  private visits = 0;
  private isFull = false;

  constructor(
    private readonly storages: Storages,
    private readonly single: string,
    private readonly problems: FileProblem[],
  ) {}

  visit(value: PickleValue, place: Place): void {
    if (this.isFull) return;
    // What is gone through without a visit of its own counts too.
    this.visits += 1 + (value instanceof PickleCall ? (itemsOf(value.args[0])?.length ?? 0) : 0);
    if (this.visits > maxVisits) {
      this.isFull = true;
      addProblem(this.problems, 'too-many-values', `It has more than ${maxVisits} values: the rest is not shown.`, '');
      return;
    }
    const tensor = value instanceof PickleCall ? rebuiltTensor(value) : null;
    if (tensor) return this.addRebuilt(value as PickleCall, tensor, place);
    const text = plainText(value);
    if (text !== null) return this.tell(text, place);
    if (typeof value !== 'object' || value === null || value instanceof Uint8Array || this.onWay.has(value)) return;
    if (place.depth > maxDepth) {
      addProblem(this.problems, 'too-deep', `Nothing is shown that is nested more than ${maxDepth} times.`, '');
      return;
    }
    this.onWay.add(value);
    const inner = { ...place, depth: place.depth + 1 };
    if (value instanceof PickleCall) this.visitCall(value, inner);
    else if (value instanceof PickleDict) this.visitEntries(value.entries, inner);
    else if (value instanceof PickleReference) this.addStorage(value, place);
    else this.visitItems(itemsOf(value) ?? [], inner);
    this.onWay.delete(value);
  }

  private addRebuilt(value: PickleCall, tensor: PickledTensor | PickledParts, place: Place): void {
    if (place.isRepeat && this.seen.has(value)) return;
    this.seen.add(value);
    if (isParts(tensor)) this.addParts(tensor, place);
    else {
      this.add(storageTensor(tensor, this.nameAt(place), this.storages, this.problems), place);
      // Its scales were read.
      if (tensor.quantized && 'scales' in tensor.quantized)
        this.visits += Number(tensor.quantized.scales.shape[0] ?? 0) || 0;
    }
    for (const state of tensorState(value)) this.visit(state, { ...place, isQuiet: true, depth: place.depth + 1 });
  }

  private visitCall(value: PickleCall, place: Place): void {
    const array = pickledArray(value);
    if (array) return this.addArray(array, place);
    const masked = maskedArray(value);
    if (masked) {
      for (const part of ['data', 'mask'] as const) this.addArray(masked[part], below(place, part));
      return;
    }
    const entries = entriesOf(value);
    if (entries) return this.visitEntries(entries, place);
    if (/^torch\._utils\._rebuild_\w*tensor/.test(value.callee.path))
      addProblem(this.problems, 'unknown-tensor', `It is made by ${value.callee.path} in a way not known.`, place.name);
    else if (!isKnownClass(classOf(value)) && !this.unknown.has(classOf(value)))
      this.unknown.set(classOf(value), place.name);
    this.visitObject(value, { ...place, isQuiet: !/^(?:argparse|collections|builtins)\./.test(value.callee.path) });
  }

  /** An object by what it holds; a layer's parameters, buffers and layers as `state_dict` names them. */
  private visitObject(value: PickleCall, place: Place): void {
    const isWrapper = value.args.length === 1;
    for (const [i, arg] of value.args.entries())
      if (!plainText(arg)) this.visit(arg, isWrapper ? place : below(place, String(i)));
    this.visitItems(value.items ?? [], place);
    this.visitEntries(value.entries ?? [], place);
    // TorchScript keeps the tensors of a quantized layer without their names.
    const quantized =
      value.callee.module.startsWith('__torch__.') && /quantized/.test(value.callee.path) ? ['weight', 'bias'] : [];
    for (const state of value.state ?? [])
      // Of an object with slots a pair: its dict, and what is in its slots.
      for (const part of itemsOf(state) ?? [state]) {
        const attributes = entriesOf(part);
        if (!attributes)
          this.visit(part, quantized.length && rebuiltTensor(part) ? below(place, quantized.shift()!) : place);
        else if (attributes.some(([key]) => key === '_parameters') && attributes.some(([key]) => key === '_modules')) {
          const isOwn = ([key]: readonly PickleValue[]): boolean =>
            key === '_parameters' || key === '_buffers' || key === '_modules';
          for (const [, own] of attributes.filter(isOwn)) this.visitEntries(entriesOf(own) ?? [], place);
          const others = attributes.filter(entry => !isOwn(entry));
          this.visitEntries(others, { ...place, isRepeat: true });
        } else this.visitEntries(attributes, place);
      }
  }

  private visitEntries(entries: readonly (readonly PickleValue[])[], place: Place): void {
    const has = (wanted: string): boolean => entries.some(([key]) => key === wanted);
    const isOptimizer = has('state') && has('param_groups');
    for (const entry of entries) {
      const inner = below(place, keyText(entry[0]!));
      if (isOptimizer) inner.role = 'optimizer';
      this.visit(entry[1]!, inner);
    }
  }

  private visitItems(items: readonly PickleValue[], place: Place): void {
    for (const [i, item] of items.entries()) this.visit(item, below(place, String(i)));
  }

  private addParts({ kind, shape, parts }: PickledParts, place: Place): void {
    this.tell(shape?.length ? `${kind} ${shape.map(size => keyText(size)).join('×')}` : kind, place);
    for (const [name, part] of parts) this.visit(part, below(place, name));
  }

  private addArray(array: PickledArray, place: Place): void {
    try {
      if (array.isScalar) this.tell(String(scalarValue(array)), place);
      else this.add(arrayInMemory(array, this.nameAt(place), this.problems), place);
    } catch (error) {
      addFailure(this.problems, error, place.name);
    }
  }

  /** A storage that no tensor is made of. */
  private addStorage(value: PickleReference, place: Place): void {
    const storage = pickledStorage(value);
    if (!storage) return;
    const { type, count } = storage;
    const whole = { storage, type, offset: 0, shape: [count], strides: [1], quantized: null, signs: null };
    this.add(storageTensor(whole, this.nameAt(place), this.storages, this.problems), place);
  }

  private nameAt({ name }: Place): string {
    return name || this.single;
  }

  private add(tensor: StoredTensor | null, { role }: Place): void {
    if (!tensor) return;
    tensor.entry.role = role;
    this.tensors.push(tensor);
  }

  private tell(text: string, { name, isQuiet }: Place): void {
    if (!isQuiet && name && this.metadata.size < maxMetadata && text !== '' && text !== '[]')
      this.metadata.set(name, text);
  }
}

function below(place: Place, key: string): Place {
  return {
    name: place.name ? `${place.name}.${key}` : key,
    role: place.role === 'weight' ? roleOf(key) : place.role,
    isQuiet: place.isQuiet,
    isRepeat: place.isRepeat,
    depth: place.depth,
  };
}

function roleOf(key: string): TensorEntry['role'] {
  if (/^[oO]pt(im(izer)?)?s?(_|$|[A-Z0-9])/.test(key)) return 'optimizer';
  return key.includes('rng') && /(^|_)rng(_|$)/.test(key) ? 'other' : 'weight';
}

/** The class of an object: of what `copyreg` makes, the one that it is told. */
function classOf({ callee, args }: PickleCall): string {
  const isMade = /^copyreg\.(_reconstructor|__newobj__|__newobj_ex__)$/.test(callee.path);
  return isMade && args[0] ? (plainText(args[0]) ?? callee.path) : callee.path;
}
