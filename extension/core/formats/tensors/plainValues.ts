import { setImmediate } from 'node:timers/promises';
import type { Extent, PlainValues } from '../../../protocol/reader';
import type { Summary } from '../../../protocol/summary';
import { readFully } from '../../runs/readBounded';
import { SummaryStream } from '../../stats/summaryStream';
import { inStoredOrder, type StoredTensor } from './storedTensor';

/** As many as the kernel takes at once. */
const pieceValues = 2 ** 17;
const pauseBytes = 2 ** 23;

/**
 * Where values of a tensor lie, counted as they are stored, if they are float32 that nothing is done with but to read them;
 * else null. Throws LayerglassError where their file cannot be opened.
 */
export function plainValuesOf(tensor: StoredTensor, first: number, count: number): PlainValues | null {
  const { stored, quantization, entry, source, at } = inStoredOrder(tensor);
  if (stored !== 'float32' || quantization || entry.dtype !== 'float32') return null;
  const extents = source.plain?.(at + 4 * first, 4 * count);
  return extents ? { extents, count } : null;
}

/** Their summary, with buckets; null where they are not all there. The event loop turns meanwhile. */
export async function summarizePlain({ extents, count }: PlainValues): Promise<Summary | null> {
  const stream = new SummaryStream(false);
  const piece = stream.lane ?? new Float32Array(pieceValues);
  const reader = new ExtentReader(extents);
  let isWhole = true;
  for (let first = 0; first < count && isWhole; first += piece.length) {
    const values = piece.subarray(0, Math.min(piece.length, count - first));
    isWhole = reader.fill(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    stream.add(values);
    if ((4 * first) % pauseBytes === 0) await setImmediate();
  }
  const summary = stream.finish();
  return isWhole ? summary : null;
}

/** Reads extents one behind the other. */
class ExtentReader {
  private current = 0;
  private done = 0;

  constructor(private readonly extents: readonly Extent[]) {}

  /** False where they are not all there. */
  fill(into: Uint8Array): boolean {
    for (let filled = 0; filled < into.length;) {
      const extent = this.extents[this.current];
      if (!extent) return false;
      const part = into.subarray(filled, filled + extent.bytes - this.done);
      if (!isRead(extent.fd, part, extent.at + this.done)) return false;
      filled += part.length;
      this.done += part.length;
      if (this.done < extent.bytes) continue;
      this.current++;
      this.done = 0;
    }
    return true;
  }
}

function isRead(fd: number, bytes: Uint8Array, at: number): boolean {
  try {
    return readFully(fd, bytes, at) === bytes.length;
  } catch {
    return false;
  }
}
