import type * as tfjs from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

export type TensorFlowModule = typeof tfjs;
export type { BackendWasm };

/** What a kernel is called with. Inputs are whole tensors, as the engine passes them, so that ops can be composed. */
export interface KernelCall<Inputs, Attributes> {
  inputs: Inputs;
  attrs: Attributes;
  backend: BackendWasm;
}
type Kernel<Inputs, Attributes> = (
  call: KernelCall<Inputs, Attributes>,
  /** The one that was registered before. */
  shipped: (call: KernelCall<Inputs, Attributes>) => tfjs.TensorInfo,
) => tfjs.TensorInfo;

/**
 * Registers a kernel of the WebAssembly backend in the place of the one that it ships, if any, which the new one may call.
 * What a kernel composes of ops is not recorded for gradients, and all but its result is freed by the `tidy` around it.
 */
export function replaceKernel<Inputs, Attributes>(
  tf: TensorFlowModule,
  kernelName: string,
  kernel: Kernel<Inputs, Attributes>,
): void {
  const shipped = tf.getKernel(kernelName, 'wasm');
  if (shipped) tf.unregisterKernel(kernelName, 'wasm');
  const callShipped = (call: KernelCall<Inputs, Attributes>): tfjs.TensorInfo =>
    shipped.kernelFunc(call as never) as tfjs.TensorInfo;
  tf.registerKernel({
    kernelName,
    backendName: 'wasm',
    setupFunc: shipped?.setupFunc,
    disposeFunc: shipped?.disposeFunc,
    kernelFunc: call => tf.engine().tidy(() => kernel(call as never, callShipped) as tfjs.Tensor),
  });
}
