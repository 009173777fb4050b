import { LayerglassError } from '../../../protocol/errors';
import type { ByteSource } from '../sources/byteSource';
import { valueCount } from '../tensors/storedTensor';
import { BlockSource } from './blockSource';
import { filtersOf, isOurs, unreadableFilter, type Filter } from './chunkFilters';
import type { DataLayout } from './dataLayout';
import { fillValue } from './fillValue';
import type { Hdf5File } from './hdf5File';
import { messageOf, messageTypes, type Message } from './objectHeader';
import { PackedChunks } from './packedChunks';
import { assertSzipSizes, hasSzip } from './szipSizes';

/** Deflate makes no more of a byte. */
const maxRatio = 1032;
/** Of what was never written: zeros that nobody has to go through for ever. */
const maxUnwrittenBytes = 2 ** 28;
const maxChunkBytes = 2 ** 28;

export interface Packed {
  path: string;
  shape: readonly number[];
  bytes: number;
  itemBytes: number;
  layout: DataLayout;
}

/** True where values are not one after another in the file: in blocks, or not written at all. */
export const isPacked = (layout: DataLayout): boolean =>
  layout.kind === 'chunked' || (layout.kind === 'contiguous' && layout.address === null);

/**
 * Values that are unpacked when they are read, in row-major order: here where h5py's own filter is among those that they went
 * through, by the library otherwise. `isAsStored`: they are as the file has them; the library gives numbers little-endian.
 * Throws LayerglassError where they cannot be unpacked.
 * @param content where the file's bytes are read for values
 */
export function packedValues(
  file: Hdf5File,
  content: ByteSource,
  packed: Packed,
  messages: readonly Message[],
): { source: ByteSource; isAsStored: boolean } {
  const { path, shape, itemBytes, layout } = packed;
  const message = messageOf(messages, messageTypes.filters);
  const filters = message ? filtersOf(message.read()) : [];
  assertReadable(content, packed, filters);
  const { superblock } = file;
  const chunk = layout.kind === 'chunked' ? layout.chunk : shape;
  const index = layout.kind === 'chunked' && layout.index.kind !== 'newer' ? layout.index : null;
  if (index && isOurs(filters)) {
    const fill = fillValue(messages, itemBytes);
    const chunks = new PackedChunks(content, superblock, { index, shape, chunk, itemBytes, filters, fill });
    return { source: new BlockSource(chunks.readBlock, { shape, chunk, itemBytes }), isAsStored: true };
  }
  file.isLibraryWanted = true;
  let isChecked = index === null || !hasSzip(filters);
  const read = (...block: [readonly number[], readonly number[], Uint8Array]): void => {
    const chunkBytes = valueCount(chunk) * itemBytes;
    if (!isChecked && index) assertSzipSizes(content, superblock, { index, axes: shape.length, filters, chunkBytes });
    isChecked = true;
    file.readBlock(path, ...block);
  };
  return { source: new BlockSource(read, { shape, chunk, itemBytes }), isAsStored: false };
}

/** Throws LayerglassError where packed values are not unpacked. */
function assertReadable(
  content: ByteSource,
  { layout, bytes, itemBytes, path }: Packed,
  filters: readonly Filter[],
): void {
  const unknown = unreadableFilter(filters);
  if (unknown)
    throw new LayerglassError('unknown-compression', `Its values are packed by ${unknown}, which cannot be read`, {
      where: path,
      remedy: 'Read it with h5py and hdf5plugin, and write it again with gzip or lzf, or without compression.',
    });
  if (layout.kind !== 'chunked') {
    if (bytes > maxUnwrittenBytes) throw refused('never-written', `None of its ${bytes} bytes was written`, path);
    return;
  }
  const guarded = isOurs(filters) ? 'lzf' : hasSzip(filters) ? 'szip' : null;
  if (layout.index.kind === 'newer' && guarded)
    throw new LayerglassError(
      'unknown-chunk-index',
      `Its blocks of ${guarded} are listed in a newer way, which is not read`,
      {
        where: path,
        remedy: 'Write the file with gzip, or by h5py without libver="latest".',
      },
    );
  const chunkBytes = valueCount(layout.chunk) * itemBytes;
  if (!(chunkBytes > 0 && chunkBytes <= maxChunkBytes))
    throw refused('too-large', `It is packed in blocks of ${chunkBytes} bytes`, path);
  if (bytes > maxUnwrittenBytes && bytes > (filters.length ? maxRatio : 1) * content.size)
    throw refused('file-short', `Its ${bytes} bytes cannot come out of the ${content.size} of the file`, path);
}

export const refused = (code: string, message: string, where: string): LayerglassError =>
  new LayerglassError(code, message, { where, remedy: 'Write the values into the file itself.' });
