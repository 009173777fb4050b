import { PickleCall, type PickleValue } from './pickleValue';

/** Bytes as they are; Python 2's text of them; `_codecs.encode` of it; `bytearray` of any. */
export function pickledBytes(value: PickleValue | undefined): Uint8Array | null {
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'string') return new Uint8Array(Buffer.from(value, 'latin1'));
  if (!(value instanceof PickleCall)) return null;
  const { path } = value.callee;
  const isText = path === '_codecs.encode' && typeof value.args[0] === 'string' && value.args[1] === 'latin1';
  if (isText || /^builtins\.(bytes|bytearray)$/.test(path)) return pickledBytes(value.args[0] ?? new Uint8Array());
  return null;
}
