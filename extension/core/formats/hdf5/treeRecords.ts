import { badHdf5, type ByteCursor } from './byteCursor';
import type { FilePages } from './filePages';
import { lookup3 } from './lookup3';
import type { Superblock } from './superblock';

const maxRecords = 1_000_000;
/** Signature, version, kind; and the checksum. */
const headBytes = 6;
const sumBytes = 4;
/** More would be trees that no file of any size needs. */
const maxLevels = 16;

/**
 * The records of a tree of the second version, in their order: III.A.2 of
 * https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html. Throws LayerglassError `bad-hdf5`.
 * @param kind of records: 5 links by a hash of their names, 6 links by when they were made
 */
export function treeRecords(source: FilePages, superblock: Superblock, address: number, kind: number): ByteCursor[] {
  const { base, offsetBytes, lengthBytes } = superblock;
  const header = summedCursor(source, base + address, 22 + offsetBytes + lengthBytes, 'BTHD');
  if (header.u8() !== 0 || header.u8() !== kind) throw badHdf5('a group has an index of another kind');
  const nodeBytes = header.u32();
  const recordBytes = header.u16();
  const levels = header.u16();
  header.skip(2);
  const root = header.address(offsetBytes);
  const count = header.u16();
  const total = header.uint(lengthBytes);
  if (total > maxRecords || levels > maxLevels || recordBytes === 0) throw badHdf5('a group has an index that is none');
  const records: ByteCursor[] = [];
  if (root === null) return records;
  const sizes = nodeSizes(nodeBytes, recordBytes, levels, offsetBytes);
  const seen = new Set<number>();
  const visit = (node: number, level: number, own: number): void => {
    if (seen.has(node) || records.length > total) throw badHdf5('a group has an index that leads in circles');
    seen.add(node);
    const { countBytes, totalBytes } = sizes[level]!;
    const pointerBytes = offsetBytes + countBytes + totalBytes;
    const length = headBytes + own * recordBytes + (level > 0 ? (own + 1) * pointerBytes : 0) + sumBytes;
    if (length > nodeBytes) throw badHdf5('a group has an index with too much in a part of it');
    const cursor = summedCursor(source, base + node, length, level > 0 ? 'BTIN' : 'BTLF');
    cursor.skip(2);
    const list = Array.from({ length: own }, () => cursor.part(recordBytes));
    if (level === 0) {
      for (const record of list) records.push(record);
      return;
    }
    for (let i = 0; i <= own; i++) {
      const child = cursor.uint(offsetBytes);
      const inChild = cursor.uint(countBytes);
      cursor.skip(totalBytes);
      visit(child, level - 1, inChild);
      if (i < own) records.push(list[i]!);
    }
  };
  visit(root, levels, count);
  if (records.length !== total) throw badHdf5('a group has an index that is not whole');
  return records;
}

/** Bytes of what a node of each level says of a child: how many records are in it, and in all below it. */
function nodeSizes(
  nodeBytes: number,
  recordBytes: number,
  levels: number,
  offsetBytes: number,
): { countBytes: number; totalBytes: number }[] {
  const room = nodeBytes - headBytes - sumBytes;
  let most = Math.floor(room / recordBytes);
  const countBytes = bytesFor(most);
  const sizes = [{ countBytes, totalBytes: 0 }];
  for (let level = 1, totalBytes = 0; level <= levels; level++) {
    const pointerBytes = offsetBytes + countBytes + totalBytes;
    sizes.push({ countBytes, totalBytes });
    const own = Math.floor((room - pointerBytes) / (recordBytes + pointerBytes));
    most = (own + 1) * most + own;
    totalBytes = bytesFor(most);
  }
  return sizes;
}

/** Of a number up to that one. */
export const bytesFor = (most: number): number => Math.floor(Math.log2(Math.max(1, most)) / 8) + 1;

/** What begins with those letters and ends with its checksum; behind the letters. */
export function summedCursor(source: FilePages, place: number, length: number, letters: string): ByteCursor {
  const cursor = source.cursor(place, length);
  if (!cursor.isSigned(letters)) throw badHdf5(`something is not where it is said to be`);
  const { at } = cursor;
  const end = length - sumBytes;
  cursor.at = end;
  if (cursor.u32() !== cursor.upTo(end, lookup3))
    throw badHdf5('a part of it does not have the checksum that was stored with it');
  cursor.at = at;
  return cursor;
}
