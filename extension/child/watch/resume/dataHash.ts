import { createHash } from 'node:crypto';

/** Lists and objects deeper than this are not followed. */
const maxDepth = 3;
const maxEntries = 64;

/**
 * A hash of the shape of what fit or fitDataset is given: shapes and types of its tensors, and the options that decide which
 * example is where. The values are not looked at.
 */
export function dataHash(kind: 'fit' | 'fitDataset', args: readonly unknown[]): string {
  const options = (args[kind === 'fit' ? 2 : 1] ?? {}) as Record<string, unknown>;
  const { batchSize, validationSplit, validationData, batchesPerEpoch, shuffle } = options;
  const form =
    kind === 'fit'
      ? [formOf(args[0], 0), formOf(args[1], 0), batchSize ?? 32, validationSplit ?? 0, shuffle ?? true]
      : [(args[0] as { size?: unknown } | null)?.size ?? null, batchesPerEpoch ?? null];
  const text = JSON.stringify([kind, ...form, formOf(validationData, 0)]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function formOf(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || depth > maxDepth) return typeof value;
  const { shape, dtype, dataId, iterator, size } = value as Record<string, unknown>;
  if (dataId !== undefined) return [shape, dtype];
  if (typeof iterator === 'function') return ['dataset', size ?? null];
  if (Array.isArray(value)) return value.slice(0, maxEntries).map(item => formOf(item, depth + 1));
  if (ArrayBuffer.isView(value)) return value.byteLength;
  const entries = Object.entries(value).slice(0, maxEntries);
  return Object.fromEntries(entries.map(([name, item]) => [name, formOf(item, depth + 1)]));
}
