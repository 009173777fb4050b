import type { ByteSource } from '../sources/byteSource';
import { badHdf5, cursorAt } from './byteCursor';
import type { ChunkIndex } from './dataLayout';
import type { Superblock } from './superblock';

/** Where a chunk is in the file. */
export interface ChunkPlace {
  /** The index of its first value along each axis. */
  first: number[];
  place: number;
  bytes: number;
  /** Filters that it did not go through: bits, the first one's the lowest. */
  skipped: number;
}

/** Chunks of one data set. */
const maxChunks = 4_000_000;

/** All chunks that were written. Throws LayerglassError `bad-hdf5`. */
export function chunkPlaces(
  source: ByteSource,
  { base, offsetBytes }: Superblock,
  index: Exclude<ChunkIndex, { kind: 'newer' }>,
  axes: number,
): ChunkPlace[] {
  const { address } = index;
  if (address === null) return [];
  if (index.kind === 'one')
    return [{ first: Array<number>(axes).fill(0), place: base + address, bytes: index.bytes, skipped: index.skipped }];
  const places: ChunkPlace[] = [];
  const seen = new Set<number>();
  // A key: bytes of the chunk, filters it skipped, and its place on each axis, one more than the data set has.
  const keyBytes = 8 + 8 * (axes + 1);
  const visit = (node: number, level: number | null): void => {
    if (seen.has(node) || places.length > maxChunks) throw badHdf5('the list of its blocks leads in circles');
    seen.add(node);
    const head = cursorAt(source, base + node, 8 + 2 * offsetBytes);
    if (!head.isSigned('TREE') || head.u8() !== 1) throw badHdf5('its blocks have no list');
    const own = head.u8();
    if (level !== null && own !== level) throw badHdf5('its blocks have a list that is none');
    const used = head.u16();
    const body = cursorAt(source, base + node + 8 + 2 * offsetBytes, used * (keyBytes + offsetBytes));
    for (let i = 0; i < used; i++) {
      const [bytes, skipped] = [body.u32(), body.u32()];
      const first = Array.from({ length: axes }, () => body.uint(8));
      body.skip(8);
      const child = body.uint(offsetBytes);
      if (own > 0) visit(child, own - 1);
      else places.push({ first, place: base + child, bytes, skipped });
    }
  };
  visit(address, null);
  return places;
}
