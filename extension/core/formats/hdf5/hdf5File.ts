import { LayerglassError } from '../../../protocol/errors';
import type { ByteSource } from '../sources/byteSource';
import { itemsIn, numberReaders } from './numberReaders';
import { attributeMessages, attributeOf } from './attributes';
import { badHdf5, zeroEndedText } from './byteCursor';
import { FilePages } from './filePages';
import type { Datatype } from './datatype';
import { Hdf5Library } from './hdf5Library';
import type { AttributeMetadata, Hdf5Module } from './hdf5Module';
import type { Message } from './objectHeader';
import { readSuperblock, type Superblock } from './superblock';

/** What an attribute may be: of more than one, a list. */
export type AttributeValue = string | number | string[] | number[];

/** An attribute's bytes, and its strings where they are stored elsewhere. */
const maxAttributeBytes = 2 ** 28;
const maxStrings = 1_000_000;
/** Of a place in the library's memory. */
const pointerBytes = 4;

/** An HDF5 file that is open. Each method throws LayerglassError. */
export class Hdf5File {
  /** Of objects that have some. */
  private readonly attributes = new Map<string, Message[]>();
  /** Objects whose attributes only the library can find. */
  private readonly unlisted = new Set<string>();
  private library: Hdf5Library | null = null;
  /** What it is to the library, or why the library does not open it; null as long as it is not loaded. */
  private file: { id: bigint; close: () => void } | LayerglassError | null = null;
  /** Something was asked for that only the library knows. */
  isLibraryWanted = false;
  /** The type that was read last, and the message that says it. */
  lastType: { message: Message; type: Datatype } | null = null;
  readonly superblock: Superblock;
  /** Small parts of it are read more than once. */
  readonly source: FilePages;

  constructor(content: ByteSource) {
    this.source = new FilePages(content);
    this.superblock = readSuperblock(this.source);
  }

  async loadLibrary(): Promise<void> {
    const size = Math.max(this.source.size, this.superblock.end);
    if (!Number.isSafeInteger(size)) throw badHdf5(`it would have ${size} bytes`);
    this.library = await Hdf5Library.load();
    try {
      this.file = this.library.open(this.source, size);
    } catch (error) {
      if (!(error instanceof LayerglassError)) throw error;
      this.file = error;
    }
  }

  close(): void {
    if (this.file && !(this.file instanceof LayerglassError)) this.file.close();
  }

  /** Why no more than headers, and values that are not packed, can be read; null where all can. */
  get failure(): LayerglassError | null {
    return this.file instanceof LayerglassError ? this.file : null;
  }

  /** Bytes that are missing at its end. */
  get missingBytes(): number {
    return Math.max(0, this.superblock.end - this.source.size);
  }

  /** Names of what a group has. */
  names(path: string): string[] {
    return this.ask((module, id) => module.get_names(id, path, false));
  }

  /** Where a link leads, in words; null where it is no link but the thing itself. */
  linkTarget(path: string): string | null {
    const within = this.ask((module, id) => module.get_symbolic_link(id, path));
    if (within !== null) return within;
    const { filename, obj_path } = this.ask((module, id) => module.get_external_link(id, path));
    return filename === undefined ? null : `${filename}:${obj_path ?? ''}`;
  }

  /** Where an object's header is. */
  address(path: string): number {
    const bytes = this.ask((module, id) => module.create_object_reference(id, path));
    return bytes.reduceRight((value, byte) => value * 256 + byte, 0);
  }

  /** Keeps what of an object's header is about attributes, which are read without the library then. */
  noteHeader(path: string, messages: readonly Message[]): void {
    const own = attributeMessages(this, messages);
    if (own === null) {
      this.unlisted.add(path);
      this.isLibraryWanted = true;
    } else if (own.length > 0)
      this.attributes.set(
        path,
        own.map(message => message.copy()),
      );
  }

  private ownAttributes(path: string): ReturnType<typeof attributeOf>[] | null {
    if (this.unlisted.has(path)) return null;
    return (this.attributes.get(path) ?? []).map(message => attributeOf(this, message));
  }

  attributeNames(path: string): string[] {
    const own = this.ownAttributes(path);
    return own ? own.map(({ name }) => name) : this.ask((module, id) => module.get_attribute_names(id, path));
  }

