import { comparisonKernelBase64 } from './comparisonKernel.generated';
import { instantiateKernel } from './instantiateKernel';

/** What comparisonKernel.as.ts exports, with views of its memory at the places it names. */
export interface ComparisonKernel {
  comparePieces(rows: number, units: number, counts: 0 | 1): void;
  compareWidely(rows: number, units: number, countedRows: number): void;
  acceptUnits(units: number): void;
  collect(): number;
  maxUnits: number;
  maxValues: number;
  a: Float32Array;
  b: Float32Array;
  result: DataView;
  aSquares: Float64Array;
  differenceSquares: Float64Array;
  foundBuckets: Uint16Array;
  foundCounts: Uint32Array;
  checksum: ChecksumKernel;
}
/** Folds bytes of its own memory; see foldChecksum.as.ts. */
export interface ChecksumKernel {
  fold(lane: number, from: number, count: number): void;
  /** The most bytes that are put into `input` at a time. */
  maxPiece: number;
  memory: ArrayBuffer;
  /** Bytes from elsewhere are put here. */
  input: Uint8Array;
  /** The last folded bytes, of each lane. */
  histories: [Uint8Array, Uint8Array];
}

let kernel: ComparisonKernel | null | undefined;

/** The kernel, compiled when first asked for; null where WebAssembly (with SIMD) is not to be had. */
export function loadComparisonKernel(): ComparisonKernel | null {
  if (kernel !== undefined) return kernel;
  const made = instantiateKernel(comparisonKernelBase64);
  if (!made) return (kernel = null);
  const { exports, buffer, constant } = made;
  const [maxUnits, maxValues] = [constant('maxComparedUnits'), constant('maxComparedValues')];
  const history = (lane: number): Uint8Array =>
    new Uint8Array(
      buffer,
      constant('checksumLanesOffset') + lane * constant('checksumLaneBytes'),
      constant('checksumHistoryBytes'),
    );
  kernel = {
    comparePieces: exports.comparePieces as ComparisonKernel['comparePieces'],
    compareWidely: exports.compareWidely as ComparisonKernel['compareWidely'],
    acceptUnits: exports.acceptUnits as ComparisonKernel['acceptUnits'],
    collect: exports.collect as ComparisonKernel['collect'],
    maxUnits,
    maxValues,
    a: new Float32Array(buffer, constant('aOffset'), maxValues),
    b: new Float32Array(buffer, constant('bOffset'), maxValues),
    result: new DataView(buffer, constant('comparisonOffset'), 80),
    aSquares: new Float64Array(buffer, constant('aSquaresOffset'), maxUnits),
    differenceSquares: new Float64Array(buffer, constant('differenceSquaresOffset'), maxUnits),
    foundBuckets: new Uint16Array(buffer, constant('foundBucketsOffset'), 65536),
    foundCounts: new Uint32Array(buffer, constant('foundCountsOffset'), 65536),
    checksum: {
      fold: exports.foldChecksum as ChecksumKernel['fold'],
      maxPiece: constant('maxChecksumPiece'),
      memory: buffer,
      input: new Uint8Array(buffer, constant('checksumInputOffset'), constant('maxChecksumPiece')),
      histories: [history(0), history(1)],
    },
  };
  return kernel;
}
