// A snapshot as bytes: its table, then the buckets of each tensor as blocks. One tensor can be read without the others.
import * as v from 'valibot';
import { LayerglassError } from '../../protocol/errors';
import { emptyLayerSnapshot, unitCountsSchema, type LayerSnapshot, type Snapshot } from '../../protocol/run';
import { figure, type Summary } from '../../protocol/summary';
import { layerParts, layerTensors, type LayerTensor } from '../stats/layerTensors';
import { decodeBuckets, encodeBuckets, formOf } from './summaryBytes';
import { blockPlaceSchema, readBlock, readTabled, TabledBytes, type ReadBytes } from './tabledBytes';

const size = v.pipe(v.number(), v.integer(), v.minValue(0));
const tensorSchema = v.object({
  part: v.picklist(layerParts),
  tensor: v.string(),
  /** count, min, max, mean, std, zeros, nan, posInf, negInf */
  figures: v.tuple([size, figure, figure, figure, figure, size, size, size, size]),
  /** Null where there are none. */
  buckets: v.nullable(
    v.object({ ...blockPlaceSchema.entries, entries: size, isMerged: v.boolean(), isFractional: v.boolean() }),
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

export function encodeSnapshot(snapshot: Snapshot): Uint8Array {
  const { fit, model, step, epoch, probed, note } = snapshot;
  const blocks = new TabledBytes();
  const entryOf = ({ part, tensor, summary: s }: LayerTensor): TensorEntry => {
    const figures: TensorEntry['figures'] = [s.count, s.min, s.max, s.mean, s.std, s.zeros, s.nan, s.posInf, s.negInf];
    if (!s.buckets) return { part, tensor, figures, buckets: null };
    const form = formOf(s.buckets);
    return { part, tensor, figures, buckets: { ...blocks.add(encodeBuckets(s.buckets, form)), ...form } };
  };
  const layers = snapshot.layers.map(layer => ({
    name: layer.name,
    tensors: layerTensors(layer).map(entryOf),
    updates: layer.updates,
    units: layer.units,
  }));
  const table: SnapshotTable = { fit, model, step, epoch, probed, note, layers };
  return blocks.encode(table);
}

/** A snapshot's table, and where its buckets begin. Throws LayerglassError `snapshot-damaged`. */
export const readTable = (read: ReadBytes): { table: SnapshotTable; blocksAt: number } =>
  readTabled(tableSchema, read, damaged);

/** One tensor's summary with its buckets. Throws LayerglassError `snapshot-damaged`. */
export function readSummary(entry: TensorEntry, read: ReadBytes, blocksAt: number): Summary {
  const [count, min, max, mean, std, zeros, nan, posInf, negInf] = entry.figures;
  const figures = { count, min, max, mean, std, zeros, nan, posInf, negInf };
  if (!entry.buckets) return figures;
  const bytes = readBlock(entry.buckets, blocksAt, read, damaged);
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
