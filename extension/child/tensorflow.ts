import type * as tfjs from '@tensorflow/tfjs';
import type * as tfjsCore from '@tensorflow/tfjs-core';
import type * as tfjsLayers from '@tensorflow/tfjs-layers';
import type { BackendInfo } from '../protocol/run';

/** The one TensorFlow.js of this process: what the program's imports resolve to. */
export interface TensorFlow {
  tf: typeof tfjs;
  core: typeof tfjsCore;
  layers: typeof tfjsLayers;
  backend: BackendInfo;
}
