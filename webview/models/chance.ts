import { formatCount } from '../../extension/core/stats/formatFigure';
import type { ModelInfo } from '../../extension/protocol/model';

/** What a model would score that knows nothing but the number of classes. */
export interface Chance {
  classes: number;
  loss: number;
  lossLabel: string;
  error: number;
  errorLabel: string;
}

const simple = (name: string): string => name.toLowerCase().replace(/[^a-z]/g, '');
const categorical = ['categoricalcrossentropy', 'sparsecategoricalcrossentropy', 'softmaxcrossentropy'];
const binary = ['binarycrossentropy', 'sigmoidcrossentropy'];

/**
 * The loss and the error of chance: ln of the classes, from the width of the only output, where the loss is a categorical
 * cross-entropy; ln 2 for a binary one. null for any other loss, for several outputs, and where the width is not known.
 */
export function chanceOf(model: ModelInfo | null): Chance | null {
  if (!model?.loss || model.outputs.length !== 1) return null;
  const loss = simple(model.loss.replace(/^.*\./, ''));
  const width = model.outputs[0]!.shape.at(-1);
  const classes = categorical.includes(loss) ? width : binary.includes(loss) ? 2 : null;
  if (!classes || classes < 2) return null;
  const error = 1 - 1 / classes;
  return {
    classes,
    loss: Math.log(classes),
    lossLabel: `ln ${formatCount(classes)}: chance`,
    error,
    errorLabel: `${Number((error * 100).toPrecision(3))} %: chance`,
  };
}
