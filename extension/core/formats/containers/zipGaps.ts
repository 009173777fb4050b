import type { FileProblem } from '../../../protocol/reader';
import type { ByteSource } from '../sources/byteSource';
import { addProblem } from '../fileProblems';
import { zipMarks } from './zipMarks';

/** Where a member lies, its header with it; the end is not of it. */
export interface ZipExtent {
  start: number;
  end: number;
  /** Sizes and checksum may follow it, in 12 to 24 bytes: APPNOTE.TXT 4.3.9. */
  hasDescriptor: boolean;
}

const maxDescriptorBytes = 24;

/** What the list ends at: its signature, its end, its end in a zip of more than 4 GB. */
const endMarks: number[] = [zipMarks.signature, zipMarks.end, zipMarks.largeEnd];

/**
 * Says of bytes before the end of the zip's list that no member has: there may be one that the list has lost.
 * @param extents of all members, by their starts
 */
export function tellGaps(
  extents: readonly ZipExtent[],
  list: { start: number; end: number },
  source: ByteSource,
  file: string,
  problems: FileProblem[],
): void {
  const tell = (message: string): void => addProblem(problems, 'unused-bytes', message, file);
  const mark = new Uint8Array(4);
  if (list.end + 4 <= source.size) source.read(mark, list.end);
  if (!endMarks.includes(new DataView(mark.buffer).getUint32(0, true)))
    return tell(`The zip’s list does not end where it is said to, at ${list.end}: members may have been lost.`);
  let covered = 0;
  let allowed = 0;
  let unused = 0;
  let first = -1;
  const pass = ({ start, end, hasDescriptor }: ZipExtent): void => {
    const gap = start - covered;
    if (gap > allowed) {
      if (first < 0) first = covered;
      unused += gap;
    }
    if (end < covered) return;
    covered = end;
    allowed = hasDescriptor ? maxDescriptorBytes : 0;
  };
  const listExtent = { ...list, hasDescriptor: false };
  let isListPassed = false;
  for (const extent of extents) {
    if (!isListPassed && list.start < extent.start) {
      isListPassed = true;
      pass(listExtent);
    }
    pass(extent);
  }
  if (!isListPassed) pass(listExtent);
  if (unused > 0)
    tell(`${unused} bytes of the zip, from ${first} on, are of no member that it lists: one may be lost.`);
}
