import type { ByteSource } from '../sources/byteSource';
import { chosenFile } from '../chosenFile';
import { badHdf5, ByteCursor, cursorAt } from './byteCursor';
import { lookup3 } from './lookup3';

const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
export const isHdf5 = (start: Uint8Array): boolean => signature.every((byte, i) => start[i] === byte);

/** Where the signature is: at the file's start, or behind what its writer has put before it. Null where there is none. */
export function signaturePlace(source: ByteSource): number | null {
  const bytes = new Uint8Array(signature.length);
  for (let place = 0; place + signature.length <= source.size; place = place === 0 ? 512 : place * 2) {
    source.read(bytes, place);
    if (isHdf5(bytes)) return place;
  }
  return null;
}

/** True where something was put before the signature: `isHdf5` does not see it then. */
export function hasUserBlock(place: string): boolean {
  const source = chosenFile(place);
  try {
    return (signaturePlace(source) ?? 0) > 0;
  } finally {
    source.close();
  }
}

/** What a file says of itself as a whole. */
export interface Superblock {
  /** Where addresses count from. */
  base: number;
  /** Bytes of an address, and of a length. */
  offsetBytes: number;
  lengthBytes: number;
  /** Address of the root group's header. */
  root: number;
  /** Where the file is to end. */
  end: number;
}

/** Throws LayerglassError `bad-hdf5`. */
export function readSuperblock(source: ByteSource): Superblock {
  const base = signaturePlace(source);
  if (base === null) throw badHdf5('it has no signature');
  const start = cursorAt(source, base, Math.min(128, source.size - base));
  start.skip(8);
  const version = start.u8();
  if (version > 3) throw badHdf5(`its version ${version} is not known`);
  return version < 2 ? olderSuperblock(start, base, version) : newerSuperblock(start, base);
}

function olderSuperblock(start: ByteCursor, base: number, version: number): Superblock {
  start.skip(4);
  const sizes = sizesOf(start);
  start.skip(9 + (version === 1 ? 4 : 0));
  const { offsetBytes } = sizes;
  start.skip(2 * offsetBytes);
  const end = start.uint(offsetBytes);
  start.skip(2 * offsetBytes);
  return { base, ...sizes, root: start.uint(offsetBytes), end };
}

function newerSuperblock(start: ByteCursor, base: number): Superblock {
  const sizes = sizesOf(start);
  const { offsetBytes } = sizes;
  start.skip(1 + 2 * offsetBytes);
  const end = start.uint(offsetBytes);
  const root = start.uint(offsetBytes);
  const sum = start.upTo(start.at, lookup3);
  if (start.u32() !== sum) throw badHdf5('its start does not have the checksum that was stored with it');
  return { base, ...sizes, root, end };
}

function sizesOf(start: ByteCursor): Pick<Superblock, 'offsetBytes' | 'lengthBytes'> {
  const [offsetBytes, lengthBytes] = [start.u8(), start.u8()];
  if (![2, 4, 8].includes(offsetBytes) || ![2, 4, 8].includes(lengthBytes))
    throw badHdf5(`addresses of ${offsetBytes} bytes, lengths of ${lengthBytes}`);
  return { offsetBytes, lengthBytes };
}
