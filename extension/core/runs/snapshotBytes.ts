// A snapshot as bytes:
//
//   | u32 bytes of the table | u32 CRC-32C of the table | table, JSON | buckets of each tensor, as the table says |
//
// One tensor can be read without the others, and each part is checked by itself.
import * as v from 'valibot';
import { LayerglassError } from '../../protocol/errors';
import { emptyLayerSnapshot, unitCountsSchema, type LayerSnapshot, type Snapshot } from '../../protocol/run';
import { figure, type Summary } from '../../protocol/summary';
import { crc32c } from './crc32c';
import { joined } from './joined';
import { layerParts, layerTensors, type LayerTensor } from '../stats/layerTensors';
import { decodeBuckets, encodeBuckets, formOf } from './summaryBytes';

const size = v.pipe(v.number(), v.integer(), v.minValue(0));
const tensorSchema = v.object({
  part: v.picklist(layerParts),
  tensor: v.string(),
  /** count, min, max, mean, std, zeros, nan, posInf, negInf */
  figures: v.tuple([size, figure, figure, figure, figure, size, size, size, size]),
  /** Where its buckets are, from the table's end; null where there are none. */
  buckets: v.nullable(
    v.object({ at: size, bytes: size, crc: size, entries: size, isMerged: v.boolean(), isFractional: v.boolean() }),
  ),
});
const tableSchema = v.object({
  fit: v.number(),
  model: v.string(),
  step: v.number(),
  epoch: v.nullable(v.number()),
  probed: v.number(),
  note: v.nullable(v.string()),
  layers: v.array(
    v.object({
      name: v.string(),
      tensors: v.array(tensorSchema),
      updates: v.record(v.string(), figure),
      units: v.nullable(unitCountsSchema),
    }),
  ),
});
export type SnapshotTable = v.InferOutput<typeof tableSchema>;
type TensorEntry = v.InferOutput<typeof tensorSchema>;

export const snapshotHeaderBytes = 8;
/** Larger tables are not read: a hundred thousand tensors have less. */
export const maxTableBytes = 64 * 2 ** 20;

export function encodeSnapshot(snapshot: Snapshot): Uint8Array {
  const { fit, model, step, epoch, probed, note } = snapshot;
  const blocks: Uint8Array[] = [];
  let at = 0;
  const entryOf = ({ part, tensor, summary: s }: LayerTensor): TensorEntry => {
    const figures: TensorEntry['figures'] = [s.count, s.min, s.max, s.mean, s.std, s.zeros, s.nan, s.posInf, s.negInf];
    if (!s.buckets) return { part, tensor, figures, buckets: null };
    const form = formOf(s.buckets);
    const block = encodeBuckets(s.buckets, form);
    const place = { at, bytes: block.length, crc: crc32c(block) };
    blocks.push(block);
    at += block.length;
    return { part, tensor, figures, buckets: { ...place, ...form } };
  };
  const layers = snapshot.layers.map(layer => ({
    name: layer.name,
    tensors: layerTensors(layer).map(entryOf),
    updates: layer.updates,
    units: layer.units,
  }));
  const table: SnapshotTable = { fit, model, step, epoch, probed, note, layers };
  const tableBytes = new TextEncoder().encode(JSON.stringify(table));
  const header = new Uint8Array(snapshotHeaderBytes);
  new DataView(header.buffer).setUint32(0, tableBytes.length, true);
  new DataView(header.buffer).setUint32(4, crc32c(tableBytes), true);
  return joined([header, tableBytes, ...blocks]);
}

/** Bytes at an offset of the snapshot, exactly as many as asked for; throws where there are not so many. */
export type ReadBytes = (at: number, length: number) => Uint8Array;

/** A snapshot's table, and where its buckets begin. Throws LayerglassError `snapshot-damaged`. */
export function readTable(read: ReadBytes): { table: SnapshotTable; blocksAt: number } {
  const header = read(0, snapshotHeaderBytes);
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const length = view.getUint32(0, true);
  if (length > maxTableBytes) throw damaged('its table is too large');
  const bytes = read(snapshotHeaderBytes, length);
  if (crc32c(bytes) !== view.getUint32(4, true)) throw damaged('its checksum does not match');
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw damaged('its table is no JSON', error);
  }
  const parsed = v.safeParse(tableSchema, json);
  if (!parsed.success) throw damaged(parsed.issues[0].message);
  return { table: parsed.output, blocksAt: snapshotHeaderBytes + length };
}

/** One tensor's summary with its buckets. Throws LayerglassError `snapshot-damaged`. */
export function readSummary(entry: TensorEntry, read: ReadBytes, blocksAt: number): Summary {
  const [count, min, max, mean, std, zeros, nan, posInf, negInf] = entry.figures;
  const figures = { count, min, max, mean, std, zeros, nan, posInf, negInf };
  if (!entry.buckets) return figures;
  const bytes = read(blocksAt + entry.buckets.at, entry.buckets.bytes);
  if (crc32c(bytes) !== entry.buckets.crc) throw damaged('a checksum does not match');
  return { ...figures, buckets: decodeBuckets(bytes, entry.buckets) };
}

/** The whole snapshot. Throws LayerglassError `snapshot-damaged`. */
export function decodeSnapshot(read: ReadBytes): Snapshot {
  const { table, blocksAt } = readTable(read);
  return {
    ...table,
    layers: table.layers.map(({ name, tensors, updates, units }) => {
      const layer: LayerSnapshot = { ...emptyLayerSnapshot(name), updates, units };
      for (const entry of tensors) place(layer, entry, readSummary(entry, read, blocksAt));
      return layer;
    }),
  };
}

function place(layer: LayerSnapshot, { part, tensor }: TensorEntry, summary: Summary): void {
  const target = layer[part];
  if (Array.isArray(target)) target.push(summary);
  // A weight may be called `__proto__` in a hostile folder: defined, not assigned.
  else Object.defineProperty(target, tensor, { value: summary, enumerable: true, writable: true, configurable: true });
}

export function damaged(what: string, cause?: unknown): LayerglassError {
  return new LayerglassError('snapshot-damaged', `A snapshot cannot be read: ${what}`, {
    cause,
    remedy: 'The others are unaffected. Run the program again to have this one anew.',
  });
}
