// Event files: https://github.com/tensorflow/tensorboard/blob/master/tensorboard/compat/proto/event.proto
import { toTensorBoardBuckets } from '../stats/tensorBoardBuckets';
import type { Summary } from '../../protocol/summary';
import { maskedCrc32c } from './crc32c';
import { ProtobufWriter } from './protobufWriter';

/** One curve's value, or one tensor's histogram, at a step. */
export type EventValue = { tag: string; scalar: number | null } | { tag: string; histogram: Summary };

/** Bytes before and after the data of a record. */
export const recordHeaderBytes = 12;
export const recordFooterBytes = 4;

/**
 * A record of an event file, which TensorFlow calls TFRecord:
 *
 *   | u64 length | u32 masked CRC-32C of the length | data | u32 masked CRC-32C of the data |   all little-endian
 */
export function eventRecord(data: Uint8Array): Uint8Array {
  const record = new Uint8Array(recordHeaderBytes + data.length + recordFooterBytes);
  record.set(data, recordHeaderBytes);
  frame(record);
  return record;
}

/** Writes what stands before and after the data into a record that has room for it. */
function frame(record: Uint8Array): void {
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
  const end = record.length - recordFooterBytes;
  view.setUint32(0, end - recordHeaderBytes, true);
  view.setUint32(4, 0, true);
  view.setUint32(8, maskedCrc32c(record.subarray(0, 8)), true);
  view.setUint32(end, maskedCrc32c(record.subarray(recordHeaderBytes, end)), true);
}

/** The record with which every event file begins. `timeMs` since 1970. */
export function versionRecord(timeMs: number): Uint8Array {
  return eventRecord(
    new ProtobufWriter()
      .double(1, timeMs / 1000)
      .block(3, 'brain.Event:2')
      .finish(),
  );
}

/** A record with all the values of one step. A scalar that is null is written as NaN: there was one, and it was not a number. */
export function valuesRecord(timeMs: number, step: number, values: readonly EventValue[]): Uint8Array {
  const writer = new ProtobufWriter();
  addValuesRecord(writer, timeMs, step, values);
  return writer.finish();
}

/** Writes the same behind the records that the writer has. */
export function addValuesRecord(
  writer: ProtobufWriter,
  timeMs: number,
  step: number,
  values: readonly EventValue[],
): void {
  const start = writer.gap(recordHeaderBytes);
  writer.double(1, timeMs / 1000);
  if (step) writer.varint(2, step);
  writer.message(5, () => {
    for (const value of values)
      writer.message(1, () => ('scalar' in value ? addScalar(writer, value) : addHistogram(writer, value)));
  });
  writer.gap(recordFooterBytes);
  frame(writer.finish().subarray(start));
}

function addScalar(writer: ProtobufWriter, { tag, scalar }: { tag: string; scalar: number | null }): void {
  writer.block(1, tag).float(2, scalar ?? NaN);
}

/** A [30, 3] tensor of doubles (left, right, count) for the plugin `histograms`. */
function addHistogram(writer: ProtobufWriter, { tag, histogram }: { tag: string; histogram: Summary }): void {
  const rows = toTensorBoardBuckets(histogram);
  const content = new Float64Array(rows.length * 3);
  rows.forEach(({ left, right, count }, i) => content.set([left, right, count], 3 * i));
  const dimension = (size: number): ProtobufWriter => writer.message(2, () => writer.varint(1, size));
  writer
    .block(1, tag)
    .message(8, () =>
      writer
        .varint(1, doubleType)
        .message(2, () => {
          dimension(rows.length);
          dimension(3);
        })
        .block(4, new Uint8Array(content.buffer)),
    )
    .message(9, () => writer.message(1, () => writer.block(1, 'histograms')).varint(4, tensorDataClass));
}
const doubleType = 2;
const tensorDataClass = 2;
