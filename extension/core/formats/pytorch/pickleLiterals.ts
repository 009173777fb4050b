import type { PickleInput } from './pickleInput';
import { longOf, quotedText, rawUnicode, textFloat, textLong } from './pickleNumbers';
import { opcodes as op } from './pickleOpcodes';
import { emptyTuple } from './pickleTuples';
import { PickleDict, PickleItems, type PickleValue } from './pickleValue';

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** The operations that put a value on the stack and ask for nothing else, by their codes. */
export const literals: Partial<Record<number, (input: PickleInput) => PickleValue>> = {
  [op.NONE]: () => null,
  [op.NEWTRUE]: () => true,
  [op.NEWFALSE]: () => false,
  [op.BININT]: input => input.int32(),
  [op.BININT1]: input => input.byte(),
  [op.BININT2]: input => input.uint16(),
  [op.LONG1]: input => longOf(input, input.byte()),
  [op.LONG4]: input => longOf(input, input.int32()),
  [op.INT]: input => {
    const line = input.line();
    return /^0[01]$/.test(line) ? line === '01' : textLong(input, line);
  },
  [op.LONG]: input => textLong(input, input.line()),
  [op.FLOAT]: input => textFloat(input, input.line()),
  [op.BINFLOAT]: input => input.float64(),
  [op.BINUNICODE]: input => input.utf8(input.uint32()),
  [op.SHORT_BINUNICODE]: input => input.utf8(input.byte()),
  [op.BINUNICODE8]: input => input.utf8(input.uint64()),
  [op.UNICODE]: input => rawUnicode(input.line('latin1')),
  [op.STRING]: input => quotedText(input, input.line('latin1')),
  // Python 2's strings may be bytes: a character each.
  [op.BINSTRING]: input => latin1(input.bytes(input.uint32())),
  [op.SHORT_BINSTRING]: input => latin1(input.bytes(input.byte())),
  [op.BINBYTES]: input => input.bytes(input.uint32()),
  [op.SHORT_BINBYTES]: input => input.bytes(input.byte()),
  [op.BINBYTES8]: input => input.bytes(input.uint64()),
  [op.BYTEARRAY8]: input => input.bytes(input.uint64()),
  [op.EMPTY_LIST]: () => new PickleItems('list', []),
  [op.EMPTY_TUPLE]: () => emptyTuple,
  [op.EMPTY_SET]: () => new PickleItems('set', []),
  [op.EMPTY_DICT]: () => new PickleDict(),
};
