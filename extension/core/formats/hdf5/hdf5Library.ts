import { LayerglassError } from '../../../protocol/errors';
import type { ByteSource } from '../sources/byteSource';
import { badHdf5 } from './byteCursor';
import type { Hdf5Module, Node, Stream } from './hdf5Module';

const errors = { access: 2, noEntry: 44, inputOutput: 29, invalid: 28, readOnly: 69 };
const folderMode = 0o40555;
const fileMode = 0o100444;
/** Reads in one call of the library: more are those of a file that leads in circles. */
const maxReads = 1_000_000;
const maxSaid = 2 ** 14;

interface Mounted {
  source: ByteSource;
  /** As the library is told: what is missing at the end is not there when it is read. */
  size: number;
}

/**
 * The HDF5 library, which sees no files but those it is given, each under a name that no file can know, and opened only
 * once: what a file says of other files leads nowhere.
 */
export class Hdf5Library {
  private static current: Promise<Hdf5Library> | null = null;

  /** The one that is loaded, or a new one where that failed. */
  static async load(): Promise<Hdf5Library> {
    const loaded = await this.current;
    if (loaded && !loaded.isBroken) return loaded;
    this.current = import('./h5wasm').then(({ newModule }) => newModule()).then(module => new Hdf5Library(module));
    return this.current;
  }

  private isBroken = false;
  private readonly mounted = new Map<string, Mounted>();
  private opened = 0;
  private isOpening = false;
  /** What it complained of. */
  private said: number[] = [];
  private reads = 0;
  private failure: LayerglassError | null = null;

  private constructor(readonly module: Hdf5Module) {
    const { FS } = module;
    FS.mkdir('/files');
    FS.mount({ mount: () => this.root() }, {}, '/files');
    for (const stream of [FS.streams[1], FS.streams[2]])
      if (stream?.tty)
        stream.tty.ops = {
          put_char: (_, byte) => {
            if (this.said.length < maxSaid) this.said.push(byte);
          },
          fsync: () => undefined,
        };
  }

  /**
   * Opens a file; what is returned closes it.
   * @param size that it should have
   */
  open(source: ByteSource, size: number): { id: bigint; close: () => void } {
    const name = `file-${++this.opened}-${crypto.randomUUID()}`;
    this.mounted.set(name, { source, size });
    this.isOpening = true;
    try {
      const id = this.call(module => module.open(`/files/${name}`, 0, false, -1, -1));
      if (id < 0n) throw badHdf5('the HDF5 library cannot open it');
      const close = (): void => {
        this.mounted.delete(name);
        if (this.isBroken) return;
        try {
          this.call(module => module.close_file(id));
        } catch (error) {
          if (!(error instanceof LayerglassError)) throw error;
        }
      };
      return { id, close };
    } catch (error) {
      this.mounted.delete(name);
      throw error;
    } finally {
      this.isOpening = false;
    }
  }

  /** What the library returns. Throws LayerglassError where it complains, and where it fails. */
  call<T>(use: (module: Hdf5Module) => T): T {
    if (this.isBroken) throw libraryFailed('it failed before', undefined);
    this.said = [];
    this.reads = 0;
    this.failure = null;
    let result: T;
    try {
      result = use(this.module);
    } catch (error) {
      if (error instanceof LayerglassError) throw error;
      const message = error instanceof Error ? error.message : String(error);
      // Its own errors are plain ones; after any other one its memory cannot be trusted.
      if (!message.startsWith('error - ')) {
        this.isBroken = true;
        throw libraryFailed(message, error);
      }
      throw this.failure ?? badHdf5(this.complaint() || message);
    }
    if (this.failure) throw this.failure;
    if (this.said.length > 0) throw badHdf5(this.complaint());
    return result;
  }

  /** Gives memory back that `_malloc` gave. */
  free(place: number): void {
    if (!this.isBroken) this.module._free(place);
  }

  /** The innermost of the errors that it printed: `#007: H5B.c line 331 in H5B_find(): unable to load node`. */
  private complaint(): string {
    const lines = new TextDecoder().decode(Uint8Array.from(this.said)).split('\n');
    const last = lines.findLast(line => /^\s*#\d+:/.test(line)) ?? '';
    return last.replace(/^.*?\(\): /, '').trim() || 'the HDF5 library cannot read it';
  }

  private root(): Node {
    const { FS } = this.module;
    const root = FS.createNode(null, '/', folderMode, 0);
    const refuse = (code: number) => (): never => {
      throw new FS.ErrnoError(code);
    };
    root.node_ops = {
      getattr: (node: Node) => statOf(node, folderMode, 4096),
      lookup: (parent: Node, name: string) => this.lookup(parent, name),
      readdir: () => ['.', '..'],
      mknod: refuse(errors.readOnly),
      setattr: refuse(errors.readOnly),
    };
    root.stream_ops = {};
    return root;
  }

  private lookup(parent: Node, name: string): Node {
    const { FS } = this.module;
    const file = this.mounted.get(name);
    if (!file || !this.isOpening) throw new FS.ErrnoError(errors.noEntry);
    const node = FS.createNode(parent, name, fileMode, 0);
    node.node_ops = { getattr: (own: Node) => statOf(own, fileMode, file.size) };
    node.stream_ops = {
      open: () => {
        if (!this.isOpening) throw new FS.ErrnoError(errors.access);
      },
      close: () => FS.destroyNode(node),
      llseek: (stream: Stream, offset: number, whence: number) => {
        const place = whence === 0 ? offset : whence === 1 ? stream.position + offset : file.size + offset;
        if (place < 0) throw new FS.ErrnoError(errors.invalid);
        return place;
      },
      read: (_: Stream, memory: Int8Array, offset: number, length: number, position: number) => {
        this.readFile(file.source, new Uint8Array(memory.buffer, memory.byteOffset + offset, length), position);
        return length;
      },
    };
    return node;
  }

  private readFile(source: ByteSource, into: Uint8Array, position: number): void {
    try {
      if (++this.reads > maxReads) throw badHdf5('it leads in circles');
      if (position + into.length > source.size) throw badHdf5('something would be where the file has ended');
      source.read(into, position);
    } catch (error) {
      if (!(error instanceof LayerglassError)) throw error;
      this.failure = error;
      throw new this.module.FS.ErrnoError(errors.inputOutput);
    }
  }
}

function statOf(node: Node, mode: number, size: number): object {
  const time = new Date(0);
  return {
    ...{ dev: 1, ino: node.id, mode, nlink: 1, uid: 0, gid: 0, rdev: 0, size },
    ...{ atime: time, mtime: time, ctime: time, blksize: 4096, blocks: Math.ceil(size / 4096) },
  };
}

const libraryFailed = (what: string, cause: unknown): LayerglassError =>
  new LayerglassError('hdf5-failed', `The HDF5 library failed: ${what}`, {
    cause,
    remedy: 'The file is damaged, or was made to do that: copy it again, or choose another one.',
  });
