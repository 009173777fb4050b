import { instantiateKernel, type Instantiated } from './instantiateKernel';
import { summaryKernelBase64 } from './summaryKernel.generated';

/** What summaryKernel.as.ts exports, with views of its memory at the places it names. */
export interface SummaryKernel {
  accumulate(count: number): void;
  countInfinities(count: number, sign: 1 | -1): number;
  collect(): number;
  maxValues: number;
  values: Float32Array;
  result: DataView;
  foundBuckets: Uint16Array;
  foundCounts: Uint32Array;
}

let kernel: SummaryKernel | null | undefined;

/** The kernel, compiled when first asked for; null where WebAssembly (with SIMD) is not to be had. */
export function loadKernel(): SummaryKernel | null {
  if (kernel !== undefined) return kernel;
  const made = instantiateKernel(summaryKernelBase64);
  kernel = made && kernelOf(made);
  return kernel;
}

function kernelOf({ exports, buffer, constant }: Instantiated): SummaryKernel {
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
