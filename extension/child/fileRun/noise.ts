import { mulberry32 } from '../../core/random/mulberry32';
import { LayerglassError } from '../../protocol/errors';
import type { HeldTensor } from '../watch/probe/probeBatch';
import type { ModelInput } from './loadedModel';
import type { MadeInput } from './madeInput';
import { wantedImage } from './wantedImage';

const maxValues = 2 ** 26;
/** Sides that a model leaves open: of images, of sequences. */
const openImageSide = 64;
const openLength = 16;

/** One example of seeded noise for each input: numbers from 0 to 1, whole numbers where those are looked up. */
export function noise(inputs: readonly ModelInput[], seed: number): MadeInput {
  const random = mulberry32(seed);
  const tensors = inputs.map((input): HeldTensor => {
    const open = wantedImage(input) ? openImageSide : openLength;
    const shape = [1, ...input.shape.slice(1).map(n => n ?? open)];
    const count = shape.reduce((a, b) => a * b, 1);
    if (count > maxValues)
      throw new LayerglassError('too-large', `${input.name} takes ${count} values, more than are made up here`);
    const whole = input.below ?? (input.dtype === 'float32' ? null : 2);
    const values = input.dtype === 'float32' ? new Float32Array(count) : new Int32Array(count);
    for (let i = 0; i < count; i++) values[i] = whole === null ? random() : Math.floor(random() * whole);
    return { shape, dtype: input.dtype, values };
  });
  const below = inputs[0]!.below;
  return {
    tensors,
    index: 0,
    labels: ['noise'],
    how: below === null ? `uniform from 0 to 1, seed ${seed}` : `whole numbers from 0 to ${below - 1}, seed ${seed}`,
    isGuessed: false,
    scale: null,
    notes: [],
  };
}
