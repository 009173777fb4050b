import * as fs from 'node:fs';
import * as path from 'node:path';
import { closeOpened, type OpenedFile } from '../../core/formats/openedFile';

export interface KeepingOptions {
  /** Only what took longer to open is kept. */
  dearMs?: number;
  /** Only what has not been written for so long before it was opened is kept: clocks of file systems are coarse. */
  restMs?: number;
  /** So long, after it was used. */
  keepMs?: number;
}

/** What of its values is read: nothing, some, or what is compared with checksums, for which none may have been read before. */
export type Reading = 'none' | 'some' | 'summed';

interface Opened {
  file: OpenedFile;
  /** Of its files when it was opened; null: it is not kept. */
  state: string | null;
  isRead: boolean;
}

/**
 * Keeps the file that was opened last for a while, so that one tensor after another is looked at without opening a large
 * list anew. It is used only as long as none of its files and folders has changed, by one request at a time, and holds no
 * descriptor between them.
 */
export class KeptFile {
  private kept: (Opened & { key: string; timer: NodeJS.Timeout }) | null = null;
  private readonly options: Required<KeepingOptions>;

  constructor({ dearMs = 20, restMs = 2000, keepMs = 5000 }: KeepingOptions = {}) {
    this.options = { dearMs, restMs, keepMs };
  }

  /**
   * @param key a place, and how it is opened
   */
  async use<T>(
    { key, place, reading }: { key: string; place: string; reading: Reading },
    open: () => OpenedFile | Promise<OpenedFile>,
    use: (file: OpenedFile) => T | Promise<T>,
  ): Promise<T> {
    const opened = this.take(key, place, reading) ?? (await this.open(place, open));
    let result: T;
    try {
      result = await use(opened.file);
    } catch (error) {
      closeOpened(opened.file);
      throw error;
    }
    opened.isRead ||= reading !== 'none';
    this.keep(key, opened);
    return result;
  }

  /** Before something else is opened: there is memory for one. */
  drop(): void {
    const { kept } = this;
    this.kept = null;
    if (!kept) return;
    clearTimeout(kept.timer);
    closeOpened(kept.file);
  }

  private take(key: string, place: string, reading: Reading): Opened | null {
    const { kept } = this;
    if (!kept) return null;
    const isFresh = kept.key === key && !(reading === 'summed' && kept.isRead && kept.file.summed.length > 0);
    if (!isFresh || stateOf(place, kept.file) !== kept.state) {
      this.drop();
      return null;
    }
    clearTimeout(kept.timer);
    this.kept = null;
    return kept;
  }

  private async open(place: string, open: () => OpenedFile | Promise<OpenedFile>): Promise<Opened> {
    const { dearMs, restMs } = this.options;
    const writtenBefore = Date.now() - restMs;
    const startedAt = performance.now();
    const file = await open();
    return {
      file,
      isRead: false,
      state: performance.now() - startedAt < dearMs ? null : stateOf(place, file, writtenBefore),
    };
  }

  private keep(key: string, { file, state, isRead }: Opened): void {
    if (state === null) return closeOpened(file);
    this.drop();
    // They are opened again when they are read: what is kept keeps nobody from deleting a file.
    for (const source of file.sources) source.close();
    const timer = setTimeout(() => this.drop(), this.options.keepMs).unref();
    this.kept = { key, file, state, isRead, timer };
  }
}

/**
 * What the place, its files, and the folders that hold them are at the moment, so that a file that is changed, replaced,
 * removed or put there is seen; null where one cannot be looked at, or was written later.
 */
function stateOf(place: string, { sources }: OpenedFile, writtenBefore = Infinity): string | null {
  const files = [place, ...sources.map(source => source.file)];
  const all = new Set([...files, ...files.map(file => path.dirname(file))]);
  const states: string[] = [];
  for (const file of all) {
    const stat = fs.statSync(file, { bigint: true, throwIfNoEntry: false });
    if (!stat || Number(stat.mtimeMs) > writtenBefore || Number(stat.ctimeMs) > writtenBefore) return null;
    states.push([stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(' '));
  }
  return states.join('\n');
}
