import type { BackendWasm } from './kernel';

/**
 * Complex numbers lie in the backend's memory as pairs of float32, real and imaginary, and its own `readSync` knows no such
 * type. Only what runs in plain JavaScript (transforms, `real`, `imag`, `complex`, `abs`) makes and takes them.
 */
export function readComplex(wasm: BackendWasm): void {
  // the memory's view is another one after it has grown
  const heap = (): Uint8Array => (wasm.wasm as unknown as { HEAPU8: Uint8Array }).HEAPU8;
  const readShipped = wasm.readSync.bind(wasm);
  wasm.readSync = (dataId, start, end) => {
    const { dtype, memoryOffset, shape } = wasm.dataIdMap.get(dataId);
    if (dtype !== 'complex64') return readShipped(dataId, start, end);
    const size = shape.reduce((product, n) => product * n, 1);
    const from = memoryOffset + (start ?? 0) * 8;
    return new Float32Array(heap().slice(from, memoryOffset + (end ?? size) * 8).buffer);
  };
}
