import type * as tfjs from '@tensorflow/tfjs';
import type { Notice } from '../../../protocol/run';
import { readComplex } from './complexNumbers';
import type { BackendWasm, TensorFlowModule } from './kernel';
import { servesTypes } from './servedTypes';
import { monotonicMs } from '../../clock';

/** Shipped by the WebAssembly backend, and wrong there: the plain ones serve instead. */
const wrongKernels = ['Dilation2D', 'Dilation2DBackpropFilter', 'Dilation2DBackpropInput'];

/**
 * Kernels that the WebAssembly backend lacks, and calls of others with types that those are wrong for, run on the plain
 * backend, with values copied in and out. Each kernel is told once, with what its first call took.
 */
export function installPlainFallback(tf: TensorFlowModule, notice: (notice: Notice) => void): void {
  readComplex(tf.backend() as unknown as BackendWasm);
  for (const name of wrongKernels) if (tf.getKernel(name, 'wasm')) tf.unregisterKernel(name, 'wasm');
  for (const plain of tf.getKernelsForBackend('cpu')) {
    const { kernelName } = plain;
    const shipped = tf.getKernel(kernelName, 'wasm') as tfjs.KernelConfig | undefined;
    let isTold = false;
    const runPlain: tfjs.KernelFunc = ({ inputs, attrs, backend }) => {
      const startedAt = monotonicMs();
      const call = new PlainCall(tf, backend as BackendWasm);
      const results = call.run(plain, inputs, attrs);
      if (!isTold) {
        isTold = true;
        notice({
          code: 'plain-kernel',
          message:
            `${kernelName} runs in plain JavaScript, as ${why(kernelName, shipped ? inputs : null)}: its first call took ` +
            `${(monotonicMs() - startedAt).toFixed(1)} ms and copied ${(call.copiedBytes / 1024).toFixed(0)} kB.`,
        });
      }
      return results;
    };
    if (shipped) tf.unregisterKernel(kernelName, 'wasm');
    const kernelFunc: tfjs.KernelFunc = shipped
      ? call => {
          if (!servesTypes(kernelName, call.inputs, call.attrs)) return runPlain(call);
          try {
            return shipped.kernelFunc(call);
          } catch (error) {
            return afterRefusal(error, () => runPlain(call));
          }
        }
      : runPlain;
    tf.registerKernel({ ...shipped, kernelName, backendName: 'wasm', kernelFunc });
  }
}

/** What the plain kernel returns where the shipped one refused a call; the refusal where both do. */
function afterRefusal<T>(refusal: unknown, runPlain: () => T): T {
  // a trap of WebAssembly, or no memory: nothing can be read any more
  if (!(refusal instanceof Error) || ['RuntimeError', 'RangeError'].includes(refusal.name)) throw refusal;
  try {
    return runPlain();
  } catch {
    throw refusal;
  }
}

function why(kernelName: string, inputs: tfjs.NamedTensorInfoMap | null): string {
  if (!inputs) return wrongKernels.includes(kernelName) ? 'that of WebAssembly is wrong' : 'WebAssembly has none';
  const given = Object.values(inputs).flat() as (tfjs.TensorInfo | null)[];
  const types = new Set(given.flatMap(t => (t ? `${t.shape.includes(0) ? 'empty ' : ''}${t.dtype}` : [])));
  return `that of WebAssembly does not serve ${[...types].join(' with ')}`;
}

/** One call: what it puts on the plain backend is removed again. */
class PlainCall {
  copiedBytes = 0;
  private readonly cpu: tfjs.KernelBackend;
  private readonly made: tfjs.TensorInfo[] = [];
  constructor(
    private readonly tf: TensorFlowModule,
    private readonly wasm: BackendWasm,
  ) {
    this.cpu = tf.findBackend('cpu');
  }

  run(
    plain: tfjs.KernelConfig,
    inputs: tfjs.NamedTensorInfoMap,
    attrs: tfjs.NamedAttrMap | undefined,
  ): tfjs.TensorInfo | tfjs.TensorInfo[] {
    try {
      // some kernels take a list of tensors in the place of named ones
      const given: Record<string, unknown> = Array.isArray(inputs) ? ([] as unknown as Record<string, unknown>) : {};
      for (const [name, input] of Object.entries(inputs) as [string, tfjs.TensorInfo | tfjs.TensorInfo[] | null][])
        given[name] = Array.isArray(input) ? input.map(t => this.copyIn(t)) : input ? this.copyIn(input) : input;
      const results = plain.kernelFunc({ inputs: given as tfjs.NamedTensorInfoMap, attrs, backend: this.cpu });
      const list = Array.isArray(results) ? results : [results];
      this.made.push(...list);
      const copies = list.map(r => this.copyOut(r));
      return Array.isArray(results) ? copies : (copies[0] as tfjs.TensorInfo);
    } finally {
      for (const { dataId } of new Map(this.made.map(t => [t.dataId, t])).values()) this.cpu.disposeData(dataId, true);
    }
  }

  private copyIn(tensor: tfjs.TensorInfo): tfjs.TensorInfo {
    const { shape, dtype } = tensor;
    const values = this.wasm.readSync(tensor.dataId);
    this.count(values);
    if (dtype === 'complex64') return this.complexIn(values as Float32Array, shape);
    // a few kernels ask for the rank, which only whole tensors have
    const copy = { dataId: this.cpu.write(values, shape, dtype), shape, dtype, rank: shape.length };
    this.made.push(copy);
    return copy;
  }

  /** The plain backend keeps a complex tensor as two others. */
  private complexIn(pairs: Float32Array, shape: number[]): tfjs.TensorInfo {
    const part = (offset: number): tfjs.TensorInfo => {
      const values = Float32Array.from({ length: pairs.length / 2 }, (_, i) => pairs[i * 2 + offset] as number);
      const info = { dataId: this.cpu.write(values, shape, 'float32'), shape, dtype: 'float32' as const };
      this.made.push(info);
      return info;
    };
    const { kernelFunc } = this.tf.getKernel('Complex', 'cpu');
    const copy = kernelFunc({ inputs: { real: part(0), imag: part(1) }, backend: this.cpu }) as tfjs.TensorInfo;
    this.made.push(copy);
    return copy;
  }

  private copyOut(tensor: tfjs.TensorInfo): tfjs.TensorInfo {
    const { shape, dtype } = tensor;
    const values = this.cpu.readSync(tensor.dataId);
    this.count(values);
    return { dataId: this.wasm.write(values, shape, dtype), shape, dtype };
  }

  private count(values: tfjs.backend_util.BackendValues): void {
    if (ArrayBuffer.isView(values)) this.copiedBytes += values.byteLength;
  }
}
