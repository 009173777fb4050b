import type { ByteSource } from '../sources/byteSource';
import { badHdf5, ByteCursor, cursorAt } from './byteCursor';
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

export interface Message {
  type: number;
  /** It is somewhere else: what is here says where. */
  isShared: boolean;
  bytes: Uint8Array;
  /** Where its bytes are in the file. */
  place: number;
}

/** Of one object. */
const maxMessages = 10_000;
const maxBlockBytes = 2 ** 26;

interface Block {
  place: number;
  length: number;
}
/** A block that is being gone through, and how the start of a message is read. */
interface OpenBlock {
  cursor: ByteCursor;
  /** What is left over behind the last message has fewer bytes than such a start. */
  headBytes: number;
  end: number;
  next(): { type: number; size: number; flags: number };
}

/** `OHDR`. */
const newerSignature = [0x4f, 0x48, 0x44, 0x52];

/** All messages of an object's header. Throws LayerglassError `bad-hdf5`. */
export function objectMessages(source: ByteSource, superblock: Superblock, address: number): Message[] {
  const place = superblock.base + address;
  const start = cursorAt(source, place, Math.min(64, Math.max(0, source.size - place)));
  return newerSignature.every((byte, i) => start.bytes[i] === byte)
    ? newerMessages(source, superblock, place, start)
    : olderMessages(source, superblock, place, start);
}

function olderMessages(source: ByteSource, superblock: Superblock, place: number, start: ByteCursor): Message[] {
  if (start.u8() !== 1) throw badHdf5('an object has no header');
  start.skip(7);
  const blocks: Block[] = [{ place: place + 16, length: start.u32() }];
  return messagesOf(source, superblock, blocks, block => {
    const cursor = cursorAt(source, block.place, block.length);
    const next = (): ReturnType<OpenBlock['next']> => {
      const head = { type: cursor.u16(), size: cursor.u16(), flags: cursor.u8() };
      cursor.skip(3);
      return head;
    };
    return { cursor, headBytes: 8, end: block.length, next };
  });
}

function newerMessages(source: ByteSource, superblock: Superblock, place: number, start: ByteCursor): Message[] {
  start.skip(4);
  if (start.u8() !== 2) throw badHdf5('an object has a header of an unknown version');
  const flags = start.u8();
  start.skip((flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0));
  const length = start.uint(1 << (flags & 3));
  const prefix = start.at;
  const blocks: Block[] = [{ place, length: prefix + length + 4 }];
  return messagesOf(source, superblock, blocks, (block, isFirst) => {
    const cursor = cursorAt(source, block.place, block.length);
    const end = block.length - 4;
    if (end < 4 || new ByteCursor(cursor.bytes, end).u32() !== lookup3(cursor.bytes.subarray(0, end)))
      throw badHdf5('a header does not have the checksum that was stored with it');
    cursor.skip(isFirst ? prefix : 4);
    const next = (): ReturnType<OpenBlock['next']> => {
      const head = { type: cursor.u8(), size: cursor.u16(), flags: cursor.u8() };
      if (flags & 4) cursor.skip(2);
      return head;
    };
    return { cursor, headBytes: flags & 4 ? 6 : 4, end, next };
  });
}

/** Messages of a header's blocks, and of those that they lead to. */
function messagesOf(
  source: ByteSource,
  { base, offsetBytes, lengthBytes }: Superblock,
  blocks: Block[],
  open: (block: Block, isFirst: boolean) => OpenBlock,
): Message[] {
  const messages: Message[] = [];
  const seen = new Set<number>();
  for (let i = 0; i < blocks.length; i++) {
    const block = blocks[i]!;
    if (seen.has(block.place)) throw badHdf5('a header leads back to itself');
    if (block.length > maxBlockBytes) throw badHdf5(`a header would have ${block.length} bytes`);
    seen.add(block.place);
    const { cursor, headBytes, end, next } = open(block, i === 0);
    while (end - cursor.at >= headBytes) {
      const { type, size, flags } = next();
      const place = block.place + cursor.at;
      const bytes = cursor.slice(size);
      if (messages.length >= maxMessages) throw badHdf5('a header has too many messages');
      messages.push({ type, isShared: (flags & 2) !== 0, bytes, place });
      if (type !== messageTypes.continuation) continue;
      const to = new ByteCursor(bytes);
      blocks.push({ place: base + to.uint(offsetBytes), length: to.uint(lengthBytes) });
    }
  }
  return messages;
}
