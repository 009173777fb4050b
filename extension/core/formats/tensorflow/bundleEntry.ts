import { protobufFields } from '../../runs/protobufReader';
import { plainEntry } from './plainEntry';

/** Where a slice of a tensor begins along an axis, and how far it goes; null: all of it. */
export type Extent = { start: number; length: number } | null;

/** BundleEntryProto: https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/protobuf/tensor_bundle.proto. */
export interface BundleEntry {
  /** TensorFlow's number of the type. */
  dtype: number;
  shape: number[];
  shard: number;
  offset: number;
  size: number;
  /** Masked. */
  checksum: number;
  /** Not empty: the values lie in entries of their own, one for each slice. */
  slices: Extent[][];
}

export interface BundleHeader {
  shards: number;
  isBigEndian: boolean;
  /** The oldest version of readers that may read it. */
  minConsumer: number;
}

export function decodeHeader(bytes: Uint8Array): BundleHeader {
  const header: BundleHeader = { shards: 0, isBigEndian: false, minConsumer: 0 };
  for (const { field, type, value } of protobufFields(bytes)) {
    if (type === 'varint' && field === 1) header.shards = value;
    else if (type === 'varint' && field === 2) header.isBigEndian = value === 1;
    else if (type === 'block' && field === 3)
      for (const inner of protobufFields(value))
        if (inner.type === 'varint' && inner.field === 2) header.minConsumer = inner.value;
  }
  return header;
}

/** The entry that lies there. */
export const decodeEntry = (bytes: Uint8Array, at = 0, end = bytes.length): BundleEntry =>
  plainEntry(bytes, at, end) ?? anyEntry(bytes.subarray(at, end));

/** The same of any entry, field by field. */
export function anyEntry(bytes: Uint8Array): BundleEntry {
  const entry: BundleEntry = { dtype: 0, shape: [], shard: 0, offset: 0, size: 0, checksum: 0, slices: [] };
  for (const field of protobufFields(bytes)) {
    if (field.type === 'varint') {
      if (field.field === 1) entry.dtype = field.value;
      else if (field.field === 3) entry.shard = field.value;
      else if (field.field === 4) entry.offset = field.value;
      else if (field.field === 5) entry.size = field.value;
    } else if (field.type === 'float' && field.field === 6) entry.checksum = field.bits;
    else if (field.type === 'block' && field.field === 2) entry.shape = sizesOf(field.value);
    else if (field.type === 'block' && field.field === 7) entry.slices.push(extentsOf(field.value));
  }
  return entry;
}

/** TensorShapeProto; a size that is not there is 0. */
function sizesOf(bytes: Uint8Array): number[] {
  const sizes: number[] = [];
  for (const { field, type, value } of protobufFields(bytes)) {
    if (type !== 'block' || field !== 2) continue;
    let size = 0;
    for (const inner of protobufFields(value)) if (inner.type === 'varint' && inner.field === 1) size = inner.value;
    sizes.push(size);
  }
  return sizes;
}

/** TensorSliceProto; an extent without a length is the whole axis, one that is damaged is empty, which no slice is. */
function extentsOf(bytes: Uint8Array): Extent[] {
  const extents: Extent[] = [];
  for (const { field, type, value } of protobufFields(bytes)) {
    if (type !== 'block' || field !== 1) continue;
    let start = 0;
    let length: number | null = null;
    let isWhole = true;
    for (const inner of protobufFields(value)) {
      if (inner.type !== 'varint') continue;
      isWhole &&= Number.isSafeInteger(inner.value);
      if (inner.field === 1) start = inner.value;
      else if (inner.field === 2) length = inner.value;
    }
    if (!isWhole) extents.push({ start: 0, length: 0 });
    else extents.push(length === null ? null : { start, length });
  }
  return extents;
}
