import { LayerglassError } from '../../../protocol/errors';
import type { ByteSource } from '../sources/byteSource';
import { isAscii } from './isAscii';
import { zipMarks } from './zipMarks';
import { listedName } from './zipNames';

/** A member as the list of its zip has it. */
export interface ListedMember {
  name: string;
  /** Its name as it is stored; null: its characters are these bytes. */
  nameBytes: Buffer | null;
  flags: number;
  /** How it is packed: 0 as it is, 8 deflated. */
  method: number;
  crc: number;
  packedBytes: number;
  bytes: number;
  /** Where its header is. */
  start: number;
}

const endBytes = 22;
const largePlaceBytes = 20;
const largeEndBytes = 56;
const maxCommentBytes = 0xffff;
const entryBytes = 46;

/**
 * The list at the end of a zip, that of one of more than 4 GB too: APPNOTE.TXT 4.3.12 to 4.3.16,
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT.
 */
export class ZipList {
  /** Its members. */
  readonly count: number;
  /** Where in the file it begins, and ends once it was read. */
  readonly start: number;
  end: number;
  private readonly window: Window;

  /**
   * Throws LayerglassError `bad-zip` where there is none, `too-many-members`.
   * @param file as errors call it
   */
  constructor(source: ByteSource, file: string, maxMembers: number) {
    const bad = (why: string): LayerglassError => badZip(file, why);
    const { count, start } = listPlace(source, bad);
    if (count > maxMembers)
      throw new LayerglassError('too-many-members', `${file} has ${count} members`, { where: file });
    this.count = count;
    this.start = this.end = start;
    this.window = new Window(source, bad, start);
  }

  /** Its members, one after the other. Throws LayerglassError `bad-zip` where they are none, or it names places outside. */
  *members(): Generator<ListedMember> {
    for (let i = 0; i < this.count; i++) yield listedMember(this.window, i + 1);
    this.end = this.window.place;
  }
}

function listPlace(source: ByteSource, bad: (why: string) => LayerglassError): { count: number; start: number } {
  const length = Math.min(largePlaceBytes + endBytes + maxCommentBytes, source.size);
  const bytes = new Uint8Array(length);
  source.read(bytes, source.size - length);
  const view = new DataView(bytes.buffer);
  let at = length - endBytes;
  while (at >= 0 && view.getUint32(at, true) !== zipMarks.end) at--;
  if (at < 0) throw bad('it has no list of its members');
  // A comment may stand behind; anything else was put there by mistake, and the mark may be a part of it.
  if (view.getUint16(at + 20, true) !== length - at - endBytes)
    throw bad('something stands behind the end of its list');
  const large = at - largePlaceBytes;
  const isLarge = large >= 0 && view.getUint32(large, true) === zipMarks.largePlace;
  if (isLarge) return largeListPlace(source, Number(view.getBigUint64(large + 8, true)), bad);
  if (view.getUint16(at + 4, true) !== 0) throw bad('it is one of several parts');
  return { count: view.getUint16(at + 10, true), start: view.getUint32(at + 16, true) };
}

function largeListPlace(
  source: ByteSource,
  place: number,
  bad: (why: string) => LayerglassError,
): { count: number; start: number } {
  if (!(place + largeEndBytes <= source.size)) throw bad('the end of its list lies outside');
  const bytes = new Uint8Array(largeEndBytes);
  source.read(bytes, place);
  const view = new DataView(bytes.buffer);
  if (view.getUint32(0, true) !== zipMarks.largeEnd) throw bad('the end of its list is not where it is said to be');
  if (view.getUint32(16, true) !== 0) throw bad('it is one of several parts');
  return { count: Number(view.getBigUint64(32, true)), start: Number(view.getBigUint64(48, true)) };
}

