import type { TensorFlow } from '../../tensorflow';
import type { LossReader } from '../training/lossReader';
import type { LoopSessions } from '../training/loopSessions';
import type { TrainingRun } from '../training/trainingRun';
import type { CallSites } from '../sites/callSites';
import type { ModelRegistry } from '../models/modelRegistry';
import type { GradientsLike, GradientsResult, ModelLike, OptimizerLike, Tensor } from '../tfjsInternals';
import { patchMethod } from './patch';

export interface TrainingHooks {
  run: TrainingRun;
  models: ModelRegistry;
  sites: CallSites;
  losses: LossReader;
  loops: LoopSessions;
  /** A probe is under way: what it calls is not the program. */
  isProbing(): boolean;
  /** Overrides the program's own number of epochs. */
  epochs: number | null;
}
type Method<R = unknown> = (this: ModelLike, ...args: unknown[]) => R;

/** compile, fit, fitDataset, trainOnBatch, and the batches and inputs that models are given. */
export function hookModels({ layers }: TensorFlow, hooks: TrainingHooks): void {
  const { run, models, loops, losses } = hooks;
  const prototype = layers.LayersModel?.prototype as object | undefined;

  for (const type of [layers.Sequential, layers.LayersModel])
    patchMethod<Method>(
      type?.prototype,
      'compile',
      original =>
        function (...args) {
          const result = original.apply(this, args);
          // a Sequential compiles its inner model first
          models.announce(this);
          return result;
        },
    );

  for (const kind of ['fit', 'fitDataset'] as const)
    patchMethod<Method<Promise<unknown>>>(
      prototype,
      kind,
      original =>
        async function (...args) {
          const session = run.fitCalled(this, kind, hooks.sites.capture());
          if (!session) return original.apply(this, args);
          try {
            const result = await original.apply(this, withEpochs(args, kind === 'fit' ? 2 : 1, hooks.epochs));
            run.fitSucceeded(session);
            return result;
          } finally {
            run.fitEnded(this, session);
          }
        },
    );

  patchMethod<Method<Promise<unknown>>>(
    prototype,
    'trainOnBatch',
    original =>
      async function (...args) {
        loops.batchCalled(this);
        const result = await original.apply(this, args);
        run.trainedOnBatch(this);
        return result;
      },
  );

  patchMethod<Method>(
    prototype,
    'makeTrainFunction',
    original =>
      function (...args) {
        const train = original.apply(this, args) as (data: Tensor[]) => Tensor[];
        return (data: Tensor[]) => {
          const inputs = data.slice(0, this.inputs.length);
          const targets = data.slice(this.inputs.length, this.inputs.length + this.outputs.length);
          return run.trainOnBatch(this, inputs, targets, () => train(data));
        };
      },
  );

  for (const name of ['call', 'predict', 'predictOnBatch'])
    patchMethod<Method>(
      prototype,
      name,
      original =>
        function (...args) {
          if (!hooks.isProbing() && !run.isInStep) loops.modelCalled(this, args[0], losses.isDifferentiating);
          return original.apply(this, args);
        },
    );
}

function withEpochs(args: unknown[], index: number, epochs: number | null): unknown[] {
  if (epochs === null) return args;
  const given = (args[index] ?? {}) as object;
  const options: unknown = Object.assign(Object.create(Object.getPrototypeOf(given) as object | null), given, {
    epochs,
  });
  return [...args.slice(0, index), options, ...args.slice(index + 1)];
}

/** applyGradients of every optimizer class, and every differentiation by variables. */
export function hookOptimizers({ core }: TensorFlow, hooks: TrainingHooks): void {
  const { run, losses, sites } = hooks;
  const patched = new WeakSet<object>();
  const hookClass = (prototype: object | null): void => {
    if (!prototype || patched.has(prototype) || !Object.hasOwn(prototype, 'applyGradients')) return;
    patched.add(prototype);
    patchMethod<(this: OptimizerLike, gradients: GradientsLike) => void>(
      prototype,
      'applyGradients',
      original =>
        function (gradients) {
          return run.update(
            this,
            gradients,
            () => original.call(this, gradients),
            () => sites.capture(),
          );
        },
    );
  };
  for (const value of Object.values(core))
    if (typeof value === 'function' && value.prototype instanceof Object) hookClass(value.prototype as object);

  // an optimizer class of the program's own is met when it is first used
  const hookInstance = (optimizer: object): void => {
    for (let p: object | null = optimizer; p; p = Object.getPrototypeOf(p) as object | null) hookClass(p);
  };
  patchMethod<(this: OptimizerLike, ...args: unknown[]) => unknown>(
    core.Optimizer?.prototype,
    'minimize',
    original =>
      function (...args) {
        if (!patched.has(Object.getPrototypeOf(this) as object)) hookInstance(this);
        return original.apply(this, args);
      },
  );

  type Differentiate = (this: unknown, f: () => unknown, xs: Tensor[], ...rest: unknown[]) => GradientsResult;
  patchMethod<Differentiate>(
    core.engine?.(),
    'gradients',
    original =>
      function (f, xs, ...rest) {
        const call = (): GradientsResult => original.call(this, f, xs, ...rest);
        return hooks.isProbing() ? call() : losses.differentiate(xs, run.isInStep, call);
      },
  );
}
