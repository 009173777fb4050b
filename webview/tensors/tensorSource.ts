import type {
  FileDescription,
  ReaderResults,
  TensorEntry,
  TensorFigures,
  TensorPictures,
} from '../../extension/protocol/reader';
import type { PageContext } from '../controls/pageContext';
import type { Loaded } from '../state/loaded';

/**
 * Where the sections on one tensor take it from: a checkpoint of a run, or a model file. What is asked of it is asked for
 * once, and drawn when it comes.
 */
export interface TensorSource {
  readonly page: PageContext;
  /** What failed is asked for again. */
  retry(): void;
  /** All tensors; null before they are known. */
  description(): FileDescription | null;
  /** The one that is looked into; null where none is. */
  tensor(): TensorEntry | null;
  /** Another one where the same name may stand for other values. */
  version(): unknown;
  figures(name: string): Loaded<TensorFigures>;
  /** A page of its filters as pictures; null for what has no axes of an image. */
  pictures(tensor: TensorEntry, page: number): Loaded<TensorPictures> | null;
  /** Values from `offset` on. `isWanted`: asks for them, else only what has been asked for is told. */
  values(name: string, offset: number, count: number, isWanted: boolean): Loaded<ReaderResults['values']> | null;
}

/** Of filters as pictures, on a page. */
export const maxFilters = 256;

/** Only a tensor with the axes of a kernel can have pictures. */
export const mayHavePictures = ({ shape }: TensorEntry): boolean => shape.length === 3 || shape.length === 4;
