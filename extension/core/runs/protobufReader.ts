/** One field of a message: a number for varint and fixed types, a view of the bytes for the length-delimited ones. */
export type ProtobufField =
  | { field: number; type: 'varint'; value: number }
  | { field: number; type: 'double'; value: number }
  /** `bits`: the same as an unsigned integer, which a NaN would lose. */
  | { field: number; type: 'float'; value: number; bits: number }
  | { field: number; type: 'block'; value: Uint8Array };

/** The fields of a message in their order. Ends at what is not one: whoever needs certainty checks a checksum first. */
export function* protobufFields(bytes: Uint8Array): Generator<ProtobufField> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; at < bytes.length && scale < 2 ** 64; scale *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    return NaN;
  };
  while (at < bytes.length) {
    const key = varint();
    const field = Math.floor(key / 8);
    const type = key % 8;
    if (type === 0) yield { field, type: 'varint', value: varint() };
    else if (type === 1 && at + 8 <= bytes.length) {
      yield { field, type: 'double', value: view.getFloat64(at, true) };
      at += 8;
    } else if (type === 5 && at + 4 <= bytes.length) {
      yield { field, type: 'float', value: view.getFloat32(at, true), bits: view.getUint32(at, true) };
      at += 4;
    } else if (type === 2) {
      const length = varint();
      if (!(at + length <= bytes.length)) return;
      yield { field, type: 'block', value: bytes.subarray(at, at + length) };
      at += length;
    } else return;
  }
}
