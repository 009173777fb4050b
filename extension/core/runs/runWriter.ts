import type { CloseUp } from '../../protocol/closeUp';
import { LayerglassError } from '../../protocol/errors';
import {
  type CheckpointRecord,
  type EpochRecord,
  type RunManifest,
  type Snapshot,
  type StepRecord,
} from '../../protocol/run';
import type { CheckpointChange } from '../../protocol/runner';
import type { CheckpointContent } from './checkpointContent';
import { CheckpointWriter } from './checkpointWriter';
import { CloseUpWriter } from './closeUpWriter';
import { EventWriter } from './eventWriter';
import { nodeFileSystem, type FileSystem } from './fileSystem';
import { writeManifest } from './manifestFile';
import { processIdentity } from './processIdentity';
import { SnapshotWriter } from './snapshotWriter';
import { isTemporaryName, removeQuietly } from './writeFile';
import { writeError } from './writeError';
import * as path from 'node:path';

export interface RunWriterOptions {
  maxCheckpoints: number;
  maxCheckpointBytes: number;
  /** The best checkpoint by this metric never goes; null or absent: the best by loss. */
  checkpointBestBy?: string | null;
  /** Default: node:fs. */
  fileSystem?: FileSystem;
}

/** run.json is written again at most so often, status changes excepted: ten thousand short epochs must not be as many files. */
const manifestIntervalMs = 250;

/**
 * Writes a run folder, synchronously. Every method throws LayerglassError (`disk-full`, `read-only`, `write-failed`) where
 * it cannot; what was written before stays whole, and the writer can go on.
 */
export class RunWriter {
  private current: RunManifest;
  private readonly fileSystem: FileSystem;
  private readonly events: EventWriter;
  private readonly snapshots: SnapshotWriter;
  private readonly closeUps: CloseUpWriter;
  private readonly checkpoints: CheckpointWriter;
  private manifestWrittenMs = 0;
  private manifestTimer: NodeJS.Timeout | null = null;
  private isManifestDue = false;

  /** Opens the folder, which must exist, cuts and removes what a crash has left half done, and writes run.json. This process is entered as the writer. */
  constructor(
    readonly folder: string,
    manifest: RunManifest,
    options: RunWriterOptions,
  ) {
    this.current = { ...manifest, process: processIdentity() };
    this.fileSystem = options.fileSystem ?? nodeFileSystem;
    try {
      for (const name of this.fileSystem.readdirSync(folder))
        if (isTemporaryName(name)) removeQuietly(this.fileSystem, path.join(folder, name));
      this.events = new EventWriter(this.fileSystem, folder, Date.now());
      this.snapshots = new SnapshotWriter(this.fileSystem, folder);
      this.closeUps = new CloseUpWriter(this.fileSystem, folder);
      this.checkpoints = new CheckpointWriter(this.fileSystem, folder, {
        maxCount: options.maxCheckpoints,
        maxBytes: options.maxCheckpointBytes,
        bestBy: options.checkpointBestBy,
      });
    } catch (error) {
      throw writeError(error, folder);
    }
    this.writeManifestNow();
  }

  /** What run.json says, or will in a moment. */
  get manifest(): RunManifest {
    return this.current;
  }

  /** Replaces parts of run.json. A new status or error is written at once, all else within a quarter of a second. */
  update(patch: Partial<RunManifest>): void {
    this.current = { ...this.current, ...patch };
    if ('status' in patch || 'error' in patch || 'endedAt' in patch) this.writeManifestNow();
    else this.writeManifestSoon();
  }

  addSteps(steps: readonly StepRecord[]): void {
    this.events.steps(steps, fit => this.prefixOf(this.modelOf(fit)));
  }

  addEpoch(epoch: EpochRecord): void {
    this.current = { ...this.current, epochs: [...this.current.epochs, epoch] };
    this.writeManifestSoon();
    this.events.epoch(epoch, this.prefixOf(this.modelOf(epoch.fit)));
  }

  /** With buckets. */
  addSnapshot(snapshot: Snapshot): void {
    this.snapshots.add(snapshot, this.current.epochs);
    this.events.histograms(snapshot, this.prefixOf(snapshot.model));
  }

  /** Before the snapshot of the same step: who hears of that one finds both. */
  addCloseUp(closeUp: CloseUp): void {
    this.closeUps.add(closeUp, this.current.epochs);
  }

  /** Returns the new record, then those that were dropped for it. */
  addCheckpoint(content: CheckpointContent): CheckpointRecord[] {
    const records = this.checkpoints.add(content, fit => this.modelOf(fit));
    // A checkpoint is what a crash must not cost: what run.json says of its epoch is on the disk with it.
    if (this.isManifestDue) this.writeManifestNow();
    return records;
  }

  /** Pins, renames, deletes or brings back one. Returns its record. Throws LayerglassError `no-checkpoint` too. */
  changeCheckpoint(change: CheckpointChange): CheckpointRecord {
    return this.checkpoints.change(change);
  }

  /** Writes what is still due. */
  flush(): void {
    if (this.isManifestDue) this.writeManifestNow();
  }

  /** The last call: sees all on the disk and writes run.json with the patch, the final status as a rule. All is closed even where it throws. */
  close(patch: Partial<RunManifest> = {}): void {
    this.current = { ...this.current, ...patch };
    const errors: unknown[] = [];
    for (const end of [
      () => this.events.close(),
      () => this.snapshots.close(),
      () => this.closeUps.close(),
      () => this.checkpoints.close(),
      () => this.writeManifestNow(),
    ])
      try {
        end();
      } catch (error) {
        errors.push(error);
      }
    if (errors.length) throw writeError(errors[0], this.folder);
  }

  private modelOf(fit: number): string {
    return this.current.fits.find(f => f.index === fit)?.model ?? this.current.models[0]?.name ?? '';
  }

  private prefixOf(model: string): string {
    const first = this.current.models[0]?.name;
    return first === undefined || model === first ? '' : `${model}/`;
  }

  private writeManifestSoon(): void {
    this.isManifestDue = true;
    if (this.manifestTimer) return;
    const waitMs = this.manifestWrittenMs + manifestIntervalMs - Date.now();
    if (waitMs <= 0) return this.writeManifestNow();
    this.manifestTimer = setTimeout(() => {
      this.manifestTimer = null;
      try {
        this.flush();
      } catch (error) {
        // Still due: whoever calls next tries again and hears of it.
        if (!(error instanceof LayerglassError)) throw error;
      }
    }, waitMs);
    this.manifestTimer.unref();
  }

  private writeManifestNow(): void {
    this.isManifestDue = true;
    if (this.manifestTimer) clearTimeout(this.manifestTimer);
    this.manifestTimer = null;
    // Long lists take longer to write: they are written less often, so that it stays a small part of the time.
    const beganMs = Date.now();
    writeManifest(this.folder, this.current, this.fileSystem);
    const tookMs = Date.now() - beganMs;
    this.manifestWrittenMs = beganMs + Math.max(0, 20 * tookMs - manifestIntervalMs);
    this.isManifestDue = false;
  }
}
