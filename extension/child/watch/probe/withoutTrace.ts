import type { TensorFlow } from '../../tensorflow';
import type { EngineLike, LayerLike, Tensor } from '../tfjsInternals';
import { patchMethod, prototypeOf } from '../hooks/patch';
import { saveState } from './saveState';
import { mulberry32 } from '../../../core/random/mulberry32';

/** Of random numbers, so that a probe of a layer that draws some gives the same figures each time. */
const probeSeed = 0x9e3779b9;

/** Thrown where a probe would have created weights: that is for the program's own first call to do. */
export class WouldBuildError extends Error {
  constructor() {
    super('a layer creates its weights in its first call');
  }
}

let depth = 0;
/** Tensors with a smaller id are the program's. */
let firstNewId = 0;
/** True while something runs without trace: it is not the program that calls. */
export const isProbing = (): boolean => depth > 0;

const consoleMethods = ['log', 'info', 'warn', 'error', 'debug'] as const;

/**
 * What `withoutTrace` must not change is guarded from now on: tensors and variables of the program, and the making of weights.
 * Call it once, before the program runs. A method that is replaced for the time of a probe instead would never be inlined
 * again, and one that is put onto the engine and deleted would leave it with slow properties: 2 % of a small model's training.
 */
export function guardFromProbes({ core, layers: api }: TensorFlow): void {
  patchMethod<(this: Tensor) => void>(
    core.Tensor.prototype,
    'dispose',
    original =>
      function () {
        if (depth === 0 || this.id >= firstNewId) original.call(this);
      },
  );
  if (Object.hasOwn(core.Variable.prototype, 'dispose')) patchMethod(core.Variable.prototype, 'dispose', unlessProbing);
  patchMethod(core.Variable.prototype, 'assign', unlessProbing);
  patchMethod(prototypeOf(core.engine?.()), 'registerVariable', refusedToProbes);
  patchMethod(api.layers?.Layer?.prototype, 'addWeight', refusedToProbes);
}

type Method = (this: unknown, ...args: unknown[]) => unknown;

const unlessProbing = (original: Method): Method =>
  function (...args) {
    return depth === 0 ? original.apply(this, args) : undefined;
  };
const refusedToProbes = (original: Method): Method =>
  function (...args) {
    if (depth > 0) throw new WouldBuildError();
    return original.apply(this, args);
  };

/**
 * Runs `run` in such a way that the program cannot tell: random numbers come from elsewhere, variables keep their values,
 * tensors and fields of `layers` are afterwards as before, nothing is printed, what is created is disposed, and no weight is
 * created (`WouldBuildError` is thrown instead). Synchronous. Needs `guardFromProbes`.
 */
export function withoutTrace<T>({ core }: TensorFlow, layers: Iterable<LayerLike>, run: () => T): T {
  const engine = core.engine() as unknown as EngineLike;
  const nextId = engine.nextTensorId?.() ?? Infinity;
  const undo: (() => void)[] = [];
  const replace = (target: object, name: string, value: unknown): void => {
    const own = Object.getOwnPropertyDescriptor(target, name);
    if (!own) return;
    Object.defineProperty(target, name, { ...own, value });
    undo.push(() => Object.defineProperty(target, name, own));
  };

  const savedLayers = [...withCells(layers)].map(saveState);
  if (depth++ === 0) firstNewId = nextId;
  try {
    replace(Math, 'random', mulberry32(probeSeed));
    for (const method of consoleMethods) replace(console, method, () => undefined);
    let result: T | undefined;
    // not returned from tidy: it would search the result for tensors
    core.tidy(() => {
      result = run();
    });
    return result as T;
  } finally {
    depth--;
    try {
      for (const restore of savedLayers) restore(nextId);
    } finally {
      for (const step of undo.reverse()) step();
    }
  }
}

function* withCells(layers: Iterable<LayerLike>): Generator<LayerLike> {
  for (const layer of layers) {
    yield layer;
    if (layer.cell) yield layer.cell;
  }
}
