// Buckets in few bytes. An entry is, as varints: how far its bucket is from the one before (from the end of it, where
// buckets were merged), then how many further buckets it covers (only with `isMerged`), then its count; counts that are
// no whole numbers stand as f64 after all entries instead (`isFractional`).
import { LayerglassError } from '../../protocol/errors';
import type { Buckets } from '../../protocol/summary';

/** What must be known to read buckets back. */
export interface BucketsForm {
  entries: number;
  isMerged: boolean;
  isFractional: boolean;
}

export function formOf(buckets: Buckets): BucketsForm {
  return {
    entries: buckets.bucket.length,
    isMerged: buckets.last !== undefined,
    isFractional: hasFractions(buckets.count),
  };
}

function hasFractions(counts: Float64Array): boolean {
  for (let i = 0; i < counts.length; i++) if (!Number.isSafeInteger(counts[i]!)) return true;
  return false;
}

export function encodeBuckets(buckets: Buckets, form: BucketsForm): Uint8Array {
  const bytes = new Uint8Array(form.entries * 16);
  let at = 0;
  const varint = (value: number) => {
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) bytes[at++] = (rest % 128) | 128;
    bytes[at++] = rest;
  };
  let before = 0;
  for (let i = 0; i < form.entries; i++) {
    const bucket = buckets.bucket[i]!;
    varint(bucket - before);
    before = buckets.last?.[i] ?? bucket;
    if (form.isMerged) varint(before - bucket);
    if (!form.isFractional) varint(buckets.count[i]!);
  }
  const head = bytes.subarray(0, at);
  if (!form.isFractional) return head;
  const whole = new Uint8Array(at + form.entries * 8);
  whole.set(head);
  whole.set(new Uint8Array(buckets.count.slice().buffer), at);
  return whole;
}

/** Throws LayerglassError `snapshot-damaged` where the bytes are not what `form` says. */
export function decodeBuckets(bytes: Uint8Array, form: BucketsForm): Buckets {
  const damaged = () => new LayerglassError('snapshot-damaged', 'A histogram in the run folder is damaged');
  // An entry is two bytes or more.
  if (form.entries < 0 || form.entries > 65536 || form.entries * 2 > bytes.length) throw damaged();
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; at < bytes.length && scale <= 2 ** 49; scale *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    throw damaged();
  };
  const bucket = new Uint16Array(form.entries);
  const last = form.isMerged ? new Uint16Array(form.entries) : undefined;
  let count = new Float64Array(form.entries);
  let before = 0;
  for (let i = 0; i < form.entries; i++) {
    const distance = varint();
    const first = before + distance;
    before = form.isMerged ? first + varint() : first;
    if (before > 0xffff || (i > 0 && distance === 0)) throw damaged();
    bucket[i] = first;
    if (last) last[i] = before;
    if (!form.isFractional) count[i] = varint();
  }
  if (form.isFractional) {
    if (bytes.length - at !== form.entries * 8) throw damaged();
    count = new Float64Array(bytes.slice(at).buffer);
    if (count.some(c => !(c >= 0 && c < Infinity))) throw damaged();
  } else if (at !== bytes.length) throw damaged();
  return last ? { bucket, last, count } : { bucket, count };
}
