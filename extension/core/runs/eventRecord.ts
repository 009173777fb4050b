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
  const view = new DataView(record.buffer);
  view.setUint32(0, data.length, true);
  view.setUint32(8, maskedCrc32c(record.subarray(0, 8)), true);
  record.set(data, recordHeaderBytes);
  view.setUint32(recordHeaderBytes + data.length, maskedCrc32c(data), true);
  return record;
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
  const summary = new ProtobufWriter();
  for (const value of values) summary.block(1, 'scalar' in value ? scalarValue(value) : histogramValue(value));
  const event = new ProtobufWriter().double(1, timeMs / 1000);
  if (step) event.varint(2, step);
  return eventRecord(event.block(5, summary).finish());
}

function scalarValue({ tag, scalar }: { tag: string; scalar: number | null }): ProtobufWriter {
  return new ProtobufWriter().block(1, tag).float(2, scalar ?? NaN);
}

/** A [30, 3] tensor of doubles (left, right, count) for the plugin `histograms`. */
function histogramValue({ tag, histogram }: { tag: string; histogram: Summary }): ProtobufWriter {
  const rows = toTensorBoardBuckets(histogram);
  const content = new Float64Array(rows.flatMap(row => [row.left, row.right, row.count]));
  const dimension = (size: number) => new ProtobufWriter().varint(1, size);
  const shape = new ProtobufWriter().block(2, dimension(rows.length)).block(2, dimension(3));
  const tensor = new ProtobufWriter().varint(1, doubleType).block(2, shape).block(4, new Uint8Array(content.buffer));
  const metadata = new ProtobufWriter()
    .block(1, new ProtobufWriter().block(1, 'histograms'))
    .varint(4, tensorDataClass);
  return new ProtobufWriter().block(1, tag).block(8, tensor).block(9, metadata);
}
const doubleType = 2;
const tensorDataClass = 2;
