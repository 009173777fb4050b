import type { FileProblem, TensorEntry } from '../../../protocol/reader';
import { LayerglassError } from '../../../protocol/errors';
import type { ByteSource } from '../sources/byteSource';
import { addProblem } from '../fileProblems';
import { brokenSource, emptySource } from '../sources/brokenSource';
import { bytesOf, valueCount, type StoredTensor, type StoredType } from '../tensors/storedTensor';
import { entryOf } from '../tensors/tensorEntry';
import { SwappedSource } from '../sources/sourceViews';
import { badHdf5 } from './byteCursor';
import { dataLayout } from './dataLayout';
import { dataspaceShape } from './dataspace';
import { datatypeOf, type Datatype } from './datatype';
import { fixedStrings, referredStrings, variableStrings } from './dataSetStrings';
import type { Hdf5File } from './hdf5File';
import { messageOf, messageTypes, objectMessages, type Message } from './objectHeader';
import { isPacked, packedValues, refused } from './packedValues';

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
  const shape = shapeOf(file, messageOf(messages, messageTypes.dataspace));
  const type = named(file, path, typeOf(file, messageOf(messages, messageTypes.datatype)));
  const bytes = valueCount(shape) * type.itemBytes;
  if (!Number.isSafeInteger(bytes)) throw badHdf5(`it would have ${bytes} bytes`);
  const entry = entryOf({ name: path, dtype: type.dtype, shape, bytes }, null);
  try {
    return withValues(file, content, { entry, type }, messages);
  } catch (error) {
    if (!(error instanceof LayerglassError)) throw error;
    addProblem(problems, error.code, error.message.endsWith('.') ? error.message : `${error.message}.`, path);
    return { entry, stored: type.stored, quantization: null, source: brokenSource(error), at: 0 };
  }
}

interface Typed {
  entry: TensorEntry;
  type: Datatype;
}

/** The tensor with its values. Throws LayerglassError where these cannot be read. */
function withValues(
  file: Hdf5File,
  content: ByteSource,
  { entry, type }: Typed,
  messages: readonly Message[],
): StoredTensor {
  const { name: path, shape, bytes } = entry;
  if (bytes === 0) return asStored(file, emptySource, 0, { entry, type });
  if (messageOf(messages, messageTypes.external))
    throw refused('external-storage', 'Its values are in another file, which is not opened', path);
  const message = messageOf(messages, messageTypes.layout);
  if (!message || message.isShared) throw badHdf5('nothing says where its values are');
  const layout = dataLayout(message.read(), file.superblock);
  if (layout.kind === 'virtual')
    throw refused('virtual-data-set', 'Its values are those of other data sets, which are not opened', path);
  if (isPacked(layout)) {
    const packed = { path, shape, bytes, itemBytes: type.itemBytes, layout };
    const { source, isAsStored } = packedValues(file, content, packed, messages);
    if (isAsStored) return asStored(file, source, 0, { entry, type });
    const tensor: StoredTensor = { entry, stored: type.stored, quantization: null, source, at: 0 };
    if (type.stored === 'string')
      tensor.strings = type.isVariable ? variableStrings(file, path, shape) : fixedStrings(source, 0, type);
    return tensor;
  }
  let at: number;
  let size = bytes;
  if (layout.kind === 'compact') [at, size] = [message.place + layout.from, layout.size];
  else if (layout.kind === 'contiguous') at = file.superblock.base + layout.address!;
  else throw badHdf5('nothing says where its values are');
  if (size < bytes) throw badHdf5(`it has ${size} bytes, where its shape needs ${bytes}`);
  if (at + bytes > content.size)
    throw refused('file-short', `The file ends after ${content.size} bytes, where ${at + bytes} are needed`, path);
  return asStored(file, content, at, { entry, type });
}

/** Values as the file has them, from a place on. */
function asStored(file: Hdf5File, source: ByteSource, at: number, { entry, type }: Typed): StoredTensor {
  const tensor: StoredTensor = { entry, stored: type.stored, quantization: null, source, at };
  if (type.stored === 'string')
    tensor.strings = type.isVariable ? referredStrings(file, source, at) : fixedStrings(source, at, type);
  else if (type.isBigEndian && bytesOf(type.stored) > 0 && entry.bytes > 0) {
    const partBytes = type.stored.startsWith('complex') ? type.itemBytes / 2 : type.itemBytes;
    tensor.source = new SwappedSource(source, at, partBytes);
    tensor.at = 0;
  }
  return tensor;
}

function shapeOf({ superblock }: Hdf5File, message: Message | undefined): number[] {
  if (!message || message.isShared) throw badHdf5('nothing says what shape it has');
  return dataspaceShape(superblock, message.read());
}

function typeOf(file: Hdf5File, message: Message | undefined): Datatype {
  if (!message) throw badHdf5('nothing says of what type it is');
  // Most have the type of the one before.
  if (file.lastType?.message.isAs(message)) return file.lastType.type;
  const type = message.isShared ? sharedType(file, message) : datatypeOf(message.read());
  file.lastType = { message: message.copy(), type };
  return type;
}

function sharedType(file: Hdf5File, message: Message): Datatype {
  // A type that is an object of its own.
  const { source, superblock } = file;
  const shared = message.read();
  const version = shared.u8();
  const kind = shared.u8();
  if (version === 1) shared.skip(6);
  if (version === 3 && kind !== 2) throw badHdf5('its type is in a heap of shared messages, which is not read');
  const messages = objectMessages(source, superblock, shared.uint(superblock.offsetBytes));
  const own = messages.find(({ type, isShared }) => type === messageTypes.datatype && !isShared);
  if (!own) throw badHdf5('its type is not where it is said to be');
  return datatypeOf(own.read());
}

/** Keras has an attribute that says what opaque bytes are: https://github.com/keras-team/keras, `H5IOStore`. */
function named(file: Hdf5File, path: string, type: Datatype): Datatype {
  if (!type.isOpaque || !file.attributeNames(path).includes('dtype')) return type;
  const name = file.attribute(path, 'dtype');
  const stored = namedTypes.find(known => known === name && bytesOf(known) === type.itemBytes);
  return stored ? { ...type, stored, dtype: stored, isBigEndian: false } : type;
}
