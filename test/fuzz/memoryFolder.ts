import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';

/** Files by absolute path, and what their folders list. */
export interface FolderContent {
  files: Map<string, Uint8Array>;
  folders: Map<string, MemoryEntry[]>;
}

/** What `fs.Dirent` and `fs.Stats` tell of a regular file or a folder. */
class MemoryEntry {
  readonly mtimeMs = 0;
  constructor(
    readonly name: string,
    readonly size: number,
    private readonly isOne: boolean,
  ) {}
  isFile(): boolean {
    return this.isOne;
  }
  isDirectory(): boolean {
    return !this.isOne;
  }
  isSymbolicLink(): boolean {
    return false;
  }
}

/** @param files names relative to the folder */
export function contentOf(folder: string, files: readonly { name: string; bytes: Uint8Array }[]): FolderContent {
  const content: FolderContent = { files: new Map(), folders: new Map([[folder, []]]) };
  const list = (at: string, isFile: boolean): void => {
    const parent = path.dirname(at);
    if (!content.folders.has(parent)) {
      content.folders.set(parent, []);
      list(parent, false);
    }
    content.folders.get(parent)!.push(new MemoryEntry(path.basename(at), 0, isFile));
  };
  for (const { name, bytes } of files) {
    const at = path.join(folder, name);
    content.files.set(at, bytes);
    list(at, true);
  }
  return content;
}

type Functions = Record<string, (...args: unknown[]) => unknown>;
/** Descriptors from there on are of files in memory. */
const firstFd = 2 ** 30;
/** Of a path: longer ones are left to the system, which may refuse them. */
const maxPlace = 240;

/**
 * A folder whose files are in memory: what this process asks of it is answered without the system, a hundred times as fast.
 * What the content does not decide, such as a name that is too long or leads elsewhere, the system is asked: the folder
 * is to be there, and empty.
 */
export class MemoryFolder {
  private content: FolderContent | null = null;
  private changed = '';
  private bytes = new Uint8Array();
  private readonly opened = new Map<number, Uint8Array>();
  private nextFd = firstFd;

  /** @param folder absolute and real */
  constructor(private readonly folder: string) {
    // the module itself, which importers see through a view that cannot be written
    const writable = createRequire(__filename)('node:fs') as Functions;
    for (const [name, own] of Object.entries(this.answers)) {
      const original = writable[name]!;
      writable[name] = (...args) => {
        const answer = own(...args);
        return answer === theirs ? original(...args) : answer;
      };
    }
  }

  /** @param changed absolute path of the file that has other bytes; empty: of none */
  show(content: FolderContent, changed: string, bytes: Uint8Array): void {
    Object.assign(this, { content, changed, bytes });
  }

  /** What is on the disk is seen again. */
  hide(): void {
    this.content = null;
  }

  /** Files that were opened and not closed since this was asked; they are closed. */
  leftOpen(): number {
    const { size } = this.opened;
    if (size) this.opened.clear();
    return size;
  }

  private bytesOf(at: string): Uint8Array | undefined {
    return at === this.changed ? this.bytes : this.content?.files.get(at);
  }

  /** The normal path; null for what is not decided here. */
  private placeOf(place: unknown): string | null {
    if (!this.content || typeof place !== 'string' || !place.startsWith(this.folder)) return null;
    if (this.content.files.has(place)) return place;
    if (place.length > this.folder.length + maxPlace || place.includes('\0')) return null;
    const at = path.resolve(place);
    return at === this.folder || at.startsWith(this.folder + path.sep) ? at : null;
  }

  private entryAt(at: string): MemoryEntry | null {
    const bytes = this.bytesOf(at);
    if (bytes) return new MemoryEntry(path.basename(at), bytes.length, true);
    return this.content!.folders.has(at) ? new MemoryEntry(path.basename(at), 0, false) : null;
  }

  private missing(call: string, at: string): Error {
    let above = path.dirname(at);
    while (!this.bytesOf(above) && above.length > this.folder.length) above = path.dirname(above);
    return systemError(this.bytesOf(above) ? 'ENOTDIR' : 'ENOENT', call, at);
  }

