import type { FileProblem } from '../../../protocol/reader';
import { LayerglassError } from '../../../protocol/errors';
import type { ByteSource } from '../sources/byteSource';
import { addProblem } from '../fileProblems';
import { brokenSource, emptySource } from '../sources/brokenSource';
import { bytesOf, valueCount, type StoredTensor, type StoredType } from '../tensors/storedTensor';
import { entryOf } from '../tensors/tensorEntry';
import { SwappedSource } from '../sources/sourceViews';
import { BlockSource } from './blockSource';
import { badHdf5, ByteCursor } from './byteCursor';
import { filtersOf, isOurs, unreadableFilter, type Filter } from './chunkFilters';
import { dataLayout, type DataLayout } from './dataLayout';
import { dataspaceShape } from './dataspace';
import { datatypeOf, type Datatype } from './datatype';
import { fixedStrings, referredStrings, variableStrings } from './dataSetStrings';
import { fillValue } from './fillValue';
import type { Hdf5File } from './hdf5File';
import { messageTypes, objectMessages, type Message } from './objectHeader';
import { PackedChunks } from './packedChunks';
import { assertSzipSizes, hasSzip } from './szipSizes';

/** Deflate makes no more of a byte. */
const maxRatio = 1032;
/** Of what was never written: zeros that nobody has to go through for ever. */
const maxUnwrittenBytes = 2 ** 28;
const maxChunkBytes = 2 ** 28;

/** What ml_dtypes calls a type that HDF5 has no other word for than `opaque`. */
const namedTypes: readonly StoredType[] = [
  'bfloat16',
  'float8_e4m3fn',
  'float8_e5m2',
  'float8_e4m3fnuz',
  'float8_e5m2fnuz',
];

/**
 * A data set whose header that is, by its path: from its bytes where they are one after another, through the library where
 * they are packed. What cannot be read is listed, and a problem says why. Throws LayerglassError where its shape and type
 * cannot be told.
 * @param content where the file's bytes are read for values
 */
export function dataSet(
  file: Hdf5File,
  content: ByteSource,
  path: string,
  messages: readonly Message[],
  problems: FileProblem[],
): StoredTensor {
  const ofType = (type: number): Message | undefined => messages.find(message => message.type === type);
  const shape = shapeOf(file, ofType(messageTypes.dataspace));
  const type = named(file, path, typeOf(file, ofType(messageTypes.datatype)));
  const bytes = valueCount(shape) * type.itemBytes;
  if (!Number.isSafeInteger(bytes)) throw badHdf5(`it would have ${bytes} bytes`);
  const entry = entryOf({ name: path, dtype: type.dtype, shape, bytes }, '/');
  entry.layer = null;
  const broken = (error: LayerglassError): StoredTensor => {
    addProblem(problems, error.code, error.message.endsWith('.') ? error.message : `${error.message}.`, path);
    return { entry, stored: type.stored, quantization: null, source: brokenSource(error), at: 0 };
  };
  const plain = (source: ByteSource, at: number, isAsStored = false): StoredTensor => {
    const tensor = { entry, stored: type.stored, quantization: null, source, at };
    if (type.stored === 'string')
      return {
        ...tensor,
        strings: !type.isVariable
          ? fixedStrings(source, at, type)
          : source === content || isAsStored
            ? referredStrings(file, source, at)
            : variableStrings(file, path, shape),
      };
    const partBytes = type.stored.startsWith('complex') ? type.itemBytes / 2 : type.itemBytes;
    return type.isBigEndian && bytesOf(type.stored) > 0 && bytes > 0
      ? { ...tensor, source: new SwappedSource(source, at, partBytes), at: 0 }
      : tensor;
  };
  try {
    if (bytes === 0) return plain(emptySource, 0);
    if (ofType(messageTypes.external))
      return broken(refused('external-storage', 'Its values are in another file, which is not opened', path));
    const message = ofType(messageTypes.layout);
    if (!message || message.isShared) throw badHdf5('nothing says where its values are');
    const layout = dataLayout(message.bytes, file.superblock);
    if (layout.kind === 'virtual')
      return broken(refused('virtual-data-set', 'Its values are those of other data sets, which are not opened', path));
    if (layout.kind === 'chunked' || isUnwritten(layout)) {
      const packed = ofType(messageTypes.filters);
      const filters = packed ? filtersOf(packed.bytes) : [];
      const problem = unreadable(content, { layout, bytes, type, filters }, path);
      if (problem) return broken(problem);
      const { itemBytes } = type;
      if (layout.kind === 'chunked' && layout.index.kind !== 'newer' && isOurs(filters)) {
        const { chunk, index } = layout;
        const fill = fillValue(messages, itemBytes);
        const chunks = new PackedChunks(content, file.superblock, { index, shape, chunk, itemBytes, filters, fill });
        return plain(new BlockSource(chunks.readBlock, { shape, chunk, itemBytes }), 0, true);
      }
      file.isLibraryWanted = true;
      const chunk = layout.kind === 'chunked' ? layout.chunk : shape;
      let isChecked = !hasSzip(filters);
      const read = (...block: [readonly number[], readonly number[], Uint8Array]): void => {
        if (!isChecked && layout.kind === 'chunked' && layout.index.kind !== 'newer')
          assertSzipSizes(content, file.superblock, {
            ...{ index: layout.index, axes: shape.length, filters },
            chunkBytes: valueCount(chunk) * itemBytes,
          });
        isChecked = true;
        file.readBlock(path, ...block);
      };
      const blocks = new BlockSource(read, { shape, chunk, itemBytes });
      // The library gives numbers little-endian.
      return { ...plain(blocks, 0), source: blocks, at: 0 };
    }
    const [at, size] =
      layout.kind === 'compact'
        ? [message.place + layout.from, layout.size]
        : [file.superblock.base + layout.address!, bytes];
    if (size < bytes) throw badHdf5(`it has ${size} bytes, where its shape needs ${bytes}`);
    if (at + bytes > content.size)
      return broken(
        refused('file-short', `The file ends after ${content.size} bytes, where ${at + bytes} are needed`, path),
      );
    return plain(content, at);
  } catch (error) {
    if (!(error instanceof LayerglassError)) throw error;
    return broken(error);
  }
}

