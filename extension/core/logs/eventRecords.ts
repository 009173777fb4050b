import { maskedCrc32c } from '../runs/crc32c';
import { recordFooterBytes, recordHeaderBytes } from '../runs/eventRecord';

/** A record that is longer is passed over unread: pictures of some megabytes are ordinary, a graph can have a hundred. */
export const maxRecordBytes = 64 * 2 ** 20;
const pieceBytes = 2 ** 20;

/** What reads bytes of a file: fewer than asked for where it ends. */
export type ReadAt = (into: Uint8Array, position: number) => number;

export interface RecordVisitor {
  /** Its data begin at `at`; `whole`: with length and checksums. Both views are good until the call returns. */
  record(data: Uint8Array, at: number, whole: Uint8Array): void;
  /** The record at `at` is not as it should be. After a bad length nothing more can be read. */
  bad(code: 'record-damaged' | 'length-damaged' | 'record-too-large', at: number): void;
}

/**
 * Goes through the whole records of an event file from `from` on, in pieces. Returns where the first that is not there yet
 * begins, and whether a bad length has ended the file. After `maxBytes` it stops behind a record.
 */
export function visitRecords(
  read: ReadAt,
  size: number,
  from: number,
  visitor: RecordVisitor,
  maxBytes = Infinity,
): { at: number; isEnded: boolean } {
  let buffer = new Uint8Array(Math.min(pieceBytes, Math.max(0, size - from)));
  let start = from;
  let length = 0;
  let at = from;
  /** Has `count` bytes from `at` on in the buffer; false where the file ends before. */
  const have = (count: number): boolean => {
    if (at + count > size) return false;
    if (at + count <= start + length) return true;
    if (count > buffer.length) buffer = new Uint8Array(Math.max(count, pieceBytes));
    start = at;
    length = read(buffer.subarray(0, Math.min(buffer.length, size - at)), at);
    return count <= length;
  };
  while (at - from < maxBytes && have(recordHeaderBytes)) {
    const header = buffer.subarray(at - start, at - start + recordHeaderBytes);
    const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
    if (view.getUint32(8, true) !== maskedCrc32c(header.subarray(0, 8))) {
      visitor.bad('length-damaged', at);
      return { at, isEnded: true };
    }
    const dataBytes = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
    const whole = recordHeaderBytes + dataBytes + recordFooterBytes;
    if (at + whole > size) break;
    if (dataBytes > maxRecordBytes) visitor.bad('record-too-large', at);
    else {
      if (!have(whole)) break;
      const dataAt = at - start + recordHeaderBytes;
      const data = buffer.subarray(dataAt, dataAt + dataBytes);
      const sum = new DataView(buffer.buffer, dataAt + dataBytes, recordFooterBytes).getUint32(0, true);
      if (sum === maskedCrc32c(data))
        visitor.record(data, at + recordHeaderBytes, buffer.subarray(at - start, at - start + whole));
      else visitor.bad('record-damaged', at);
    }
    at += whole;
  }
  return { at, isEnded: false };
}
