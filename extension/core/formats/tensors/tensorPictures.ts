import type { TensorPictures } from '../../../protocol/reader';
import { shrinkPlane, shrunkSize } from '../../pictures/shrinkPlane';
import { signedPixels } from '../../pictures/signedPixels';
import { pictureLayout } from './pictureLayout';
import type { StoredTensor } from './storedTensor';
import { isNumeric, readNumbers } from './tensorValues';

const maxFilters = 256;
const maxSide = 64;
const maxPixels = 2 ** 18;
/** A kernel of more values is no one that is looked at as pictures: 64 MB. */
const maxValues = 2 ** 24;

export interface PicturesAsked {
  /** On a page, at most. */
  filters: number;
  /** From 0; behind the last one: the last one. */
  page?: number;
  /** The axis that has the units; null: as the shape lets it look. */
  units: 'first' | 'last' | null;
}

/** A page of a tensor's pictures, see `pictureLayout`: the filters for the first input, then for the next. Null where there are none in it. */
export function tensorPictures(tensor: StoredTensor, asked: PicturesAsked): TensorPictures | null {
  const layout = isNumeric(tensor) ? pictureLayout(tensor.entry, asked.units) : null;
  const { count: total, name } = tensor.entry;
  if (!layout || total === 0 || total > maxValues) return null;
  const size = shrunkSize(layout, maxSide);
  const planeSize = size.height * size.width;
  const fitting = Math.min(
    maxFilters,
    Math.floor(asked.filters),
    Math.floor(maxPixels / (layout.channels * planeSize)),
  );
  const onPage = Math.min(layout.total, Math.max(1, fitting));
  const pagesOfInput = Math.ceil(layout.total / onPage);
  const pages = pagesOfInput * layout.inputs;
  const page = Math.min(pages - 1, Math.max(0, Math.floor(asked.page ?? 0) || 0));
  const input = Math.floor(page / pagesOfInput);
  const first = (page % pagesOfInput) * onPage;
  const count = Math.min(onPage, layout.total - first);
  const values = readNumbers(tensor, 0, total);
  const shrunk = new Float32Array(count * layout.channels * planeSize);
  for (let filter = 0; filter < count; filter++)
    for (let channel = 0; channel < layout.channels; channel++) {
      const start =
        (first + filter) * layout.filterStride + channel * layout.channelStride + input * layout.inputStride;
      shrinkPlane(values, { ...layout, start }, size, shrunk, (filter * layout.channels + channel) * planeSize);
    }
  return {
    weight: name,
    filters: count,
    total: layout.total,
    channels: layout.channels,
    ...size,
    ...signedPixels(shrunk, layout.channels * planeSize, count),
    ...{ page, pages, first, input: layout.inputs > 1 ? input : null },
  };
}
