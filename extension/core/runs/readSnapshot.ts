import * as fs from 'node:fs';
import { LayerglassError } from '../../protocol/errors';
import type { Snapshot, SnapshotRef } from '../../protocol/run';
import { openRegular, readFully } from './readBounded';
import { damaged, decodeSnapshot } from './snapshotBytes';
import { fullSnapshotFile, readSnapshotIndex, snapshotDataFile, type SnapshotLine } from './snapshotIndex';
import type { ReadBytes } from './tabledBytes';

/**
 * A snapshot with buckets: all of them where the run folder has kept them (first, last, best), else at most 256 merged ones
 * a tensor. Null where there is none for this fit, model and step. Throws LayerglassError `snapshot-damaged`.
 */
export function readSnapshot(folder: string, which: Pick<SnapshotRef, 'fit' | 'model' | 'step'>): Snapshot | null {
  const line = readSnapshotIndex(folder).lines.findLast(
    l => l.fit === which.fit && l.model === which.model && l.step === which.step,
  );
  return line ? withSnapshotBytes(folder, line, decodeSnapshot) : null;
}

/** All snapshots of a run folder in the order written, with buckets as `readSnapshot` gives them, and why some cannot be read. */
export function readSnapshots(folder: string): { snapshots: Snapshot[]; problems: LayerglassError[] } {
  const snapshots: Snapshot[] = [];
  const problems: LayerglassError[] = [];
  for (const line of readSnapshotIndex(folder).lines)
    try {
      snapshots.push(withSnapshotBytes(folder, line, decodeSnapshot));
    } catch (error) {
      if (!(error instanceof LayerglassError)) throw error;
      problems.push(error);
    }
  return { snapshots, problems };
}

/** Gives `use` the bytes of a snapshot: of its own file where it has one, else of the file of all. */
export function withSnapshotBytes<T>(folder: string, line: SnapshotLine, use: (read: ReadBytes) => T): T {
  const own = openRegular(fullSnapshotFile(folder, line.at));
  const fd = own ?? openRegular(snapshotDataFile(folder));
  if (fd === null) throw damaged('its file is missing');
  const start = own === null ? line.at : 0;
  try {
    const { size } = fs.fstatSync(fd);
    const end = own === null ? Math.min(size, line.at + line.bytes) : size;
    return use((at, length) => {
      // Checked before anything of that length is made.
      if (!(length >= 0 && start + at + length <= end)) throw damaged(`${length} bytes more expected`);
      const bytes = new Uint8Array(length);
      if (readFully(fd, bytes, start + at) !== length) throw damaged('it ends too early');
      return bytes;
    });
  } finally {
    fs.closeSync(fd);
  }
}
