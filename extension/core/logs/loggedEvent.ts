// https://github.com/tensorflow/tensorboard/blob/master/tensorboard/compat/proto/event.proto and summary.proto
import { protobufFields } from '../runs/protobufReader';
import { decodeTensor, scalarOf, type LoggedTensor } from './loggedTensor';

export const seriesKinds = ['scalar', 'histogram', 'image', 'audio', 'text', 'tensor'] as const;
export type SeriesKind = (typeof seriesKinds)[number];

/** One value of a summary. */
export interface LoggedValue {
  tag: string;
  kind: SeriesKind;
  /** As the file names it; empty for the values of TensorFlow 1. */
  plugin: string;
  /** Of a scalar: NaN and infinities as they are. */
  scalar: number;
  /** Of what was stored in float32, else in float64. */
  isFloat32: boolean;
  /** The message of the value. */
  message: Uint8Array;
}

export interface LoggedEvent {
  /** Seconds since 1970. */
  wallTime: number;
  step: number;
  /** `brain.Event:2`, in the first record. */
  version: string | null;
  /** What wrote the file, where it says so. */
  writer: string | null;
  values: LoggedValue[];
}

/** A record has one value or some hundreds. */
const maxValues = 100_000;
const maxTagBytes = 4096;

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes.subarray(0, maxTagBytes));

/** @param pluginOf the plugin that a tag had before: it is told only with a series' first value */
export function decodeEvent(bytes: Uint8Array, pluginOf: (tag: string) => string | undefined): LoggedEvent {
  const event: LoggedEvent = { wallTime: 0, step: 0, version: null, writer: null, values: [] };
  for (const field of protobufFields(bytes)) {
    if (field.field === 1 && field.type === 'double') event.wallTime = field.value;
    else if (field.field === 2 && field.type === 'varint') event.step = signed(field.value);
    else if (field.type !== 'block') continue;
    else if (field.field === 3) event.version = text(field.value);
    else if (field.field === 5) {
      for (const value of protobufFields(field.value))
        if (value.field === 1 && value.type === 'block' && event.values.length < maxValues) {
          const decoded = decodeValue(value.value, pluginOf);
          if (decoded) event.values.push(decoded);
        }
    } else if (field.field === 10) event.writer = writerOf(field.value);
  }
  return event;
}

/** A negative int64 is stored as 2^64 less. */
const signed = (value: number): number => (value >= 2 ** 63 ? value - 2 ** 64 : value);

function writerOf(source: Uint8Array): string | null {
  for (const f of protobufFields(source)) if (f.field === 1 && f.type === 'block') return text(f.value);
  return null;
}

/** Null for what has no tag or no value. */
function decodeValue(message: Uint8Array, pluginOf: (tag: string) => string | undefined): LoggedValue | null {
  let tag: string | null = null;
  let plugin: string | null = null;
  let simple: number | null = null;
  let old: SeriesKind | null = null;
  let tensor: LoggedTensor | null = null;
  for (const field of protobufFields(message)) {
    if (field.type === 'float' && field.field === 2) simple = field.value;
    if (field.type !== 'block') continue;
    if (field.field === 1) tag = text(field.value);
    else if (field.field === 4) old = 'image';
    else if (field.field === 5) old = 'histogram';
    else if (field.field === 6) old = 'audio';
    else if (field.field === 8) tensor = decodeTensor(field.value);
    else if (field.field === 9) plugin = pluginName(field.value);
  }
  if (tag === null) return null;
  const name = plugin || pluginOf(tag) || '';
  const value = { tag, plugin: name, scalar: NaN, isFloat32: true, message };
  if (simple !== null) return { ...value, kind: 'scalar', scalar: simple };
  if (old) return { ...value, kind: old };
  if (!tensor) return null;
  const scalar = name === 'scalars' || name === '' ? scalarOf(tensor) : null;
  if (scalar !== null) return { ...value, kind: 'scalar', scalar, isFloat32: tensor.dtype !== 'float64' };
  return { ...value, kind: kindsByPlugin.get(name) ?? 'tensor' };
}

const kindsByPlugin = new Map<string, SeriesKind>([
  ['histograms', 'histogram'],
  ['images', 'image'],
  ['audio', 'audio'],
  ['text', 'text'],
]);

function pluginName(metadata: Uint8Array): string {
  for (const f of protobufFields(metadata))
    if (f.field === 1 && f.type === 'block')
      for (const g of protobufFields(f.value)) if (g.field === 1 && g.type === 'block') return text(g.value);
  return '';
}

/** The tensor, or the old histogram, of a value's message: field 8 or 5; null where it has none. */
export function partOf(message: Uint8Array, part: 'tensor' | 'histogram' | 'image'): Uint8Array | null {
  const wanted = { tensor: 8, histogram: 5, image: 4 }[part];
  for (const f of protobufFields(message)) if (f.field === wanted && f.type === 'block') return f.value;
  return null;
}
