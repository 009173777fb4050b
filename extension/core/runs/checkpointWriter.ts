import * as path from 'node:path';
import * as v from 'valibot';
import type { CheckpointRecord } from '../../protocol/run';
import { AppendFile } from './appendFile';
import type { CheckpointContent } from './checkpointContent';
import { checkpointFileSchema, type CheckpointFile } from './checkpointFile';
import { checkpointParts } from './checkpointParts';
import { parseCheckpointIndex } from './checkpointIndex';
import { checkpointsToDrop } from './checkpointRetention';
import type { FileSystem } from './fileSystem';
import { jsonLine } from './jsonLines';
import { checkpointFileName, checkpointsName, indexName } from './runPaths';
import { tensorChanges } from './tensorChanges';
import { writeError } from './writeError';
import { isTemporaryName, removeQuietly, renameSynced, temporaryName, writeSynced } from './writeFile';

export interface CheckpointLimits {
  maxCount: number;
  maxBytes: number;
}

/**
 * Writes checkpoints. One is listed only once all of it is on the disk under its final name, and it is listed as dropped
 * before anything of it is removed: every checkpoint that is listed loads, whatever happens in between.
 */
export class CheckpointWriter {
  private readonly folder: string;
  private readonly index: AppendFile;
  private readonly records: CheckpointRecord[];

  /** Opens what is there, cuts the index' torn end, and removes what is not in it. Throws LayerglassError. */
  constructor(
    private readonly fileSystem: FileSystem,
    private readonly runFolder: string,
    private readonly limits: CheckpointLimits,
  ) {
    this.folder = path.join(runFolder, checkpointsName);
    fileSystem.mkdirSync(this.folder, { recursive: true });
    const file = path.join(this.folder, indexName);
    const written = fileSystem.existsSync(file) ? fileSystem.readFileSync(file) : new Uint8Array();
    const { records, goodBytes } = parseCheckpointIndex(written);
    this.records = records;
    this.index = new AppendFile(fileSystem, file, goodBytes);
    const listed = new Set(records.filter(r => !r.dropped).map(r => path.basename(r.path)));
    for (const name of fileSystem.readdirSync(this.folder))
      if (isTemporaryName(name) || (name.startsWith('step-') && !listed.has(name)))
        removeQuietly(fileSystem, path.join(this.folder, name));
  }

  /**
   * Writes one checkpoint, then drops what the limits ask for. Returns its record, then the changed ones of those dropped.
   * Throws LayerglassError; then the new one is not there, and those before are as they were.
   */
  add(content: CheckpointContent, modelOf: (fit: number) => string): CheckpointRecord[] {
    const { files, description } = checkpointParts(content);
    const { fit, step, epoch, batch, reason, time, metrics, random } = content;
    const summary = {
      ...{ fit, step, epoch, reason, time, metrics },
      sizeBytes: Object.values(description.files).reduce((sum, file) => sum + file.bytes, 0),
      parameters: parameterCount(content),
      changes: this.changesSinceLast(content),
    };
    const target = path.join(this.folder, this.freeName(step));
    const temporary = temporaryName(target);
    const file: CheckpointFile = { schemaVersion: 1, ...summary, batch, random, ...description };
    const record: CheckpointRecord = {
      ...summary,
      path: `${checkpointsName}/${path.basename(target)}`,
      pinned: false,
      dropped: false,
    };
    removeQuietly(this.fileSystem, temporary);
    try {
      this.fileSystem.mkdirSync(temporary);
      for (const { folder } of description.models) this.fileSystem.mkdirSync(path.join(temporary, folder));
      for (const [name, parts] of files) writeSynced(this.fileSystem, path.join(temporary, name), parts);
      writeSynced(this.fileSystem, path.join(temporary, checkpointFileName), [jsonLine(file)]);
      renameSynced(this.fileSystem, temporary, target);
      this.list(record);
    } catch (error) {
      removeQuietly(this.fileSystem, temporary);
      // Where its line could not be taken back, it stays: what is listed loads.
      if (!this.index.hasTornEnd) removeQuietly(this.fileSystem, target);
      throw writeError(error, target);
    }
    this.records.push(record);
    return [record, ...this.drop(modelOf)];
  }

  close(): void {
    this.index.close();
  }

  private list(record: CheckpointRecord): void {
    this.index.appendSynced(jsonLine(record));
  }

  private drop(modelOf: (fit: number) => string): CheckpointRecord[] {
    const changed: CheckpointRecord[] = [];
    for (const record of checkpointsToDrop(this.records, this.limits, modelOf)) {
      const dropped = { ...record, dropped: true };
      try {
        this.list(dropped);
      } catch {
        // It stays until the next time: the new one is there, and that is what was asked for.
        break;
      }
      this.records[this.records.indexOf(record)] = dropped;
      removeQuietly(this.fileSystem, path.join(this.runFolder, record.path));
      changed.push(dropped);
    }
    return changed;
  }

  /** `step-20`, or `step-20-2` where there is or was one at this step. */
  private freeName(step: number): string {
    const taken = new Set(this.records.map(record => path.basename(record.path)));
    let name = `step-${step}`;
    const isTaken = () => taken.has(name) || this.fileSystem.existsSync(path.join(this.folder, name));
    for (let n = 2; isTaken(); n++) name = `step-${step}-${n}`;
    return name;
  }

  /** A change that cannot be told, because the checkpoint before cannot be read, is left out: the new one matters more. */
  private changesSinceLast(content: CheckpointContent): Record<string, number | null> {
    const last = this.records.findLast(record => !record.dropped);
    if (!last) return {};
    const folder = path.join(this.runFolder, last.path);
    try {
      const text = this.fileSystem.readFileSync(path.join(folder, checkpointFileName), 'utf8');
      const description = v.parse(checkpointFileSchema, JSON.parse(text));
      return tensorChanges(this.fileSystem, content, { folder, description });
    } catch {
      return {};
    }
  }
}

function parameterCount(content: CheckpointContent): number {
  const tensors = [...content.models.flatMap(model => model.weights), ...content.variables];
  return tensors.reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);
}
