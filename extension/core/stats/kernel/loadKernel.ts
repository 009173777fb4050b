import { summaryKernelBase64 } from './summaryKernel.generated';

/** What summaryKernel.as.ts exports, with views of its memory at the places it names. */
export interface SummaryKernel {
  accumulate(count: number, shift: number): void;
  countInfinities(count: number, sign: 1 | -1): number;
  collect(): number;
  maxValues: number;
  values: Float32Array;
  result: DataView;
  foundBuckets: Uint16Array;
  foundCounts: Uint32Array;
}

// Declared here because neither lib.dom nor @types/node is common to all the places this file is compiled for.
interface Engine {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: Record<string, unknown> };
}

let kernel: SummaryKernel | null | undefined;

/** The kernel, compiled when first asked for; null where WebAssembly (with SIMD) is not to be had. */
export function loadKernel(): SummaryKernel | null {
  if (kernel !== undefined) return kernel;
  try {
    const engine = (globalThis as unknown as { WebAssembly: Engine }).WebAssembly;
    const bytes = Uint8Array.from(atob(summaryKernelBase64), c => c.charCodeAt(0));
    kernel = kernelOf(new engine.Instance(new engine.Module(bytes)).exports);
  } catch {
    kernel = null;
  }
  return kernel;
}

function kernelOf(exports: Record<string, unknown>): SummaryKernel {
  const buffer = (exports.memory as { buffer: ArrayBuffer }).buffer;
  const constant = (name: string) => (exports[name] as { value: number }).value;
  const maxValues = constant('maxValues');
  return {
    accumulate: exports.accumulate as SummaryKernel['accumulate'],
    countInfinities: exports.countInfinities as SummaryKernel['countInfinities'],
    collect: exports.collect as SummaryKernel['collect'],
    maxValues,
    values: new Float32Array(buffer, constant('valuesOffset'), maxValues),
    result: new DataView(buffer, constant('resultOffset'), 36),
    foundBuckets: new Uint16Array(buffer, constant('foundBucketsOffset'), 65536),
    foundCounts: new Uint32Array(buffer, constant('foundCountsOffset'), 65536),
  };
}
