import * as zlib from 'node:zlib';
import { MemorySource } from '../../extension/core/formats/sources/sourceViews';
import { isTable } from '../../extension/core/formats/tensorflow/isTable';
import { Table, Varints } from '../../extension/core/formats/tensorflow/tableFile';
import { maskedCrc32c } from '../../extension/core/runs/crc32c';
import { zipOf } from '../unit/core/formats/containers/zipFixtures';
import type { RandomSource } from './randomSource';

type Change = (bytes: Uint8Array) => Uint8Array;
type Inside = (bytes: Uint8Array, random: RandomSource, change: Change) => Uint8Array | null;

/** Changes what checksums guard, and makes them again, so that a reader gets to it; null where there are none. */
export function mutateInside(bytes: Uint8Array, random: RandomSource, change: Change): Uint8Array | null {
  for (const inside of [insideZip, insideTable, insideRecords]) {
    const changed = inside(bytes, random, change);
    if (changed) return changed;
  }
  return null;
}

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

interface Member {
  name: string;
  bytes: Uint8Array;
  isDeflated: boolean;
}
const membersOf = new WeakMap<Uint8Array, Member[]>();

const insideZip: Inside = (bytes, random, change) => {
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) return null;
  const members = membersOf.get(bytes) ?? readMembers(bytes);
  membersOf.set(bytes, members);
  if (!members.length) return null;
  const at = random.below(members.length);
  return new Uint8Array(zipOf(members.map((one, i) => (i === at ? { ...one, bytes: change(one.bytes) } : one))));
};

/** Of a zip that is sound and has no comment; none of another. */
function readMembers(bytes: Uint8Array): Member[] {
  const view = viewOf(bytes);
  const end = bytes.length - 22;
  if (end < 0 || view.getUint32(end, true) !== 0x06054b50) return [];
  const members: Member[] = [];
  let at = view.getUint32(end + 16, true);
  try {
    for (let n = view.getUint16(end + 10, true); n > 0; n--) {
      const [packed, nameLength] = [view.getUint32(at + 20, true), view.getUint16(at + 28, true)];
      const local = view.getUint32(at + 42, true);
      const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
      const stored = bytes.slice(start, start + packed);
      const isDeflated = view.getUint16(at + 10, true) === 8;
      const name = Buffer.from(bytes.subarray(at + 46, at + 46 + nameLength)).toString();
      members.push({ name, isDeflated, bytes: isDeflated ? new Uint8Array(zlib.inflateRawSync(stored)) : stored });
      at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    }
  } catch {
    return [];
  }
  return members;
}

/** A block of a table keeps its length. */
const insideTable: Inside = (bytes, random, change) => {
  if (!isTable(bytes.subarray(-8))) return null;
  const footer = new Varints(bytes.subarray(-48));
  const [, , at, length] = [footer.next(), footer.next(), footer.next(), footer.next()];
  let blocks;
  try {
    blocks = [...new Table(new MemorySource(bytes, () => new Error('short') as never), '').blocks, { at, length }];
  } catch {
    return null;
  }
  const block = random.pick(blocks) as { at: number; length: number };
  const changed = bytes.slice();
  changed.set(change(bytes.slice(block.at, block.at + block.length)).subarray(0, block.length), block.at);
  const sum = maskedCrc32c(changed.subarray(block.at, block.at + block.length + 1));
  viewOf(changed).setUint32(block.at + block.length + 1, sum, true);
  return changed;
};

const maxRecords = 2000;

/** Records as event files have them: a length, its checksum, the bytes, theirs. */
const insideRecords: Inside = (bytes, random, change) => {
  const view = viewOf(bytes);
  const isRecord = (at: number): boolean =>
    at + 12 <= bytes.length && maskedCrc32c(bytes.subarray(at, at + 8)) === view.getUint32(at + 8, true);
  const records: { at: number; length: number }[] = [];
  for (let at = 0; records.length < maxRecords && isRecord(at);) {
    const length = Number(view.getBigUint64(at, true));
    if (at + 16 + length > bytes.length) break;
    records.push({ at, length });
    at += 16 + length;
  }
  if (!records.length) return null;
  const { at, length } = random.pick(records);
  const data = change(bytes.slice(at + 12, at + 12 + length));
  const record = new Uint8Array(16 + data.length);
  viewOf(record).setBigUint64(0, BigInt(data.length), true);
  viewOf(record).setUint32(8, maskedCrc32c(record.subarray(0, 8)), true);
  record.set(data, 12);
  viewOf(record).setUint32(12 + data.length, maskedCrc32c(data), true);
  return new Uint8Array(Buffer.concat([bytes.subarray(0, at), record, bytes.subarray(at + 16 + length)]));
};
