import { instantiateKernel } from './instantiateKernel';
import { unitKernelBase64 } from './unitKernel.generated';

/** What unitKernel.as.ts exports, with views of its memory at the places it names. */
export interface UnitKernel {
  tallyUnits(rows: number, units: number, low: number, high: number): void;
  maxUnits: number;
  maxValues: number;
  values: Float32Array;
  origins: Float64Array;
  sums: Float64Array;
  squares: Float64Array;
  min: Float32Array;
  max: Float32Array;
  zeros: Int32Array;
  atBound: Int32Array;
}

let kernel: UnitKernel | null | undefined;

/** The kernel, compiled when first asked for; null where WebAssembly (with SIMD) is not to be had. */
export function loadUnitKernel(): UnitKernel | null {
  if (kernel !== undefined) return kernel;
  const made = instantiateKernel(unitKernelBase64);
  if (!made) return (kernel = null);
  const { exports, buffer, constant } = made;
  const [maxUnits, maxValues] = [constant('maxUnits'), constant('maxUnitValues')];
  kernel = {
    tallyUnits: exports.tallyUnits as UnitKernel['tallyUnits'],
    maxUnits,
    maxValues,
    values: new Float32Array(buffer, constant('unitValuesOffset'), maxValues),
    origins: new Float64Array(buffer, constant('originsOffset'), maxUnits),
    sums: new Float64Array(buffer, constant('sumsOffset'), maxUnits),
    squares: new Float64Array(buffer, constant('squaresOffset'), maxUnits),
    min: new Float32Array(buffer, constant('minOffset'), maxUnits),
    max: new Float32Array(buffer, constant('maxOffset'), maxUnits),
    zeros: new Int32Array(buffer, constant('zerosOffset'), maxUnits),
    atBound: new Int32Array(buffer, constant('atBoundOffset'), maxUnits),
  };
  return kernel;
}
