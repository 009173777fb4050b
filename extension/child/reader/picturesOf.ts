import type { OpenedFile } from '../../core/formats/openedFile';
import { tensorPictures } from '../../core/formats/tensors/tensorPictures';
import { unitAxis } from '../../core/formats/tensors/unitAxis';
import type { ReaderParams, ReaderResults } from '../../protocol/reader';
import { tensorNamed } from './tensorPage';

/** A page of a tensor's pictures; null where it has none. Throws LayerglassError. */
export const picturesOf = (
  file: OpenedFile,
  name: string,
  asked: Pick<ReaderParams<'pictures'>, 'filters' | 'page'>,
): ReaderResults['pictures'] =>
  tensorPictures(tensorNamed(file, name), { ...asked, units: unitAxis(file.describe().format, name) });