  private readonly stat = (place: unknown, options?: unknown): unknown => {
    const at = this.placeOf(place);
    if (at === null) return theirs;
    const entry = this.entryAt(at);
    if (!entry && (options as { throwIfNoEntry?: boolean })?.throwIfNoEntry !== false) throw this.missing('stat', at);
    return entry ?? undefined;
  };

  private listed(call: string, at: string): MemoryEntry[] {
    const entries = this.content!.folders.get(at);
    if (entries) return entries;
    throw this.bytesOf(at) ? systemError('ENOTDIR', call, at) : this.missing(call, at);
  }

  private readonly answers: Functions = {
    statSync: this.stat,
    lstatSync: this.stat,
    existsSync: place => {
      const at = this.placeOf(place);
      return at === null ? theirs : this.entryAt(at) !== null;
    },
    realpathSync: place => {
      const at = this.placeOf(place);
      if (at !== null && !this.entryAt(at)) throw this.missing('lstat', at);
      return at ?? theirs;
    },
    openSync: place => {
      const at = this.placeOf(place);
      if (at === null) return theirs;
      const bytes = this.bytesOf(at);
      if (!bytes) throw this.entryAt(at) ? systemError('EISDIR', 'open', at) : this.missing('open', at);
      this.opened.set(++this.nextFd, bytes);
      return this.nextFd;
    },
    fstatSync: fd => (isOwn(fd) ? new MemoryEntry('', this.bytesBehind(fd, 'fstat').length, true) : theirs),
    readSync: (fd, into, offset, length, position) => {
      if (!isOwn(fd)) return theirs;
      const from = this.bytesBehind(fd, 'read');
      const [first, wanted] = [Number(position), Number(length)];
      if (first < 0 || first >= from.length) return 0;
      const part = from.subarray(first, first + wanted);
      (into as Uint8Array).set(part, Number(offset));
      return part.length;
    },
    closeSync: fd => {
      if (!isOwn(fd)) return theirs;
      this.bytesBehind(fd, 'close');
      this.opened.delete(fd);
      return undefined;
    },
    readdirSync: (place, options) => {
      const at = this.placeOf(place);
      if (at === null) return theirs;
      const entries = this.listed('scandir', at);
      return (options as { withFileTypes?: boolean })?.withFileTypes ? [...entries] : entries.map(entry => entry.name);
    },
    opendirSync: place => {
      const at = this.placeOf(place);
      if (at === null) return theirs;
      const entries = [...this.listed('opendir', at)];
      return { readSync: () => entries.shift() ?? null, closeSync: () => undefined };
    },
    readFileSync: (place, options) => {
      const at = this.placeOf(place);
      if (at === null) return theirs;
      const bytes = this.bytesOf(at);
      if (!bytes) throw this.entryAt(at) ? systemError('EISDIR', 'read', at) : this.missing('open', at);
      return options === undefined ? Buffer.from(bytes) : Buffer.from(bytes).toString(options as BufferEncoding);
    },
  };

  private bytesBehind(fd: number, call: string): Uint8Array {
    const bytes = this.opened.get(fd);
    if (!bytes) throw systemError('EBADF', call, String(fd));
    return bytes;
  }
}

/** The system is to be asked. */
const theirs = Symbol('theirs');
const isOwn = (fd: unknown): fd is number => typeof fd === 'number' && fd >= firstFd;
const systemError = (code: string, syscall: string, place: string): Error =>
  Object.assign(new Error(`${code}: ${syscall} '${place}'`), { code, syscall, path: place });

/** Writes the files where a person or another program can open them; what was there before goes. */
export function writeContent(folder: string, files: readonly { name: string; bytes: Uint8Array }[]): void {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  for (const { name, bytes } of files) {
    const place = path.join(folder, name);
    fs.mkdirSync(path.dirname(place), { recursive: true });
    fs.writeFileSync(place, bytes);
  }
}
