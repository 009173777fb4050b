import type { ByteSource } from '../sources/byteSource';
import { badHdf5, cursorAt } from './byteCursor';
import type { Filter } from './chunkFilters';
import { chunkPlaces } from './chunkPlaces';
import type { ChunkIndex } from './dataLayout';
import type { Superblock } from './superblock';

export const hasSzip = (filters: readonly Filter[]): boolean => filters.some(({ name }) => name === 'szip');

/** Filters before it may have made a chunk a little longer. */
const slackBytes = 1024;

/**
 * Throws LayerglassError `bad-hdf5` where a chunk says of itself that it unpacks to more than a chunk has: the library would
 * make room for up to 4 GB, and go on until that is full. It says so in the four bytes that szip's filter puts before it:
 * https://github.com/HDFGroup/hdf5/blob/develop/src/H5Zszip.c.
 */
export function assertSzipSizes(
  source: ByteSource,
  superblock: Superblock,
  {
    index,
    axes,
    filters,
    chunkBytes,
  }: { index: Exclude<ChunkIndex, { kind: 'newer' }>; axes: number; filters: readonly Filter[]; chunkBytes: number },
): void {
  const own = filters.findIndex(({ name }) => name === 'szip');
  // A checksum stands at the end.
  if (filters.slice(own + 1).some(({ name }) => name !== 'fletcher32'))
    throw badHdf5('its blocks were packed once more after szip');
  for (const { place, skipped, bytes } of chunkPlaces(source, superblock, index, axes)) {
    if ((skipped >>> own) & 1 || bytes < 4) continue;
    const size = cursorAt(source, place, 4).u32();
    if (size > chunkBytes * 1.01 + slackBytes)
      throw badHdf5(`a block of szip says that it has ${size} bytes, where it should have ${chunkBytes}`);
  }
}
