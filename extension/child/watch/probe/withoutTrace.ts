import type { TensorFlow } from '../../tensorflow';
import type { EngineLike, LayerLike, Tensor } from '../tfjsInternals';

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

  const savedLayers = [...withCells(layers)].map(saveFields);
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
    for (const restore of savedLayers) restore(firstNewId);
    for (const step of undo.reverse()) step();
  }
}

function* withCells(layers: Iterable<LayerLike>): Generator<LayerLike> {
  for (const layer of layers) {
    yield layer;
    if (layer.cell) yield layer.cell;
  }
}

/** Remembers the fields of a layer and the contents of its lists; what is returned puts them back and disposes what is new. */
function saveFields(layer: LayerLike): (firstNewId: number) => void {
  const target = layer as unknown as Record<string, unknown>;
  const saved = Object.keys(target).map(key => {
    const value = target[key];
    return { key, value, items: Array.isArray(value) ? (value as unknown[]).slice() : null };
  });
  // a call hook of the program's own is not to hear of the probe
  if (target._callHook) target._callHook = null;
  return firstNewId => {
    const known = new Set(saved.map(s => s.key));
    for (const key of Object.keys(target)) {
      if (known.has(key)) continue;
      disposeNew(target[key], firstNewId);
      delete target[key];
    }
    for (const { key, value, items } of saved) {
      if (target[key] !== value) {
        disposeNew(target[key], firstNewId);
        target[key] = value;
      }
      const list = value as unknown[];
      if (!items || (items.length === list.length && items.every((item, i) => item === list[i]))) continue;
      disposeNew(list, firstNewId);
      list.splice(0, list.length, ...items);
    }
  };
}

function disposeNew(value: unknown, firstNewId: number): void {
  if (Array.isArray(value)) for (const item of value) disposeNew(item, firstNewId);
  const tensor = value as { id?: unknown; dataId?: unknown; isDisposed?: boolean; dispose?(): void } | null;
  if (typeof tensor !== 'object' || tensor === null || !tensor.dataId || typeof tensor.id !== 'number') return;
  if (tensor.id >= firstNewId && !tensor.isDisposed) tensor.dispose?.();
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
