import { badHdf5, type ByteCursor } from './byteCursor';
import type { FilePages } from './filePages';
import { lookup3 } from './lookup3';
import type { Superblock } from './superblock';

/** Kinds of messages in a header. */
export const messageTypes = {
  dataspace: 1,
  linkInfo: 2,
  datatype: 3,
  olderFillValue: 4,
  fillValue: 5,
  link: 6,
  external: 7,
  layout: 8,
  filters: 11,
  attribute: 12,
  continuation: 16,
  symbolTable: 17,
  attributeInfo: 21,
} as const;

/** A message of a header. */
export class Message {
  /**
   * @param isShared it is somewhere else: what is here says where
   * @param place where its bytes are in the file
   */
  constructor(
    readonly type: number,
    readonly isShared: boolean,
    readonly place: number,
    private readonly content: ByteCursor,
  ) {}

  /** Its bytes from their start. */
  read(): ByteCursor {
    return this.content.again();
  }

  /** True where another one says the same. */
  isAs({ type, isShared, content }: Message): boolean {
    return type === this.type && isShared === this.isShared && this.content.isAs(content);
  }

  /** The same with bytes of its own, to be kept: those of the file around them need not stay in memory. */
  copy(): Message {
    return new Message(this.type, this.isShared, this.place, this.content.copy());
  }
}

/** The first message of a type; undefined where there is none. */
export function messageOf(messages: readonly Message[], type: number): Message | undefined {
  for (const message of messages) if (message.type === type) return message;
  return undefined;
}

/** Of one object. */
const maxMessages = 10_000;
const maxBlockBytes = 2 ** 26;

interface Block {
  place: number;
  length: number;
}
/** How the blocks of a header are laid out. */
interface Layout {
  isNewer: boolean;
  /** Bytes before the first message of the first block. */
  prefix: number;
  /** Of the start of a message: what is left over behind the last one has fewer. */
  headBytes: number;
}

const sumBytes = 4;
/** `OHDR`, and of a block that continues it `OCHK`. */
const signatureBytes = 4;

/** All messages of an object's header. Throws LayerglassError `bad-hdf5`. */
export function objectMessages(source: FilePages, superblock: Superblock, address: number): Message[] {
  const place = superblock.base + address;
  const start = source.cursor(place, Math.min(64, Math.max(0, source.size - place)));
  return start.length >= signatureBytes && start.isSigned('OHDR')
    ? newerMessages(source, superblock, place, start)
    : olderMessages(source, superblock, place, start);
}

function olderMessages(source: FilePages, superblock: Superblock, place: number, start: ByteCursor): Message[] {
  start.at = 0;
  if (start.u8() !== 1) throw badHdf5('an object has no header');
  start.skip(7);
  const layout = { isNewer: false, prefix: 0, headBytes: 8 };
  return messagesOf(source, superblock, { place: place + 16, length: start.u32() }, layout);
}

function newerMessages(source: FilePages, superblock: Superblock, place: number, start: ByteCursor): Message[] {
  if (start.u8() !== 2) throw badHdf5('an object has a header of an unknown version');
  const flags = start.u8();
  start.skip((flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0));
  const length = start.uint(1 << (flags & 3));
  const layout = { isNewer: true, prefix: start.at, headBytes: flags & 4 ? 6 : 4 };
  return messagesOf(source, superblock, { place, length: layout.prefix + length + sumBytes }, layout);
}

/** Messages of a header's blocks: of the first one, and of those that it leads to. */
function messagesOf(
  source: FilePages,
  { base, offsetBytes, lengthBytes }: Superblock,
  first: Block,
  layout: Layout,
): Message[] {
  const { isNewer, headBytes } = layout;
  const messages: Message[] = [];
  const blocks = [first];
  let seen: Set<number> | null = null;
  for (let i = 0; i < blocks.length; i++) {
    const block = blocks[i]!;
    if (block.length > maxBlockBytes) throw badHdf5(`a header would have ${block.length} bytes`);
    const cursor = source.cursor(block.place, block.length);
    const end = isNewer ? summedEnd(cursor, block.length) : block.length;
    if (isNewer) cursor.skip(i === 0 ? layout.prefix : signatureBytes);
    while (end - cursor.at >= headBytes) {
      const type = isNewer ? cursor.u8() : cursor.u16();
      const size = cursor.u16();
      const isShared = (cursor.u8() & 2) !== 0;
      cursor.skip(headBytes - (isNewer ? 4 : 5));
      if (messages.length >= maxMessages) throw badHdf5('a header has too many messages');
      const message = new Message(type, isShared, block.place + cursor.at, cursor.part(size));
      messages.push(message);
      if (type !== messageTypes.continuation) continue;
      const to = message.read();
      const next = { place: base + to.uint(offsetBytes), length: to.uint(lengthBytes) };
      seen ??= new Set([first.place]);
      if (seen.has(next.place)) throw badHdf5('a header leads back to itself');
      seen.add(next.place);
      blocks.push(next);
    }
  }
  return messages;
}

/** Where the messages of a block end, behind which its checksum is. Throws LayerglassError where that is another one. */
function summedEnd(cursor: ByteCursor, length: number): number {
  const end = length - sumBytes;
  if (end >= signatureBytes) {
    cursor.skip(end);
    const stored = cursor.u32();
    cursor.at = 0;
    if (stored === cursor.upTo(end, lookup3)) return end;
  }
  throw badHdf5('a header does not have the checksum that was stored with it');
}
