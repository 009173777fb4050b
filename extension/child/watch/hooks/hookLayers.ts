import { AsyncLocalStorage } from 'node:async_hooks';
import type { TensorFlow } from '../../tensorflow';
import type { CallSites } from '../sites/callSites';
import type { RawFrame } from '../sites/rawFrames';
import type { LayerLike, ModelLike } from '../tfjsInternals';
import type { TrainingHooks } from './hookModels';
import { patchMethod, prototypeOf } from './patch';

/**
 * Sees every layer and model that is constructed, built in or the person's own: the constructor of Layer assigns `_callHook`,
 * so a setter of that name on the prototype hears of each one. Also sees which inner model a Sequential delegates to.
 */
export function hookLayers({ core, layers }: TensorFlow, { sites, models, guard }: TrainingHooks): void {
  const loads = hookLoading(layers, sites);
  const prototype = layers.layers?.Layer?.prototype as object | undefined;
  if (prototype && !Object.hasOwn(prototype, '_callHook'))
    Object.defineProperty(prototype, '_callHook', {
      configurable: true,
      get: () => null,
      set(this: LayerLike, value: unknown) {
        Object.defineProperty(this, '_callHook', { value, writable: true, configurable: true, enumerable: true });
        guard.safely(() => {
          const frames = sites.capture();
          sites.record(this, frames.length ? frames : (loads.getStore() ?? frames));
          models.made(this);
        });
      },
    });
  patchMethod(layers.Sequential?.prototype, 'build', original => {
    type Build = (this: ModelLike, ...args: unknown[]) => unknown;
    return function (this: ModelLike, ...args: unknown[]) {
      const result = (original as Build).apply(this, args);
      if (this.model) models.delegates(this, this.model);
      return result;
    } as Build;
  });
  hookVariables(core, sites);
}

/** Where bare variables are made: `tf.variable(…)`. Those of layers have their layer's place. */
function hookVariables(core: TensorFlow['core'], sites: CallSites): void {
  patchMethod(prototypeOf(core.engine?.()), 'makeVariable', original => {
    type Make = (this: unknown, ...args: unknown[]) => object;
    return function (this: unknown, ...args: unknown[]) {
      const variable = (original as Make).apply(this, args);
      sites.record(variable, sites.capture());
      return variable;
    } as Make;
  });
}

/** A model that is loaded is built after the caller has left the stack: its layers get the place of the call. */
function hookLoading(layers: TensorFlow['layers'], sites: CallSites): AsyncLocalStorage<RawFrame[]> {
  const storage = new AsyncLocalStorage<RawFrame[]>();
  let underWay = 0;
  for (const [holder, name] of [
    [layers, 'loadLayersModel'],
    [layers.models, 'modelFromJSON'],
  ] as const)
    patchMethod(holder as object, name, original => {
      type Load = (...args: unknown[]) => Promise<unknown>;
      return (async (...args: unknown[]) => {
        underWay++;
        try {
          return await storage.run(sites.capture(), () => (original as Load)(...args));
        } finally {
          // following every promise has its price: only while something loads
          if (--underWay === 0) storage.disable();
        }
      }) as Load;
    });
  return storage;
}
