import type { Notice } from '../../../protocol/run';
import { installAvgPool3dGradient } from './avgPool3dGradient';
import { installBatchMatMul } from './batchMatMul';
import { installBatchNormalization } from './batchNormalization';
import { installBroadcastGradients } from './broadcastGradients';
import { installCornerGradients } from './cornerGradients';
import { installConv2dBackpropFilter } from './conv2dBackpropFilter';
import { installConv2dBackpropInput } from './conv2dBackpropInput';
import { installConv3d } from './conv3d';
import { installConvolutionGradients } from './convolutionGradients';
import { installCropAndResize } from './cropAndResize';
import { installCumulative } from './cumulative';
import { installDepthwiseGradients } from './depthwiseGradients';
import { installEinsum } from './einsum';
import { installEinsumGradient } from './einsumGradient';
import { installGather } from './gather';
import type { TensorFlowModule } from './kernel';
import { installMaxPool3d } from './maxPool3d';
import { installPlainFallback } from './plainFallback';
import { installPoolGradients } from './poolGradients';
import { installPrelu } from './prelu';
import { installReductionGradients } from './reductionGradients';
import { installRepeatGradients } from './repeatGradients';
import { installResizeGradients } from './resizeGradients';
import { installSameConvolution } from './sameConvolution';
import { mendSamePadding3d } from './samePadding3d';
import { installUnsortedSegmentSum } from './unsortedSegmentSum';
import { installZeroGradients } from './zeroGradients';

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
  installConv3d(tf);
  installBatchMatMul(tf);
  installDepthwiseGradients(tf);
  installPoolGradients(tf);
  installAvgPool3dGradient(tf);
  installMaxPool3d(tf);
  installPrelu(tf);
  installUnsortedSegmentSum(tf);
  installEinsum(tf);
  installCumulative(tf);
  installGather(tf);
  installBatchNormalization(tf);
  installResizeGradients(tf);
  installCropAndResize(tf);
  installPlainFallback(tf, notice);

  installBroadcastGradients(tf);
  installZeroGradients(tf);
  installCornerGradients(tf);
  installReductionGradients(tf);
  installRepeatGradients(tf);
  installConvolutionGradients(tf);
  installEinsumGradient(tf);
}
