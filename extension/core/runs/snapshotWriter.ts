import * as path from 'node:path';
import type { EpochRecord, Snapshot } from '../../protocol/run';
import { thinBuckets } from '../stats/thinBuckets';
import { AppendFile } from './appendFile';
import { bestMetric } from './bestMetric';
import type { FileSystem } from './fileSystem';
import { jsonLine, parseJsonLines } from './jsonLines';
import { mapSummaries } from '../stats/layerTensors';
import { snapshotsName } from './runPaths';
import { encodeSnapshot } from './snapshotBytes';
import { fullSnapshotFile, snapshotDataFile, snapshotIndexFile, type SnapshotLine } from './snapshotIndex';
import { removeQuietly, replaceFile } from './writeFile';

/** Buckets of a tensor in the snapshots that are not kept in full. */
const thinnedBuckets = 256;

/**
 * Writes snapshots: all of them thinned, one after the other, and the first, the last and the best of each model in full,
 * in a file each.
 */
export class SnapshotWriter {
  private readonly data: AppendFile;
  private readonly index: AppendFile;
  private readonly lines: SnapshotLine[];
  /** `at` of those that have a file of their own. */
  private readonly full = new Set<number>();

  /** Opens what is there, and cuts what a crash has left half written. Throws LayerglassError. */
  constructor(
    private readonly fileSystem: FileSystem,
    private readonly folder: string,
  ) {
    const snapshots = path.join(folder, snapshotsName);
    fileSystem.mkdirSync(snapshots, { recursive: true });
    const indexFile = snapshotIndexFile(folder);
    const dataFile = snapshotDataFile(folder);
    const written = fileSystem.existsSync(indexFile) ? fileSystem.readFileSync(indexFile) : new Uint8Array();
    const { values, goodBytes } = parseJsonLines(written);
    this.lines = values as SnapshotLine[];
    const end = this.lines.reduce((most, line) => Math.max(most, line.at + line.bytes), 0);
    this.index = new AppendFile(fileSystem, indexFile, goodBytes);
    this.data = new AppendFile(fileSystem, dataFile, end);
    for (const name of fileSystem.readdirSync(snapshots)) {
      const at = /^full-(\d+)\.bin$/.exec(name)?.[1];
      if (at) this.full.add(Number(at));
    }
  }

  /** With buckets. `epochs`: those of the run so far, which tell the best. Throws LayerglassError; then nothing was added. */
  add(snapshot: Snapshot, epochs: readonly EpochRecord[]): void {
    const { fit, model, step, epoch } = snapshot;
    const thinned = {
      ...snapshot,
      layers: snapshot.layers.map(l => mapSummaries(l, s => thinBuckets(s, thinnedBuckets))),
    };
    const bytes = encodeSnapshot(thinned);
    const line: SnapshotLine = { fit, model, step, epoch, at: this.data.length, bytes: bytes.length };
    const ownFile = fullSnapshotFile(this.folder, line.at);
    try {
      replaceFile(this.fileSystem, ownFile, [encodeSnapshot(snapshot)]);
      this.data.append(bytes);
      // Until its line stands there, a snapshot is not in the run: what is behind the last one is cut by the next opening.
      this.index.append(jsonLine(line));
    } catch (error) {
      removeQuietly(this.fileSystem, ownFile);
      throw error;
    }
    this.full.add(line.at);
    this.lines.push(line);
    this.dropFull(epochs);
  }

  /** Removes the full files of snapshots that are no longer the first, the last or the best of their model. */
  private dropFull(epochs: readonly EpochRecord[]): void {
    const kept = new Set<number>();
    for (const model of new Set(this.lines.map(line => line.model))) {
      const lines = this.lines.filter(line => line.model === model);
      kept.add(lines[0]!.at).add(lines.at(-1)!.at);
      const withMetrics = lines.map(line => ({
        at: line.at,
        metrics: epochs.find(e => e.fit === line.fit && e.step === line.step)?.metrics ?? {},
      }));
      const best = bestMetric(withMetrics);
      if (best) kept.add(withMetrics[best.index]!.at);
    }
    for (const at of this.full)
      if (!kept.has(at)) {
        removeQuietly(this.fileSystem, fullSnapshotFile(this.folder, at));
        this.full.delete(at);
      }
  }

  close(): void {
    this.data.sync();
    this.index.sync();
    this.data.close();
    this.index.close();
  }
}
