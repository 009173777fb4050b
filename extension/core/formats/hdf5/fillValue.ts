import type { ByteCursor } from './byteCursor';
import { messageTypes, type Message } from './objectHeader';

/** The bytes of the value that was never written, as the file has it; zeros where it says none. Throws LayerglassError `bad-hdf5`. */
export function fillValue(messages: readonly Message[], itemBytes: number): Uint8Array {
  const newer = messages.find(({ type, isShared }) => type === messageTypes.fillValue && !isShared);
  const older = messages.find(({ type, isShared }) => type === messageTypes.olderFillValue && !isShared);
  const bytes = (newer ? newerValue(newer) : null) ?? (older ? sized(older.read()) : null);
  return bytes?.length === itemBytes ? bytes : new Uint8Array(itemBytes);
}

/** Null where it is not defined. */
function newerValue(own: Message): Uint8Array | null {
  const message = own.read();
  const version = message.u8();
  if (version < 3) {
    message.skip(2);
    return message.u8() === 1 || version === 1 ? sized(message) : null;
  }
  return message.u8() & 0x20 ? sized(message) : null;
}

// It is kept: not as a part of the file's bytes around it.
const sized = (message: ByteCursor): Uint8Array => message.slice(message.u32()).slice();
