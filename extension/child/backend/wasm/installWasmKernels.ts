import type { Notice } from '../../../protocol/run';
import { installAvgPool3dGradient } from './avgPool3dGradient';
import { installBatchMatMul } from './batchMatMul';
import { installConv2dBackpropFilter } from './conv2dBackpropFilter';
import { installConv2dBackpropInput } from './conv2dBackpropInput';
import { installCumulative } from './cumulative';
import { installDepthwiseGradients } from './depthwiseGradients';
import { installEinsum } from './einsum';
import type { TensorFlowModule } from './kernel';
import { installPlainFallback } from './plainFallback';
import { installPoolGradients } from './poolGradients';
import { installPrelu } from './prelu';
import { installSameConvolution } from './sameConvolution';
import { mendSamePadding3d } from './samePadding3d';
import { installUnsortedSegmentSum } from './unsortedSegmentSum';

/**
 * Makes the WebAssembly backend able to train: adds the gradients that it lacks, replaces those that are slow or wrong.
 * Call it once the backend is ready.
 * @param notice told once of each kernel that runs in plain JavaScript
 */
export function installWasmKernels(tf: TensorFlowModule, notice: (notice: Notice) => void): void {
  mendSamePadding3d(tf);
  installSameConvolution(tf);
  installConv2dBackpropFilter(tf);
  installConv2dBackpropInput(tf);
  installBatchMatMul(tf);
  installDepthwiseGradients(tf);
  installPoolGradients(tf);
  installAvgPool3dGradient(tf);
  installPrelu(tf);
  installUnsortedSegmentSum(tf);
  installEinsum(tf);
  installCumulative(tf);
  installPlainFallback(tf, notice);
}
