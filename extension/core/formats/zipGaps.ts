import type { FileProblem } from '../../protocol/reader';
import { addProblem } from './chosenFile';

/** Where a member lies, its header with it; the end is not of it. */
export interface ZipExtent {
  start: number;
  end: number;
  /** Sizes and checksum may follow it, in 12 to 24 bytes: APPNOTE.TXT 4.3.9. */
  hasDescriptor: boolean;
}

const maxDescriptorBytes = 24;

/** Says of bytes before the list, which begins at `listStart`, that no member of the list has: there may be one that it lost. */
export function tellGaps(
  extents: readonly ZipExtent[],
  listStart: number,
  file: string,
  problems: FileProblem[],
): void {
  let covered = 0;
  let allowed = 0;
  let unused = 0;
  let first = -1;
  const list = { start: listStart, end: listStart, hasDescriptor: false };
  for (const { start, end, hasDescriptor } of [...extents, list].sort((a, b) => a.start - b.start)) {
    const gap = start - covered;
    if (gap > allowed) {
      if (first < 0) first = covered;
      unused += gap;
    }
    if (end >= covered) [covered, allowed] = [end, hasDescriptor ? maxDescriptorBytes : 0];
  }
  if (unused > 0)
    addProblem(
      problems,
      'unused-bytes',
      `${unused} bytes of the zip, from ${first} on, belong to no member that it lists: one may have been lost.`,
      file,
    );
}
