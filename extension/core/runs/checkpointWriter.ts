import * as path from 'node:path';
import * as v from 'valibot';
import type { CheckpointRecord } from '../../protocol/run';
import type { CheckpointChange } from '../../protocol/runner';
import { changeCheckpoint, emptyOldTrash } from './checkpointChanges';
import type { CheckpointContent, TensorData } from './checkpointContent';
import { checkpointFileSchema, type CheckpointFile } from './checkpointFile';
import { CheckpointFolder } from './checkpointFolder';
import { checkpointParts } from './checkpointParts';
import { checkpointsToDrop, type CheckpointLimits } from './checkpointRetention';
import type { FileSystem } from './fileSystem';
import { hasNotFinite } from './hasNotFinite';
import { jsonLine } from './jsonLines';
import { checkpointFileName, checkpointsName } from './runPaths';
import { tensorChanges } from './tensorChanges';
import { writeError } from './writeError';
import { removeQuietly, renameSynced, temporaryName, writeSynced } from './writeFile';

/**
 * Writes checkpoints. One is listed only once all of it is on the disk under its final name, and it is listed as dropped
 * before anything of it is removed: every checkpoint that is listed loads, whatever happens in between.
 */
export class CheckpointWriter {
  private readonly checkpoints: CheckpointFolder;

  /** Opens what is there as CheckpointFolder does, and empties what is long in the trash. Throws LayerglassError. */
  constructor(
    private readonly fileSystem: FileSystem,
    runFolder: string,
    private readonly limits: CheckpointLimits,
  ) {
    this.checkpoints = new CheckpointFolder(fileSystem, runFolder);
    emptyOldTrash(this.checkpoints, Date.now());
  }

  /**
   * Writes one checkpoint, then drops what the limits ask for. Returns its record, then the changed ones of those dropped.
   * Throws LayerglassError; then the new one is not there, and those before are as they were.
   */
  add(content: CheckpointContent, modelOf: (fit: number) => string): CheckpointRecord[] {
    const { checkpoints, fileSystem } = this;
    const { files, description } = checkpointParts(content);
    const { fit, step, epoch, batch, reason, time, metrics, random } = content;
    const summary = {
      ...{ fit, step, epoch, reason, time, metrics, batch },
      sizeBytes: Object.values(description.files).reduce((sum, file) => sum + file.bytes, 0),
      parameters: parameterCount(content),
      changes: this.changesSinceLast(content),
      learningRate: learningRateOf(content, modelOf(fit)),
      ...(hasNotFinite(trainedTensors(content)) && { hasNotFinite: true }),
    };
    const target = checkpoints.freePlace(step);
    const temporary = temporaryName(target);
    const file: CheckpointFile = { schemaVersion: 1, ...summary, random, ...resumeOf(content), ...description };
    const record: CheckpointRecord = {
      ...summary,
      optimizers: content.optimizers.map(({ className }) => className),
      path: `${checkpointsName}/${path.basename(target)}`,
      pinned: false,
      dropped: false,
    };
    removeQuietly(fileSystem, temporary);
    try {
      fileSystem.mkdirSync(temporary);
      for (const { folder } of description.models) fileSystem.mkdirSync(path.join(temporary, folder));
      for (const [name, parts] of files) writeSynced(fileSystem, path.join(temporary, name), parts);
      writeSynced(fileSystem, path.join(temporary, checkpointFileName), [jsonLine(file)]);
      renameSynced(fileSystem, temporary, target);
      checkpoints.list(record);
    } catch (error) {
      removeQuietly(fileSystem, temporary);
      // Where its line could not be taken back, it stays: what is listed loads.
      if (!checkpoints.hasTornEnd) checkpoints.discard(target);
      throw writeError(error, target);
    }
    return [record, ...this.dropTooMany(modelOf)];
  }

  /** What a person asks for. Returns the changed record. Throws LayerglassError: `no-checkpoint`, or why it cannot be written. */
  change(change: CheckpointChange): CheckpointRecord {
    return changeCheckpoint(this.checkpoints, change, Date.now());
  }

  close(): void {
    this.checkpoints.close();
  }

  private dropTooMany(modelOf: (fit: number) => string): CheckpointRecord[] {
    const changed: CheckpointRecord[] = [];
    for (const record of checkpointsToDrop(this.checkpoints.records, this.limits, modelOf))
      try {
        changed.push(this.checkpoints.drop(record));
      } catch {
        // It stays until the next time: the new one is there, and that is what was asked for.
        break;
      }
    return changed;
  }

  /** A change that cannot be told, because the checkpoint before cannot be read, is left out: the new one matters more. */
  private changesSinceLast(content: CheckpointContent): Record<string, number | null> {
    const { last } = this.checkpoints;
    if (!last) return {};
    const folder = this.checkpoints.placeOf(last);
    try {
      const text = this.fileSystem.readFileSync(path.join(folder, checkpointFileName), 'utf8');
      const description = v.parse(checkpointFileSchema, JSON.parse(text));
      return tensorChanges(this.fileSystem, content, { folder, description });
    } catch {
      return {};
    }
  }
}

const trainedTensors = (content: CheckpointContent): TensorData[] => [
  ...content.models.flatMap(model => model.weights),
  ...content.variables,
];

const resumeOf = ({ resume }: CheckpointContent): Pick<CheckpointFile, 'resume'> => (resume ? { resume } : {});

function parameterCount(content: CheckpointContent): number {
  return trainedTensors(content).reduce((sum, { shape }) => sum + shape.reduce((product, n) => product * n, 1), 0);
}

/** Of the optimizer that trains this model, else of the first; null where it holds no number of that name. */
function learningRateOf({ optimizers }: CheckpointContent, model: string): number | null {
  const optimizer = optimizers.find(o => o.model === model) ?? optimizers[0];
  const rate = optimizer?.fields.find(f => f.field === 'learningRate');
  return rate?.kind === 'value' && typeof rate.value === 'number' && Number.isFinite(rate.value) ? rate.value : null;
}
