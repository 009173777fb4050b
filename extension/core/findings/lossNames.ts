/** What a loss makes of targets and outputs, as far as its name says. */
export type LossFamily = 'sparse' | 'categorical' | 'binary' | 'hinge' | 'distance' | 'fromLogits' | null;

const families: Record<string, LossFamily> = {
  sparseCategoricalCrossentropy: 'sparse',
  categoricalCrossentropy: 'categorical',
  kullbackLeiblerDivergence: 'categorical',
  binaryCrossentropy: 'binary',
  logLoss: 'binary',
  hinge: 'hinge',
  squaredHinge: 'hinge',
  meanSquaredError: 'distance',
  meanAbsoluteError: 'distance',
  meanAbsolutePercentageError: 'distance',
  meanSquaredLogarithmicError: 'distance',
  logcosh: 'distance',
  huberLoss: 'distance',
  absoluteDifference: 'distance',
  softmaxCrossEntropy: 'fromLogits',
  sigmoidCrossEntropy: 'fromLogits',
};

/** The family of a loss of TensorFlow.js, of tf.layers and of tf.losses; null for the person's own, of which nothing is known. */
export const lossFamily = (loss: string | null): LossFamily =>
  loss !== null && Object.hasOwn(families, loss) ? families[loss]! : null;

/** Gives 1 for a shape of one value an example: TensorFlow.js adds that axis itself. */
export const withLastAxis = (shape: readonly number[]): readonly number[] => (shape.length === 0 ? [1] : shape);

/** `28×28×1`; `1 value` for an example of one value. */
export const shapeText = (shape: readonly (number | null)[]): string =>
  shape.length === 0 ? '1 value' : shape.map(n => n ?? '?').join('×');

/** A dimension that is null or 0 is not known. */
export const sameShape = (a: readonly (number | null)[], b: readonly (number | null)[]): boolean =>
  a.length === b.length && a.every((n, i) => !n || !b[i] || n === b[i]);
