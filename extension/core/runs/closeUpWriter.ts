import * as path from 'node:path';
import type { CloseUp } from '../../protocol/closeUp';
import type { EpochRecord } from '../../protocol/run';
import { AppendFile } from './appendFile';
import { encodeCloseUp } from './closeUpBytes';
import { closeUpFile, closeUpFilePattern, closeUpIndexFile, linesOf, type CloseUpLine } from './closeUpIndex';
import { closeUpsToDrop, type CloseUpLimits } from './closeUpRetention';
import type { FileSystem } from './fileSystem';
import { jsonLine, parseJsonLines } from './jsonLines';
import { closeUpsName } from './runPaths';
import { removeQuietly, replaceFile } from './writeFile';

const defaultLimits: CloseUpLimits = { maxCount: 64, maxBytes: 64 * 2 ** 20 };

/**
 * Writes close-ups, a file each, and an index of them; removes what is over the limits. The folder is made with the first
 * one: most inspections of a model without a batch have none.
 */
export class CloseUpWriter {
  private index: AppendFile | null = null;
  /** Those that have a file. */
  private kept: CloseUpLine[] = [];
  private nextNumber = 1;

  /** Opens what is there, and removes what a crash has left half written. Throws LayerglassError. */
  constructor(
    private readonly fileSystem: FileSystem,
    private readonly folder: string,
    private readonly limits = defaultLimits,
  ) {
    if (fileSystem.existsSync(closeUpIndexFile(folder))) this.open();
  }

  /** `epochs`: those of the run so far, which tell the best. Throws LayerglassError; then nothing was added. */
  add(closeUp: CloseUp, epochs: readonly EpochRecord[]): void {
    const { fit, model, step, epoch } = closeUp;
    const bytes = encodeCloseUp(closeUp);
    const hasPictures = closeUp.layers.some(l => l.kernels !== null || l.maps !== null);
    const number = this.nextNumber;
    const line: CloseUpLine = { fit, model, step, epoch, number, bytes: bytes.length, hasPictures };
    const file = closeUpFile(this.folder, number);
    const index = this.index ?? this.open();
    try {
      replaceFile(this.fileSystem, file, [bytes]);
      index.append(jsonLine(line));
    } catch (error) {
      removeQuietly(this.fileSystem, file);
      throw error;
    }
    this.nextNumber++;
    this.kept.push(line);
    this.drop(epochs);
  }

  close(): void {
    this.index?.sync();
    this.index?.close();
    this.index = null;
  }

  private open(): AppendFile {
    const { fileSystem, folder } = this;
    const closeUps = path.join(folder, closeUpsName);
    fileSystem.mkdirSync(closeUps, { recursive: true });
    const file = closeUpIndexFile(folder);
    const { values, goodBytes } = parseJsonLines(
      fileSystem.existsSync(file) ? fileSystem.readFileSync(file) : new Uint8Array(),
    );
    this.index = new AppendFile(fileSystem, file, goodBytes);
    const lines = new Map(linesOf(values).map(line => [line.number, line]));
    for (const name of fileSystem.readdirSync(closeUps)) {
      const number = Number(closeUpFilePattern.exec(name)?.[1] ?? NaN);
      if (lines.has(number)) this.kept.push(lines.get(number)!);
      else if (name !== path.basename(file)) removeQuietly(fileSystem, path.join(closeUps, name));
    }
    this.kept.sort((a, b) => a.number - b.number);
    this.nextNumber = Math.max(0, ...lines.keys()) + 1;
    return this.index;
  }

  private drop(epochs: readonly EpochRecord[]): void {
    const withMetrics = this.kept.map(line => ({
      ...line,
      metrics: epochs.find(e => e.fit === line.fit && e.step === line.step)?.metrics ?? {},
    }));
    const gone = new Set(closeUpsToDrop(withMetrics, this.limits).map(line => line.number));
    for (const number of gone) removeQuietly(this.fileSystem, closeUpFile(this.folder, number));
    this.kept = this.kept.filter(line => !gone.has(line.number));
  }
}
