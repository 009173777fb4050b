import type * as tfjs from '@tensorflow/tfjs';
import type { Notice } from '../../../protocol/run';

export function installWasmKernels(tf: typeof tfjs, notice: (notice: Notice) => void): void {
  void tf;
  void notice;
}
