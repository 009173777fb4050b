import * as fs from 'node:fs';
import * as path from 'node:path';
import { LayerglassError } from '../../protocol/errors';
import { writeNewFile } from '../runs/newTarget';
import { valuesRecord, versionRecord } from '../runs/eventRecord';
import { histogramValues, metricValues } from '../runs/eventTags';
import { nodeFileSystem } from '../runs/fileSystem';
import { readManifest } from '../runs/manifestFile';
import { openRegular, readFully } from '../runs/readBounded';
import { eventFiles } from '../runs/readRun';
import { readSnapshots } from '../runs/readSnapshot';
import { eventFilePrefix } from '../runs/runPaths';
import { removeQuietly, renameSynced, temporaryName } from '../runs/writeFile';
import { writeError } from '../runs/writeError';
import { isEventFileName } from './isEventFileName';
import { visitRecords } from './eventRecords';

export interface ExportedRun {
  /** Absolute. */
  files: string[];
  bytes: number;
  /** Records with a wrong checksum, which were left out. */
  damaged: number;
}

/**
 * Writes a run's curves and histograms into a folder that TensorBoard opens: its event files as they are, cut where they end
 * within a record; of a run that has none, one that is made of its epochs and snapshots. What else lies in the folder stays.
 * Throws LayerglassError: `exists` where event files of others lie there, `no-run`, `no-events`, or what cannot be written.
 */
export async function exportForTensorBoard(runFolder: string, target: string): Promise<ExportedRun> {
  const { manifest } = readManifest(runFolder);
  const names = eventFiles(runFolder);
  const made = names.length ? null : recordsOf(runFolder);
  if (made && made.length < 2)
    throw new LayerglassError('no-events', `Run ${manifest.id} has neither curves nor histograms`, {
      where: runFolder,
      remedy: 'Train it for an epoch first.',
    });
  const wanted = made
    ? [`${eventFilePrefix}${Math.floor(manifest.startedAt / 1000)}.layerglass.${manifest.id}.0`]
    : names;
  assertOwn(target, wanted);
  const exported: ExportedRun = { files: [], bytes: 0, damaged: 0 };
  for (const name of wanted) {
    const file = path.join(target, name);
    const temporary = temporaryName(file);
    try {
      fs.mkdirSync(target, { recursive: true });
      removeQuietly(nodeFileSystem, temporary);
      await writeNewFile(temporary, async out => {
        if (made) for (const record of made) out.write(record);
        else exported.damaged += copyRecords(path.join(runFolder, name), record => out.write(record));
        exported.bytes += out.length;
      });
      renameSynced(nodeFileSystem, temporary, file);
    } catch (error) {
      removeQuietly(nodeFileSystem, temporary);
      throw writeError(error, file);
    }
    exported.files.push(file);
  }
  return exported;
}

/** TensorBoard takes all event files of a folder for one run. */
function assertOwn(target: string, names: readonly string[]): void {
  const there = fs.statSync(target, { throwIfNoEntry: false })?.isDirectory() ? fs.readdirSync(target) : [];
  const other = there.find(name => isEventFileName(name) && !names.includes(name));
  if (other === undefined) return;
  throw new LayerglassError('exists', `Events of another run lie in ${path.basename(target)}`, {
    where: path.join(target, other),
    remedy: 'Choose a folder of its own for each run: TensorBoard shows those below one folder together.',
  });
}

/** Gives the whole and sound records of a file; returns how many were not. */
function copyRecords(file: string, write: (record: Uint8Array) => void): number {
  const fd = openRegular(file);
  if (fd === null)
    throw new LayerglassError('file-missing', `${path.basename(file)} is not there any more`, { where: file });
  let damaged = 0;
  try {
    const { size } = fs.fstatSync(fd);
    visitRecords((into, position) => readFully(fd, into, position), size, 0, {
      record: (_data, _at, record) => write(record),
      bad: () => damaged++,
    });
  } finally {
    fs.closeSync(fd);
  }
  return damaged;
}

/** The records of a run without event files: at the times at which it began and ended, since no other is known. */
function recordsOf(runFolder: string): Uint8Array[] {
  const { manifest } = readManifest(runFolder);
  const { startedAt, models, epochs, fits } = manifest;
  const prefixOf = (model: string | undefined): string =>
    model === undefined || model === models[0]?.name ? '' : `${model}/`;
  const records = [versionRecord(startedAt)];
  for (const snapshot of readSnapshots(runFolder).snapshots) {
    const values = snapshot.layers.flatMap(layer => histogramValues(prefixOf(snapshot.model), layer));
    if (values.length) records.push(valuesRecord(startedAt, snapshot.step, values));
  }
  for (const epoch of epochs) {
    const values = metricValues(prefixOf(fits.find(f => f.index === epoch.fit)?.model), epoch.metrics);
    if (values.length) records.push(valuesRecord(manifest.endedAt ?? startedAt, epoch.step, values));
  }
  return records;
}
