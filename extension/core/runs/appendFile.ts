import type { FileSystem } from './fileSystem';
import { writeAll, type Bytes } from './writeFile';
import { writeError } from './writeError';

/**
 * A file that grows by whole records. An append that fails is undone, so that the file always ends with a whole one; a
 * crash may leave a torn record, which whoever opens the file cuts off.
 */
export class AppendFile {
  private readonly fd: number;
  private isTorn = false;

  /** Opens the file, made if it is not there, and cuts it to `length` bytes (default: as long as it is). Throws LayerglassError. */
  constructor(
    private readonly fileSystem: FileSystem,
    readonly file: string,
    private goodLength = fileLength(fileSystem, file),
  ) {
    try {
      this.fd = fileSystem.openSync(file, fileSystem.existsSync(file) ? 'r+' : 'wx+');
      if (fileLength(fileSystem, file) > goodLength) fileSystem.ftruncateSync(this.fd, goodLength);
    } catch (error) {
      throw writeError(error, file);
    }
  }

  /** Where the next record will begin. */
  get length(): number {
    return this.goodLength;
  }

  /** True where a failed append could not be undone yet: what it left is behind the last whole record. */
  get hasTornEnd(): boolean {
    return this.isTorn;
  }

  /** Appends one record. Throws LayerglassError, and then nothing was appended. */
  append(bytes: Bytes): void {
    this.undoing(() => {
      if (this.isTorn) this.cut();
      writeAll(this.fileSystem, this.fd, bytes, this.goodLength);
    });
    this.goodLength += bytes.length;
  }

  /** The same, and the record is on the disk when it returns. */
  appendSynced(bytes: Bytes): void {
    this.undoing(() => {
      if (this.isTorn) this.cut();
      writeAll(this.fileSystem, this.fd, bytes, this.goodLength);
      this.fileSystem.fsyncSync(this.fd);
    });
    this.goodLength += bytes.length;
  }

  /** Sees all that was appended on the disk. Throws LayerglassError. */
  sync(): void {
    try {
      this.fileSystem.fsyncSync(this.fd);
    } catch (error) {
      throw writeError(error, this.file);
    }
  }

  close(): void {
    this.fileSystem.closeSync(this.fd);
  }

  private undoing(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.isTorn = true;
      try {
        this.cut();
      } catch {
        // Cut before the next append, or by the next one who opens the file.
      }
      throw writeError(error, this.file);
    }
  }

  private cut(): void {
    this.fileSystem.ftruncateSync(this.fd, this.goodLength);
    this.isTorn = false;
  }
}

function fileLength(fileSystem: FileSystem, file: string): number {
  return fileSystem.existsSync(file) ? fileSystem.lstatSync(file).size : 0;
}