/** @param number which of the list, for errors */
function listedMember(window: Window, number: number): ListedMember {
  let at = window.take(entryBytes);
  const { view } = window;
  if (view.getUint32(at, true) !== zipMarks.listed) throw window.bad(`member ${number} of its list is none`);
  const flags = view.getUint16(at + 8, true);
  const nameBytes = view.getUint16(at + 28, true);
  const extraBytes = view.getUint16(at + 30, true);
  const commentBytes = view.getUint16(at + 32, true);
  const member: ListedMember = {
    name: '',
    nameBytes: null,
    flags,
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    packedBytes: view.getUint32(at + 20, true),
    bytes: view.getUint32(at + 24, true),
    start: view.getUint32(at + 42, true),
  };
  if (nameBytes === 0) throw window.bad(`member ${number} of its list has no name`);
  if (flags & 0x40) throw window.bad(`member ${number} of its list is encrypted with its name`);
  at = window.take(nameBytes + extraBytes + commentBytes);
  const extra = extraBytes > 0 ? window.bytes.subarray(at + nameBytes, at + nameBytes + extraBytes) : null;
  const fields = extra && extraFields(extra, window);
  const unicode = fields?.get(unicodeNameField);
  // A view of bytes costs more than all the rest, and of most names none is needed.
  if (!unicode && isAscii(window.bytes, at, at + nameBytes))
    member.name = window.bytes.toString('latin1', at, at + nameBytes);
  else {
    // A copy: what comes next is read into the same memory.
    member.nameBytes = Buffer.from(window.bytes.subarray(at, at + nameBytes));
    member.name = listedName(member.nameBytes, flags, unicode);
  }
  const wrong = wrongName(member.name);
  if (wrong) throw window.bad(`${wrong}: ${member.name}`);
  const large = fields?.get(largeField);
  if (large) takeLarge(member, large, window);
  const stored = flags & 1 ? member.bytes + encryptionBytes : member.bytes;
  if (member.method === 0 && member.packedBytes !== stored)
    throw window.bad(`${member.name} has ${member.packedBytes} bytes, and ${member.bytes} without being packed`);
  return member;
}

/** What stands before what is encrypted the old way. */
const encryptionBytes = 12;
const largeField = 1;
const unicodeNameField = 0x7075;

/** By their numbers, the first of each. */
function extraFields(bytes: Uint8Array, window: Window): ReadonlyMap<number, Uint8Array> {
  const fields = new Map<number, Uint8Array>();
  for (let at = 0; at + 4 <= bytes.length;) {
    const id = bytes[at]! | (bytes[at + 1]! << 8);
    const end = at + 4 + (bytes[at + 2]! | (bytes[at + 3]! << 8));
    if (end > bytes.length) throw window.bad('a field of its list does not end');
    if (!fields.has(id)) fields.set(id, bytes.subarray(at + 4, end));
    at = end;
  }
  return fields;
}

/** What does not fit into 32 bits stands in a field, one after another. */
function takeLarge(member: ListedMember, field: Uint8Array, window: Window): void {
  const view = new DataView(field.buffer, field.byteOffset, field.length);
  let at = 0;
  const next = (value: number): number => {
    if (value !== 0xffffffff) return value;
    if (at + 8 > field.length) throw window.bad(`${member.name} does not say how large it is`);
    at += 8;
    return Number(view.getBigUint64(at - 8, true));
  };
  member.bytes = next(member.bytes);
  member.packedBytes = next(member.packedBytes);
  member.start = next(member.start);
}

/** Why nobody should unpack what has that name; null where it is an ordinary one. */
function wrongName(name: string): string | null {
  if (name.includes('\\')) return 'a name with a backslash';
  if (name.startsWith('/') || /^[a-z]:/i.test(name)) return 'a name that leads to a place of its own';
  return name.includes('..') && name.split('/').includes('..') ? 'a name that leads outside' : null;
}

const windowBytes = 2 ** 16;

/** What is read from one place on, a window at a time. */
class Window {
  bytes: Buffer<ArrayBuffer> = Buffer.alloc(0);
  view = new DataView(this.bytes.buffer);
  /** Where the window begins, and in it the next byte. */
  private start: number;
  private at = 0;

  constructor(
    private readonly source: ByteSource,
    readonly bad: (why: string) => LayerglassError,
    start: number,
  ) {
    this.start = start;
  }

  /** The next byte's place in the file. */
  get place(): number {
    return this.start + this.at;
  }

  /** Passes over so many bytes; where in the window they begin. */
  take(length: number): number {
    if (this.at + length > this.bytes.length) {
      const { place } = this;
      if (!(place + length <= this.source.size)) throw this.bad('its list ends too soon');
      const size = Math.min(Math.max(length, windowBytes), this.source.size - place);
      if (this.bytes.length !== size) {
        this.bytes = Buffer.alloc(size);
        this.view = new DataView(this.bytes.buffer);
      }
      this.source.read(this.bytes, place);
      [this.start, this.at] = [place, 0];
    }
    this.at += length;
    return this.at - length;
  }
}

const badZip = (file: string, why: string): LayerglassError =>
  new LayerglassError('bad-zip', `${file} is no zip that can be read: ${why}`, {
    where: file,
    remedy: 'It was not written to its end, or is not what its name says: copy it again.',
  });
