import type { HeldTensor, ProbeBatch } from '../probe/probeBatch';
import type { ModelLike, Tensor } from '../tfjsInternals';

/** Some examples of a tensor: `count` of them from `from` on. */
export interface GivenTensor {
  name: string;
  tensor: Tensor | HeldTensor;
  from: number;
  count: number;
}
/** What a fit or loop learns from. */
export interface GivenData {
  inputs: GivenTensor[];
  /** Empty where nobody sees them. */
  targets: GivenTensor[];
  /** Inputs of the validation set. */
  validation: GivenTensor[] | null;
  /** Examples in all; null where nobody knows. */
  total: number | null;
  /** The call weighs classes. */
  isWeighted: boolean;
}
/** The arguments of a call of `fit`. */
export interface FitArguments {
  x: unknown;
  y: unknown;
  options: unknown;
}

/**
 * The data of a call of `fit`, training and validation apart as TensorFlow.js parts them: a split takes the last examples.
 * null where the arguments are not what fit takes.
 */
export function dataOfFit(model: ModelLike, { x, y, options }: FitArguments): GivenData | null {
  const inputs = named(x, inputNamesOf(model));
  const targets = named(y, outputNamesOf(model));
  const total = inputs[0]?.count;
  if (total === undefined) return null;
  const { validationSplit, validationData, classWeight } = (options ?? {}) as Record<string, unknown>;
  const isWeighted = classWeight !== undefined && classWeight !== null;
  if (Array.isArray(validationData) && validationData.length)
    return { inputs, targets, validation: named(validationData[0], inputNamesOf(model)), total, isWeighted };
  if (typeof validationSplit !== 'number' || !(validationSplit > 0 && validationSplit < 1))
    return { inputs, targets, validation: null, total, isWeighted };
  const splitAt = Math.floor(total * (1 - validationSplit));
  return {
    inputs: inputs.map(g => ({ ...g, count: Math.min(g.count, splitAt) })),
    targets: targets.map(g => ({ ...g, count: Math.min(g.count, splitAt) })),
    validation: inputs.map(g => ({ ...g, from: splitAt, count: Math.max(0, g.count - splitAt) })),
    total: splitAt,
    isWeighted,
  };
}

/** The batch that a model is being trained on. */
export const dataOfBatch = (model: ModelLike, inputs: readonly Tensor[], targets: readonly Tensor[]): GivenData => ({
  inputs: named(inputs, inputNamesOf(model)),
  targets: named(targets, outputNamesOf(model)),
  validation: null,
  total: null,
  isWeighted: false,
});
/** What a model was called on in a loop, where that is known. */
export const dataOfProbe = (model: ModelLike, batch: ProbeBatch): GivenData => ({
  inputs: batch.inputs.map((tensor, i) => ({
    name: inputNamesOf(model)[i] ?? '',
    tensor,
    from: 0,
    count: batch.examples,
  })),
  targets: [],
  validation: null,
  total: null,
  isWeighted: false,
});

const inputNamesOf = (model: ModelLike): string[] => model.inputNames ?? (model.inputs ?? []).map(t => t.name);
export const outputNamesOf = (model: ModelLike): string[] =>
  model.outputNames ?? (model.outputs ?? []).map(t => t.name);

/** A tensor, a list of them, or a dict by name, in the order of the names. What is no tensor with examples is left out. */
function named(value: unknown, names: readonly string[]): GivenTensor[] {
  const list: unknown[] = isTensor(value)
    ? [value]
    : Array.isArray(value)
      ? value
      : names.map(name => (value as Record<string, unknown> | null | undefined)?.[name]);
  return list.flatMap((tensor, i) =>
    isTensor(tensor) && tensor.shape.length ? [{ name: names[i] ?? '', tensor, from: 0, count: tensor.shape[0]! }] : [],
  );
}
function isTensor(value: unknown): value is Tensor {
  const tensor = value as Partial<Tensor> | null | undefined;
  return (
    typeof tensor === 'object' &&
    tensor !== null &&
    !!tensor.dataId &&
    Array.isArray(tensor.shape) &&
    !tensor.isDisposed
  );
}
