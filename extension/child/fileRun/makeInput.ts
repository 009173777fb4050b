import * as fs from 'node:fs';
import * as path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { joined } from '../../core/runs/joined';
import { LayerglassError } from '../../protocol/errors';
import { maxFileExamples, type FileInput, type PixelScale } from '../../protocol/fileRun';
import type { HeldTensor } from '../watch/probe/probeBatch';
import { fitImage } from './fitImage';
import type { LoadedModel, ModelInput } from './loadedModel';
import { sizesText, type MadeInput } from './madeInput';
import { noise } from './noise';
import { npyExamples } from './npyExamples';
import { imageExtensions, readImage } from './readImage';
import { wantedImage, type WantedImage } from './wantedImage';

/** Bytes of all examples. */
const maxBytes = 2 ** 29;

/** Makes what a person chose fit the model. Throws LayerglassError. @param tell how many images were read */
export async function makeInput(
  model: LoadedModel,
  input: FileInput,
  tell: (done: number, total: number) => void,
): Promise<MadeInput> {
  if (!model.inputs.length)
    throw new LayerglassError('no-inputs', 'The model has no inputs that it could be fed with', {
      remedy: 'See its graph: it may be a function of its own.',
    });
  if (input.kind === 'noise') return noise(model.inputs, input.seed);
  if (input.kind === 'npy') return withOthers(model, npyExamples(model.inputs, input.path));
  const index = model.inputs.findIndex(one => wantedImage(one) !== null);
  const wanted = index >= 0 ? wantedImage(model.inputs[index]!) : null;
  if (!wanted) throw noImages(model.inputs[0]!);
  const files = input.kind === 'image' ? [input.path] : imagesOf(input.path);
  const scale = input.scale ?? model.scale ?? '0..1';
  const made = await fitImages(files, wanted, scale, input.kind === 'folder', tell);
  const isGuessed = input.scale === null && model.scale === null;
  return withOthers(model, { ...made, index, tensor: asWanted(made.tensor, model.inputs[index]!), isGuessed, scale });
}

async function fitImages(
  files: readonly string[],
  wanted: WantedImage,
  scale: PixelScale,
  isFolder: boolean,
  tell: (done: number, total: number) => void,
): Promise<Pick<MadeInput, 'labels' | 'how' | 'notes'> & { tensor: HeldTensor }> {
  const parts: Float32Array[] = [];
  const labels: string[] = [];
  const notes: string[] = [];
  const hows = new Set<string>();
  let shape: number[] | null = null;
  let unread = 0;
  let bytes = 0;
  // the examples of a batch are of one size: where the model leaves it open, the first image's
  let size: WantedImage = wanted;
  for (const [i, file] of files.entries()) {
    try {
      const fitted = fitImage(readImage(file), size, scale);
      bytes += fitted.values.byteLength;
      if (bytes > maxBytes && parts.length) {
        notes.push(
          `Of ${files.length} images the first ${parts.length} are shown: more do not fit into ${maxBytes / 2 ** 20} MB.`,
        );
        break;
      }
      if (!shape && isFolder && wanted.layout !== 'flat') {
        const [height, width] = wanted.layout === 'channelsFirst' ? fitted.shape.slice(1) : fitted.shape;
        size = { ...wanted, height: height!, width: width! };
      }
      shape ??= fitted.shape;
      parts.push(fitted.values);
      labels.push(path.basename(file));
      hows.add(fitted.how);
    } catch (error) {
      if (!isFolder || !(error instanceof LayerglassError)) throw error;
      if (unread++ < 3) notes.push(`${error.message}.`);
    }
    tell(i + 1, files.length);
    await setImmediate();
  }
  if (unread > 3) notes.push(`${unread - 3} more images cannot be read.`);
  if (!shape)
    throw new LayerglassError('bad-image', 'None of the images in the folder can be read', {
      remedy: 'Choose another folder.',
    });
  const [how = ''] = hows;
  return {
    tensor: {
      shape: [parts.length, ...shape],
      dtype: 'float32',
      values: new Float32Array(joined(parts.map(bytesOf)).buffer),
    },
    labels,
    how: hows.size === 1 ? how : how.replace(/^.*?→/, 'images of several sizes →'),
    notes,
  };
}

/** Whole numbers where the model takes those; without channels where it has none. */
function asWanted({ shape, values }: HeldTensor, { shape: asked, dtype }: ModelInput): HeldTensor {
  const own = asked.length === shape.length - 1 && shape.at(-1) === 1 ? shape.slice(0, -1) : shape;
  return dtype === 'float32'
    ? { shape: own, dtype, values }
    : { shape: own, dtype, values: Int32Array.from(values, Math.round) };
}

function imagesOf(folder: string): string[] {
  let names: string[];
  try {
    names = fs
      .readdirSync(folder, { withFileTypes: true })
      .filter(entry => entry.isFile() && imageExtensions.includes(path.extname(entry.name).toLowerCase()))
      .map(entry => entry.name);
  } catch (error) {
    throw new LayerglassError('file-missing', `The folder cannot be read: ${(error as Error).message}`, {
      where: folder,
      cause: error,
    });
  }
  if (!names.length)
    throw new LayerglassError('no-images', 'There is no PNG, JPEG or BMP image in the folder', {
      where: folder,
      remedy: 'Choose a folder that has images itself: those within it are not looked into.',
    });
  const natural = new Intl.Collator('en', { numeric: true });
  return names
    .sort(natural.compare)
    .slice(0, maxFileExamples)
    .map(name => path.join(folder, name));
}

/** The inputs that a person gives nothing for are zero. */
function withOthers(
  { inputs }: LoadedModel,
  { tensor, index, notes, ...made }: Omit<MadeInput, 'tensors'> & { tensor: HeldTensor },
): MadeInput {
  const examples = tensor.shape[0]!;
  const others = inputs.filter((_, i) => i !== index).map(input => input.name);
  return {
    ...made,
    index,
    tensors: inputs.map(({ shape, dtype }, i) => {
      if (i === index) return tensor;
      const sizes = [examples, ...shape.slice(1).map(n => n ?? 1)];
      const count = sizes.reduce((a, b) => a * b, 1);
      return { shape: sizes, dtype, values: dtype === 'float32' ? new Float32Array(count) : new Int32Array(count) };
    }),
    notes: others.length ? [...notes, `Its other inputs are zero: ${others.join(', ')}.`] : notes,
  };
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

const noImages = ({ name, shape }: ModelInput): LayerglassError =>
  new LayerglassError(
    'not-images',
    `The model takes no images: ${name} wants ${sizesText(shape.slice(1)) || 'one number'}`,
    {
      remedy: 'Give it a .npy of that shape, or noise.',
    },
  );
