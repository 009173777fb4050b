import * as path from 'node:path';
import { openNpy } from '../../core/formats/numpy/npy';
import { closeOpened } from '../../core/formats/openedFile';
import { isNumeric, readNumbers } from '../../core/formats/tensors/tensorValues';
import { LayerglassError } from '../../protocol/errors';
import { maxFileExamples } from '../../protocol/fileRun';
import type { HeldTensor } from '../watch/probe/probeBatch';
import type { ModelInput } from './loadedModel';
import { sizesText, type MadeInput } from './madeInput';

const maxValues = 2 ** 27;

/** The examples of a `.npy`: one, or a batch of them, for the input whose shape it has. Throws LayerglassError. */
export function npyExamples(
  inputs: readonly ModelInput[],
  file: string,
): Omit<MadeInput, 'tensors'> & { tensor: HeldTensor } {
  const name = path.basename(file);
  const opened = openNpy(file);
  try {
    const [stored] = opened.tensors;
    if (!stored || !isNumeric(stored))
      throw new LayerglassError('no-numbers', `${name} has no numbers`, {
        where: file,
        remedy: 'Save an array of numbers.',
      });
    const { shape, dtype } = stored.entry;
    const fits = inputs.map(input => examplesIn(shape, input.shape.slice(1)));
    const index = fits.findIndex(fit => fit !== null);
    const fit = fits[index];
    if (!fit)
      throw new LayerglassError(
        'wrong-shape',
        `${name} has the shape ${sizesText(shape) || 'of one number'}, the model wants ${inputs.map(i => `${sizesText(i.shape.slice(1)) || 'one number'}`).join(' or ')}`,
        { where: file, remedy: 'Give it one example of that shape, or several with the examples as the first axis.' },
      );
    const each = fit.shape.reduce((a, b) => a * b, 1);
    const taken = Math.min(fit.examples, maxFileExamples, Math.max(1, Math.floor(maxValues / Math.max(1, each))));
    if (each > maxValues || taken === 0)
      throw new LayerglassError('too-large', `${name} has ${each} values an example`, { where: file });
    const numbers = readNumbers(stored, 0, taken * each);
    const wanted = inputs[index]!.dtype;
    return {
      tensor: {
        shape: [taken, ...fit.shape],
        dtype: wanted,
        values: wanted === 'float32' ? Float32Array.from(numbers) : Int32Array.from(numbers),
      },
      index,
      labels: Array.from({ length: taken }, (_, i) => (fit.examples === 1 ? name : `${name} [${i}]`)),
      how: `${sizesText(shape)} ${dtype}, as it is`,
      isGuessed: false,
      scale: null,
      notes: taken < fit.examples ? [`Of ${fit.examples} examples the first ${taken} are shown.`] : [],
    };
  } finally {
    closeOpened(opened);
  }
}

/** How an array holds examples of a shape; axes of 1 may be there or not. Null where it does not. */
function examplesIn(
  shape: readonly number[],
  wanted: readonly (number | null)[],
): { examples: number; shape: number[] } | null {
  const one = asShape(shape, wanted);
  if (one) return { examples: 1, shape: one };
  const each = shape.length ? asShape(shape.slice(1), wanted) : null;
  return each && shape[0]! > 0 ? { examples: shape[0]!, shape: each } : null;
}
function asShape(shape: readonly number[], wanted: readonly (number | null)[]): number[] | null {
  if (shape.length === wanted.length && shape.every((n, i) => wanted[i] === null || wanted[i] === n)) return [...shape];
  const sizes = shape.filter(n => n !== 1);
  const asked = wanted.filter(n => n !== 1);
  if (sizes.length !== asked.length || !sizes.every((n, i) => asked[i] === null || asked[i] === n)) return null;
  let next = 0;
  return wanted.map(n => (n === 1 ? 1 : sizes[next++]!));
}