  /** Null where it is empty, or neither text nor number. */
  attribute(path: string, name: string): AttributeValue | null {
    const own = this.ownAttributes(path);
    if (own) return own.find(attribute => attribute.name === name)?.value() ?? null;
    const about = this.ask((module, id) => module.get_attribute_metadata(id, path, name));
    const bytes = about.total_size * about.size;
    if (bytes > maxAttributeBytes || (about.vlen && about.total_size > maxStrings))
      throw badHdf5(`the attribute ${name} would have ${bytes} bytes`);
    if (about.shape === null || !(bytes > 0)) return about.shape?.length ? [] : null;
    return this.withMemory(bytes, place =>
      this.ask((module, id) => {
        // What is not read must not be taken for places of strings.
        module.HEAPU8.fill(0, place, place + bytes);
        if (module.get_attribute_data(id, path, name, BigInt(place)) < 0) throw badHdf5(`the attribute ${name}`);
        const read = module.HEAPU8.slice(place, place + bytes);
        if (!about.vlen) return valueOf(about, read);
        const strings = [...new Uint32Array(read.buffer)].map(at => textAt(module.HEAPU8, at));
        module.reclaim_vlen_memory(id, path, name, BigInt(place));
        return about.shape!.length ? strings : strings[0]!;
      }),
    );
  }

  /** Reads a block of a data set: `into` has as many bytes as it, in row-major order, little-endian. */
  readBlock(path: string, offset: readonly number[], count: readonly number[], into: Uint8Array): void {
    this.withMemory(into.length, place =>
      this.ask((module, id) => {
        readInto(module, id, path, { offset, count, place });
        into.set(module.HEAPU8.subarray(place, place + into.length));
      }),
    );
  }

  /** One string of a data set that has them elsewhere, cut after `maxBytes`. */
  readText(path: string, offset: readonly number[], maxBytes: number): string {
    const count = offset.map(() => 1);
    return this.withMemory(pointerBytes, place =>
      this.ask((module, id) => {
        new Uint32Array(module.HEAPU8.buffer, place, 1)[0] = 0;
        readInto(module, id, path, { offset, count, place });
        const at = new Uint32Array(module.HEAPU8.buffer, place, 1)[0]!;
        const text = textAt(module.HEAPU8, at, maxBytes);
        module._free(at);
        return text;
      }),
    );
  }

  private ask<T>(use: (module: Hdf5Module, id: bigint) => T): T {
    const { file, library } = this;
    if (file instanceof LayerglassError) throw file;
    if (!file || !library) {
      this.isLibraryWanted = true;
      throw badHdf5('the HDF5 library is not loaded');
    }
    return library.call(module => use(module, file.id));
  }

  private withMemory<T>(bytes: number, use: (place: number) => T): T {
    const place = this.ask(module => module._malloc(bytes));
    if (place === 0)
      throw new LayerglassError('too-large', `There is no memory for ${bytes} bytes at once`, {
        remedy: 'Choose a smaller file.',
      });
    try {
      return use(place);
    } finally {
      this.library?.free(place);
    }
  }
}

/** Reads a block of a data set; of one value there is no block. */
function readInto(
  module: Hdf5Module,
  id: bigint,
  path: string,
  { offset, count, place }: { offset: readonly number[]; count: readonly number[]; place: number },
): void {
  const big = (values: readonly number[]): bigint[] | null => (values.length ? values.map(BigInt) : null);
  const strides = big(count.map(() => 1));
  const status = module.get_dataset_data(id, path, big(count), big(offset), strides, BigInt(place));
  if (status !== 0) throw badHdf5('its values cannot be read');
}

const textAt = (memory: Uint8Array, at: number, maxBytes = Infinity): string =>
  at === 0 ? '' : new TextDecoder().decode(memory.subarray(at, Math.min(memory.indexOf(0, at), at + maxBytes)));

/** What an attribute's bytes stand for, as the library gives them: numbers are little-endian. */
function valueOf({ type, size, shape, signed }: AttributeMetadata, bytes: Uint8Array): AttributeValue | null {
  const kind = type === 1 ? 'float' : type === 0 ? (signed ? 'int' : 'uint') : null;
  const read = numberReaders[`${kind}${8 * size}`];
  const items = itemsIn(bytes, size);
  const list =
    type === 3
      ? items.map(zeroEndedText)
      : read
        ? items.map(item => read(new DataView(item.buffer, item.byteOffset), true))
        : null;
  return list && (shape!.length ? list : list[0]!);
}
