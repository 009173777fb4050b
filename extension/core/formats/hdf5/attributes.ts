import { valueCount } from '../tensors/storedTensor';
import { badHdf5, zeroEndedText, type ByteCursor } from './byteCursor';
import { dataspaceShape } from './dataspace';
import { datatypeOf } from './datatype';
import { heapStrings, referenceBytes } from './globalHeap';
import type { AttributeValue, Hdf5File } from './hdf5File';
import { itemsIn, numberReaders } from './numberReaders';
import { messageOf, messageTypes, type Message } from './objectHeader';

/** Of one attribute. */
const maxValues = 1_000_000;
const maxTextBytes = 2 ** 26;

/** Messages of a header that are attributes; null where these are in a heap of their own, which the library knows. */
export function attributeMessages({ superblock }: Hdf5File, messages: readonly Message[]): Message[] | null {
  const info = messageOf(messages, messageTypes.attributeInfo);
  if (info) {
    const cursor = info.read();
    cursor.skip(1);
    if (cursor.u8() & 1) cursor.skip(2);
    if (cursor.address(superblock.offsetBytes) !== null) return null;
  }
  return messages.filter(message => message.type === messageTypes.attribute && !message.isShared);
}

/** An attribute's name, and how its value is read: null where it is neither text nor number. */
export function attributeOf(file: Hdf5File, own: Message): { name: string; value: () => AttributeValue | null } {
  const message = own.read();
  const version = message.u8();
  const flags = message.u8();
  if (version < 1 || version > 3) throw badHdf5('an attribute of an unknown version');
  const [nameBytes, typeBytes, spaceBytes] = [message.u16(), message.u16(), message.u16()];
  if (version === 3) message.skip(1);
  const part = (length: number): ByteCursor => {
    const own = message.part(length);
    if (version === 1) message.skip(8 * Math.ceil(length / 8) - length);
    return own;
  };
  const name = zeroEndedText(part(nameBytes).slice(nameBytes));
  const value = (): AttributeValue | null => {
    if (version > 1 && flags & 3) throw badHdf5(`the attribute ${name} has a shared type, which is not read`);
    const type = datatypeOf(part(typeBytes));
    const shape = dataspaceShape(file.superblock, part(spaceBytes));
    const count = valueCount(shape);
    if (count > maxValues) throw badHdf5(`the attribute ${name} has ${count} values`);
    const list = valuesOf(file, message, type, count);
    return list && (shape.length ? list : (list[0] ?? null));
  };
  return { name, value };
}

function valuesOf(
  file: Hdf5File,
  message: ByteCursor,
  { stored, itemBytes, isVariable, isBigEndian }: ReturnType<typeof datatypeOf>,
  count: number,
): string[] | number[] | null {
  if (isVariable) return heapStrings(file, message.part(count * referenceBytes(file)), count, maxTextBytes);
  const bytes = message.slice(count * itemBytes);
  const items = itemsIn(bytes, itemBytes);
  if (stored === 'string') return items.map(zeroEndedText);
  const read = numberReaders[stored];
  return read ? items.map(item => read(new DataView(item.buffer, item.byteOffset), !isBigEndian)) : null;
}
