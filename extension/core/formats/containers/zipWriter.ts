import type { NewFile } from '../../runs/newTarget';
import { crc32 } from './crc32';
import { utf8Flag, zipMarks } from './zipMarks';

interface Member {
  name: Uint8Array;
  offset: number;
  size: number;
  crc: number;
}

/** What does not fit into 32 bits stands in a field of its own: zip64. */
const most = 0xffffffff;
/** 1 January 1980: the same content gives the same file. */
const date = 0x21;

/** Writes a zip whose members are stored: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
export class ZipWriter {
  private readonly members: Member[] = [];
  private member: Member | null = null;

  /** @param limit from which on sizes and places stand in fields of their own; less to test them */
  constructor(
    private readonly target: NewFile,
    private readonly limit = most,
  ) {}

  /** @param size what will be written of it */
  begin(name: string, size: number): void {
    this.member = { name: new TextEncoder().encode(name), offset: this.target.length, size, crc: 0 };
    this.target.write(localHeader(this.member, this.limit));
  }

  write(bytes: Uint8Array): void {
    this.member!.crc = crc32(bytes, this.member!.crc);
    this.target.write(bytes);
  }

  /** Puts the checksum, known by now, in front. */
  end(): void {
    const member = this.member!;
    this.target.writeAt(localHeader(member, this.limit), member.offset);
    this.members.push(member);
    this.member = null;
  }

  /** Writes the list of members. */
  finish(): void {
    const start = this.target.length;
    for (const member of this.members) this.target.write(centralHeader(member, this.limit));
    const size = this.target.length - start;
    const { length: count } = this.members;
    const isFar = start >= this.limit;
    if (count >= 0xffff || isFar) {
      const at = this.target.length;
      this.target.write(
        record([
          [4, zipMarks.largeEnd],
          ...[[8, 44] as Field, [2, 45] as Field, [2, 45] as Field, [4, 0] as Field, [4, 0] as Field],
          ...[[8, count] as Field, [8, count] as Field, [8, size] as Field, [8, start] as Field],
        ]),
      );
      this.target.write(
        record([
          [4, zipMarks.largePlace],
          [4, 0],
          [8, at],
          [4, 1],
        ]),
      );
    }
    const listed = Math.min(count, 0xffff);
    this.target.write(
      record([
        [4, zipMarks.end],
        [2, 0],
        [2, 0],
        [2, listed],
        [2, listed],
        [4, size >= this.limit ? most : size],
        [4, isFar ? most : start],
        [2, 0],
      ]),
    );
  }
}

/** Bytes it takes, and its value. */
type Field = [2 | 4 | 8, number];

function record(fields: readonly Field[], ...texts: Uint8Array[]): Uint8Array {
  const bytes = Buffer.alloc(fields.reduce((sum, [size]) => sum + size, 0));
  let at = 0;
  for (const [size, value] of fields) {
    if (size === 8) bytes.writeBigUInt64LE(BigInt(value), at);
    else bytes.writeUIntLE(value, at, size);
    at += size;
  }
  return Buffer.concat([bytes, ...texts]);
}

function localHeader(member: Member, limit: number): Uint8Array {
  const { name, size, crc } = member;
  const isLarge = size >= limit;
  const extra = isLarge
    ? record([
        [2, 1],
        [2, 16],
        [8, size],
        [8, size],
      ])
    : new Uint8Array();
  const shown = isLarge ? most : size;
  return record(
    [
      [4, zipMarks.member],
      [2, isLarge ? 45 : 20],
      ...([
        [2, utf8Flag],
        [2, 0],
        [2, 0],
        [2, date],
        [4, crc],
        [4, shown],
        [4, shown],
      ] as Field[]),
      ...([
        [2, name.length],
        [2, extra.length],
      ] as Field[]),
    ],
    name,
    extra,
  );
}

function centralHeader(member: Member, limit: number): Uint8Array {
  const { name, size, crc, offset } = member;
  const isLarge = size >= limit;
  const isFar = offset >= limit;
  const large: Field[] = [
    ...(isLarge
      ? ([
          [8, size],
          [8, size],
        ] as Field[])
      : []),
    ...(isFar ? ([[8, offset]] as Field[]) : []),
  ];
  const extra = large.length ? record([[2, 1], [2, 8 * large.length], ...large]) : new Uint8Array();
  const shown = isLarge ? most : size;
  const version = large.length ? 45 : 20;
  return record(
    [
      ...([
        [4, zipMarks.listed],
        [2, version],
        [2, version],
        [2, utf8Flag],
        [2, 0],
        [2, 0],
        [2, date],
      ] as Field[]),
      ...([
        [4, crc],
        [4, shown],
        [4, shown],
        [2, name.length],
        [2, extra.length],
      ] as Field[]),
      ...([
        [2, 0],
        [2, 0],
        [2, 0],
        [4, 0],
        [4, isFar ? most : offset],
      ] as Field[]),
    ],
    name,
    extra,
  );
}
