import type { TensorFlow } from '../../tensorflow';
import type { EngineLike, LayerLike, Tensor } from '../tfjsInternals';
import { saveState } from './saveState';

/** Thrown where a probe would have created weights: that is for the program's own first call to do. */
export class WouldBuildError extends Error {
  constructor() {
    super('a layer creates its weights in its first call');
  }
}

let depth = 0;
/** True while something runs without trace: it is not the program that calls. */
export const isProbing = (): boolean => depth > 0;

const consoleMethods = ['log', 'info', 'warn', 'error', 'debug'] as const;

/**
 * Runs `run` in such a way that the program cannot tell: random numbers come from elsewhere, variables keep their values,
 * tensors and fields of `layers` are afterwards as before, nothing is printed, what is created is disposed, and no weight is
 * created (`WouldBuildError` is thrown instead). Synchronous.
 */
export function withoutTrace<T>({ core, layers: api }: TensorFlow, layers: Iterable<LayerLike>, run: () => T): T {
  const engine = core.engine() as unknown as EngineLike;
  const firstNewId = engine.nextTensorId?.() ?? Infinity;
  const undo: (() => void)[] = [];
  const replace = (target: object | undefined, name: string, value: unknown): void => {
    if (!target || !(name in target)) return;
    const own = Object.getOwnPropertyDescriptor(target, name);
    Object.defineProperty(target, name, {
      value,
      writable: true,
      configurable: true,
      enumerable: own?.enumerable ?? false,
    });
    undo.push(() => {
      if (own) Object.defineProperty(target, name, own);
      else delete (target as Record<string, unknown>)[name];
    });
  };
  const keepOld = (prototype: { dispose?: (this: Tensor) => void } | undefined): void => {
    const dispose = prototype?.dispose;
    replace(prototype, 'dispose', function (this: Tensor) {
      if (this.id >= firstNewId) dispose?.call(this);
    });
  };
  const refuse = (): never => {
    throw new WouldBuildError();
  };

  const savedLayers = [...withCells(layers)].map(saveState);
  depth++;
  try {
    replace(Math, 'random', otherRandom());
    replace(core.Variable.prototype, 'assign', () => undefined);
    keepOld(core.Tensor.prototype as unknown as { dispose(this: Tensor): void });
    if (Object.hasOwn(core.Variable.prototype, 'dispose')) replace(core.Variable.prototype, 'dispose', () => undefined);
    replace(engine, 'registerVariable', refuse);
    replace(api.layers.Layer.prototype, 'addWeight', refuse);
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
      for (const restore of savedLayers) restore(firstNewId);
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

/** Random numbers from a fixed seed (mulberry32), so that a probe of a layer that draws some gives the same figures each time. */
function otherRandom(): () => number {
  let state = 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