const isUnwritten = (layout: DataLayout): boolean => layout.kind === 'contiguous' && layout.address === null;
const refused = (code: string, message: string, where: string): LayerglassError =>
  new LayerglassError(code, message, { where, remedy: 'Write the values into the file itself.' });

/** Why values that are packed are not unpacked; null where they are. */
function unreadable(
  content: ByteSource,
  { layout, bytes, type, filters }: { layout: DataLayout; bytes: number; type: Datatype; filters: readonly Filter[] },
  path: string,
): LayerglassError | null {
  const unknown = unreadableFilter(filters);
  if (unknown)
    return new LayerglassError('unknown-compression', `Its values are packed by ${unknown}, which cannot be read`, {
      where: path,
      remedy: 'Read it with h5py and hdf5plugin, and write it again with gzip or lzf, or without compression.',
    });
  if (isUnwritten(layout))
    return bytes > maxUnwrittenBytes ? refused('never-written', `None of its ${bytes} bytes was written`, path) : null;
  if (layout.kind !== 'chunked') return null;
  const guarded = isOurs(filters) ? 'lzf' : hasSzip(filters) ? 'szip' : null;
  if (layout.index.kind === 'newer' && guarded)
    return new LayerglassError(
      'unknown-chunk-index',
      `Its blocks of ${guarded} are listed in a newer way, which is not read`,
      {
        where: path,
        remedy: 'Write the file with gzip, or by h5py without libver="latest".',
      },
    );
  const chunkBytes = valueCount(layout.chunk) * type.itemBytes;
  if (!(chunkBytes > 0 && chunkBytes <= maxChunkBytes))
    return refused('too-large', `It is packed in blocks of ${chunkBytes} bytes`, path);
  return bytes > maxUnwrittenBytes && bytes > (filters.length ? maxRatio : 1) * content.size
    ? refused('file-short', `Its ${bytes} bytes cannot come out of the ${content.size} of the file`, path)
    : null;
}

function shapeOf({ superblock }: Hdf5File, message: Message | undefined): number[] {
  if (!message || message.isShared) throw badHdf5('nothing says what shape it has');
  return dataspaceShape(superblock, message.bytes);
}

function typeOf(file: Hdf5File, message: Message | undefined): Datatype {
  if (!message) throw badHdf5('nothing says of what type it is');
  if (!message.isShared) return datatypeOf(new ByteCursor(message.bytes));
  // A type that is an object of its own.
  const { source, superblock } = file;
  const shared = new ByteCursor(message.bytes);
  const version = shared.u8();
  const kind = shared.u8();
  if (version === 1) shared.skip(6);
  if (version === 3 && kind !== 2) throw badHdf5('its type is in a heap of shared messages, which is not read');
  const messages = objectMessages(source, superblock, shared.uint(superblock.offsetBytes));
  const own = messages.find(({ type, isShared }) => type === messageTypes.datatype && !isShared);
  if (!own) throw badHdf5('its type is not where it is said to be');
  return datatypeOf(new ByteCursor(own.bytes));
}

/** Keras has an attribute that says what opaque bytes are: https://github.com/keras-team/keras, `H5IOStore`. */
function named(file: Hdf5File, path: string, type: Datatype): Datatype {
  if (!type.isOpaque || !file.attributeNames(path).includes('dtype')) return type;
  const name = file.attribute(path, 'dtype');
  const stored = namedTypes.find(known => known === name && bytesOf(known) === type.itemBytes);
  return stored ? { ...type, stored, dtype: stored, isBigEndian: false } : type;
}
