import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Summary } from '../../../../extension/protocol/summary';
import type { SummaryValues } from '../../../../extension/core/stats/summarizeInJavaScript';

export interface SummaryCase {
  name: string;
  values: SummaryValues;
  summary: Omit<Summary, 'buckets'>;
  percentiles: Record<string, number | null>;
}

/** The tensors of makeSummaries.py with what NumPy says of them. */
export function summaryCases(): SummaryCase[] {
  const file = path.join(__dirname, '../../../fixtures/stats/summaries.json');
  const cases = JSON.parse(fs.readFileSync(file, 'utf8')) as (Omit<SummaryCase, 'values'> & {
    dtype: 'float32' | 'int32' | 'uint8';
    base64?: string;
    hashed?: number;
  })[];
  return cases.map(({ dtype, base64, hashed, ...rest }) => {
    if (base64 === undefined) return { ...rest, values: hashedValues(hashed!) };
    const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
    const values =
      dtype === 'float32' ? new Float32Array(bytes.buffer) : dtype === 'int32' ? new Int32Array(bytes.buffer) : bytes;
    return { ...rest, values };
  });
}

/** The same numbers as `hashed` in makeSummaries.py. */
export const hashedValues = (count: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => (Math.imul(i, 2654435761) >>> 0) / 2 ** 32 - 0.5);

/** Counts per top 16 bits by the plainest means there are. */
export function plainBuckets(values: Iterable<number>): Map<number, number> {
  const counts = new Map<number, number>();
  const view = new DataView(new ArrayBuffer(4));
  for (const value of values) {
    view.setFloat32(0, value);
    if (!Number.isFinite(value) || value === 0) continue;
    const bucket = view.getUint16(0);
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  }
  return counts;
}

export const bucketMap = (summary: Summary): Map<number, number> =>
  new Map(Array.from(summary.buckets!.bucket, (bucket, i) => [bucket, summary.buckets!.count[i]!]));

/** Equal up to a few units in the last place of the greatest magnitude that took part. */
export function isClose(a: number | null, b: number | null, scale = 0, tolerance = 1e-12): boolean {
  if (a === null || b === null) return a === b;
  return Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b), scale);
}
