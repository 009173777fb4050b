import type * as tfjsCore from '@tensorflow/tfjs-core';

// The parts of TensorFlow.js that are watched, as they are inside: many are private to it. Whatever may be absent in another
// major version is optional, so that the compiler asks for the check.

export type Tensor = tfjsCore.Tensor;
export type Variable = tfjsCore.Variable;

export interface LayerVariableLike {
  name: string;
  originalName: string;
  dtype: string;
  shape: (number | null)[];
  trainable: boolean;
  val?: Variable;
  read(): Variable;
}

export interface ActivationLike {
  apply(x: Tensor, ...rest: unknown[]): Tensor;
  getClassName?(): string;
  getConfig?(): unknown;
}

export interface NodeLike {
  inboundLayers: (LayerLike | null)[];
  inputShapes?: unknown;
  outputShapes: unknown;
}

export interface SymbolicTensorLike {
  name: string;
  shape: (number | null)[];
  dtype: string;
  /** The layer that makes it, which of its outputs it is, and what that layer was called on. */
  sourceLayer?: LayerLike;
  outputTensorIndex?: number;
  inputs?: SymbolicTensorLike[];
}

export interface LayerLike {
  name: string;
  built: boolean;
  trainable?: boolean;
  stateful?: boolean;
  weights: LayerVariableLike[];
  trainableWeights: LayerVariableLike[];
  inboundNodes?: NodeLike[];
  activation?: ActivationLike | null;
  cell?: LayerLike;
  layers?: LayerLike[];
  getClassName(): string;
  call(inputs: Tensor | Tensor[], kwargs?: object): Tensor | Tensor[];
  apply(inputs: Tensor | Tensor[], kwargs?: object): Tensor | Tensor[];
}

export interface ModelLike extends LayerLike {
  layers: LayerLike[];
  inputs: SymbolicTensorLike[];
  outputs: SymbolicTensorLike[];
  inputNames?: string[];
  outputNames?: string[];
  containerNodes?: Set<string>;
  loss?: unknown;
  optimizer?: OptimizerLike | null;
  /** It was named by a word: compile made the optimizer. */
  isOptimizerOwned?: boolean;
  lossFunctions?: ((target: Tensor, output: Tensor) => Tensor)[];
  /** Those that were trainable when it was compiled. */
  collectedTrainableWeights?: LayerVariableLike[] | null;
  /** Of a Sequential: the LayersModel that it delegates to. */
  model?: ModelLike | null;
  toJSON?(unused: unknown, returnString: boolean): unknown;
  getTrainingConfig?(): unknown;
}

export interface OptimizerLike {
  applyGradients(gradients: GradientsLike): void;
  getClassName?(): string;
  getConfig?(): Record<string, unknown>;
  learningRate?: unknown;
}

/** What applyGradients takes: by variable name, or a list. */
export type GradientsLike = Record<string, Tensor | null> | { name: string; tensor: Tensor | null }[];

export interface EngineLike {
  registeredVariables: Record<string, Variable>;
  registerVariable(variable: Variable): void;
  gradients?(f: () => unknown, xs: Tensor[], dy?: Tensor | null, allowNoGradients?: boolean): GradientsResult;
  nextTensorId?(): number;
  state?: { tensorInfo?: WeakMap<object, { backend: BackendLike }> };
}
interface BackendLike {
  /** One that takes a range reads no more than that. */
  readSync?(dataId: object, start?: number, end?: number): Float32Array | Int32Array | Uint8Array;
  /** The WebAssembly backend: its memory, and where in it a tensor lies. */
  wasm?: { HEAPU8?: Uint8Array };
  dataIdMap?: { get(dataId: object): { memoryOffset?: number | null } | undefined };
}
export interface GradientsResult {
  value: Tensor;
  grads: (Tensor | null)[];
}

/** The gradient of each variable by its name, whichever way applyGradients was called; variables without one are left out. */
export function gradientsByName(gradients: GradientsLike): Map<string, Tensor> {
  const entries = Array.isArray(gradients)
    ? gradients.map(g => [g.name, g.tensor] as const)
    : Object.entries(gradients);
  return new Map(entries.filter((e): e is [string, Tensor] => e[1] != null));
}

/** The values of a tensor of numbers; null for strings and complex numbers. May be TensorFlow's own memory: copy to keep. */
export function valuesOf(tensor: Tensor): Float32Array | Int32Array | Uint8Array | null {
  if (tensor.dtype === 'string' || tensor.dtype === 'complex64') return null;
  return tensor.dataSync() as Float32Array | Int32Array | Uint8Array;
}
