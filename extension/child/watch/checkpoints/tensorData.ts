import type { TensorData } from '../../../core/runs/checkpointContent';
import { valuesOf, type EngineLike, type Tensor } from '../tfjsInternals';
import type { SharedMemory } from './sharedMemory';

/** Copies of tensors, as few of each value as the backend allows. */
export class TensorCopies {
  constructor(
    private readonly engine: EngineLike,
    private readonly memory: SharedMemory,
  ) {}

  /** What follows is of a new checkpoint. */
  begin(): void {
    this.memory.begin();
  }

  /**
   * A copy of a tensor's values under a name; null for strings and complex numbers, and for a tensor that is disposed. It
   * lies in memory that both threads share: from the first buffer that is handed over for good, V8 compiles every loop over
   * a typed array with a check for such buffers, and the program's own loops are a third slower to the end (measured).
   */
  of(name: string, tensor: Tensor): TensorData | null {
    if (tensor.isDisposed) return null;
    const values = this.inHeap(tensor) ?? valuesOf(tensor);
    if (!values) return null;
    // always a copy: a backend may answer with its own memory, or with an array of the program's
    const data = this.memory.take(values.byteLength);
    data.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    return { name, dtype: tensor.dtype as TensorData['dtype'], shape: tensor.shape.slice(), data };
  }

  /** Where the WebAssembly backend keeps the values: what it gives when it is asked is a copy already. Null for other backends. */
  private inHeap({ dataId, dtype, size }: Tensor): Uint8Array | null {
    const backend = this.engine.state?.tensorInfo?.get(dataId)?.backend;
    const heap = backend?.wasm?.HEAPU8;
    const at = heap && backend?.dataIdMap?.get(dataId)?.memoryOffset;
    if (!heap || typeof at !== 'number' || dtype === 'string' || dtype === 'complex64') return null;
    return heap.subarray(at, at + size * (dtype === 'bool' ? 1 : 4));
  }
}

/** True when every value of a float tensor is a number. */
export function isFinite32({ dtype, data }: TensorData): boolean {
  if (dtype !== 'float32') return true;
  return new Float32Array(data.buffer, data.byteOffset, data.byteLength / 4).every(Number.isFinite);
}

/** The list with each name once: a second one of a name gets `_1` after it. */
export function uniqueNames(list: TensorData[]): TensorData[] {
  const counts = new Map<string, number>();
  return list.map(t => {
    const count = counts.get(t.name) ?? 0;
    counts.set(t.name, count + 1);
    return count ? { ...t, name: `${t.name}_${count}` } : t;
  });
}
