// Images in a log directory, as the reader gives them to the page.
export const maxImagesOnPage = 24;

/** Images that were logged under one tag. */
export interface LoggedImageSeries {
  /** Unique in its run: the tag, and of which side it is where there are two. */
  name: string;
  /** As the log counts them, ascending: at most 1000. */
  steps: number[];
  /** Another one whenever some of its images may be others: more were written, or a run was resumed at an earlier step. */
  version: string;
}

/** An image as it was encoded, unless `problem` says why it is not shown. */
export interface LoggedPicture {
  /** By its first bytes; null where it is none that is shown. */
  type: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp' | null;
  /** As its own header has them; 0 where it has none. */
  width: number;
  height: number;
  data: Uint8Array | null;
  problem: string | null;
}

/** A page of the images of one step; `first`: the number of the first that is here, of `total`. */
export interface LoggedImages {
  name: string;
  step: number;
  first: number;
  total: number;
  images: LoggedPicture[];
}
