/** What a table ends with: https://github.com/google/leveldb/blob/main/doc/table_format.md. */
const magic = 0xdb4775248b80fb57n;

/** True where the last bytes are those of a table. */
export const isTable = (end: Uint8Array): boolean =>
  end.length >= 8 && new DataView(end.buffer, end.byteOffset).getBigUint64(end.length - 8, true) === magic;
