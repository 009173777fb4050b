import * as fs from 'node:fs';
import * as path from 'node:path';
import { readBounded } from '../../core/runs/readBounded';
import { LayerglassError } from '../../protocol/errors';
import { decodePixels, imageKind } from '../backend/nodeStandIn/imageCodecs';
import type { ImagePixels } from '../backend/nodeStandIn/imagePixels';

const maxImageBytes = 2 ** 27;
const maxImagePixels = 2 ** 26;

export const imageExtensions: readonly string[] = ['.png', '.jpg', '.jpeg', '.bmp'];

/** Reads a PNG, JPEG or BMP. Throws LayerglassError `bad-image`, `file-missing`, `too-large`. */
export function readImage(file: string): ImagePixels {
  const name = path.basename(file);
  const bytes = readBounded(realPath(file), maxImageBytes);
  if (!bytes)
    throw new LayerglassError('file-missing', `${name} is not there`, { where: file, remedy: 'Choose another image.' });
  const kind = imageKind(bytes);
  if (kind === null || kind === 'gif')
    throw new LayerglassError('bad-image', `${name} is no PNG, JPEG or BMP image`, {
      where: file,
      remedy: 'Choose an image of one of these kinds, or a .npy.',
    });
  try {
    return decodePixels(bytes, kind, maxImagePixels);
  } catch (error) {
    if (!(error instanceof LayerglassError)) throw error;
    throw new LayerglassError('bad-image', `${name}: ${error.message}`, {
      where: file,
      cause: error,
      remedy: 'Choose another image.',
    });
  }
}

/** A person may choose a link too. */
function realPath(file: string): string {
  try {
    return fs.realpathSync(file);
  } catch {
    return file;
  }
}
