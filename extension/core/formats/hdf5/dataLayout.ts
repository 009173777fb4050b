import { badHdf5, type ByteCursor } from './byteCursor';
import type { Superblock } from './superblock';

/** Where the values of a data set are. */
export type DataLayout =
  /** One after another; `address` is null where none were ever written. */
  | { kind: 'contiguous'; address: number | null }
  /** In the header itself, from a place in the layout's message on. */
  | { kind: 'compact'; from: number; size: number }
  /** In blocks of that shape. */
  | { kind: 'chunked'; chunk: number[]; index: ChunkIndex }
  | { kind: 'virtual' };

/** Where it stands where the blocks are; an address is null where none was written. */
export type ChunkIndex =
  | { kind: 'tree'; address: number | null }
  /** There is one only. */
  | { kind: 'one'; address: number | null; bytes: number; skipped: number }
  /** In a way that the library knows. */
  | { kind: 'newer' };

/** What a layout message says. Throws LayerglassError `bad-hdf5`. */
export function dataLayout(message: ByteCursor, superblock: Superblock): DataLayout {
  const version = message.u8();
  if (version < 1 || version > 5) throw badHdf5('a data set has a layout of an unknown version');
  return version < 3 ? olderLayout(message, superblock) : newerLayout(message, superblock, version);
}

function olderLayout(message: ByteCursor, { offsetBytes }: Superblock): DataLayout {
  const axes = message.u8();
  const kind = message.u8();
  message.skip(5);
  const address = kind === 0 ? null : message.address(offsetBytes);
  const sizes = Array.from({ length: axes }, () => message.u32());
  if (kind === 0) return { kind: 'compact', size: message.u32(), from: message.at };
  if (kind === 1) return { kind: 'contiguous', address };
  if (kind === 2) return { kind: 'chunked', chunk: sizes.slice(0, -1), index: { kind: 'tree', address } };
  throw badHdf5(`a data set has an unknown layout ${kind}`);
}

function newerLayout(message: ByteCursor, { offsetBytes, lengthBytes }: Superblock, version: number): DataLayout {
  const kind = message.u8();
  if (kind === 0) return { kind: 'compact', size: message.u16(), from: message.at };
  if (kind === 1) return { kind: 'contiguous', address: message.address(offsetBytes) };
  if (kind === 3) return { kind: 'virtual' };
  if (kind !== 2) throw badHdf5(`a data set has an unknown layout ${kind}`);
  // The last size is that of a value.
  if (version === 3) {
    const axes = message.u8();
    const address = message.address(offsetBytes);
    const chunk = Array.from({ length: axes }, () => message.u32()).slice(0, -1);
    return { kind: 'chunked', chunk, index: { kind: 'tree', address } };
  }
  const flags = message.u8();
  const axes = message.u8();
  const sizeBytes = message.u8();
  const chunk = Array.from({ length: axes }, () => message.uint(sizeBytes)).slice(0, -1);
  const isOneFiltered = message.u8() === 1 && (flags & 2) !== 0;
  if (!isOneFiltered) return { kind: 'chunked', chunk, index: { kind: 'newer' } };
  const one = { bytes: message.uint(lengthBytes), skipped: message.u32() };
  return { kind: 'chunked', chunk, index: { kind: 'one', ...one, address: message.address(offsetBytes) } };
}
