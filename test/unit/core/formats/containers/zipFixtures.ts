import * as zlib from 'node:zlib';
import { crc32ByTable } from '../../../../../extension/core/formats/containers/crc32';

/** A member of a zip that is made here, and what of it is to be wrong. */
export interface Made {
  name: string;
  bytes: Uint8Array;
  isDeflated?: boolean;
  crc?: number;
  localName?: string;
  /** The size that is declared. */
  size?: number;
  /** Where it is said to begin, instead of where it does. */
  offset?: number;
  flags?: number;
  /** It is there, and the list does not have it. */
  isUnlisted?: boolean;
}

export function zipOf(members: readonly Made[]): Buffer {
  const parts: Buffer[] = [];
  const list: Buffer[] = [];
  let at = 0;
  for (const made of members) {
    const packed = made.isDeflated ? zlib.deflateRawSync(made.bytes) : Buffer.from(made.bytes);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(made.flags ?? 0, 2);
    common.writeUInt16LE(made.isDeflated ? 8 : 0, 4);
    common.writeUInt32LE(made.crc ?? crc32ByTable(made.bytes, 0), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(made.size ?? made.bytes.length, 18);
    const header = (name: string): Buffer => {
      common.writeUInt16LE(Buffer.byteLength(name), 22);
      return common;
    };
    const localName = made.localName ?? made.name;
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), header(localName), Buffer.from(localName), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(made.offset ?? at, 10);
    if (!made.isUnlisted)
      list.push(
        Buffer.concat([Buffer.from('PK\x01\x02\x14\0', 'latin1'), header(made.name), tail, Buffer.from(made.name)]),
      );
    parts.push(local);
    at += local.length;
  }
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(list.length, 8);
  end.writeUInt16LE(list.length, 10);
  end.writeUInt32LE(Buffer.concat(list).length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, ...list, end]);
}
