import type { TensorFlow } from '../../tensorflow';
import type { CallbackLists } from '../resume/callbackLists';
import type { ResumedRun } from '../resume/resumedRun';
import type { LossReader } from '../training/lossReader';
import type { LoopSessions } from '../training/loopSessions';
import type { FitWatch } from '../training/fitWatch';
import type { Guard } from '../training/guard';
import type { TrainingRun } from '../training/trainingRun';
import type { CallSites } from '../sites/callSites';
import type { ModelRegistry } from '../models/modelRegistry';
import type { ModelLike, Tensor } from '../tfjsInternals';
import { patchMethod } from './patch';

export interface TrainingHooks {
  run: TrainingRun;
  fits: FitWatch;
  guard: Guard;
  models: ModelRegistry;
  sites: CallSites;
  losses: LossReader;
  loops: LoopSessions;
  callbacks: CallbackLists;
  /** Null where the run does not go on from a checkpoint. */
  resumed: ResumedRun | null;
  /** A probe is under way: what it calls is not the program. */
  isProbing(): boolean;
}
type Method<R = unknown> = (this: ModelLike, ...args: unknown[]) => R;

/** compile, fit, fitDataset, trainOnBatch, and the batches and inputs that models are given. */
export function hookModels({ layers }: TensorFlow, hooks: TrainingHooks): void {
  const { run, fits, guard, models, loops, losses, resumed } = hooks;
  const prototype = layers.LayersModel?.prototype as object | undefined;

  for (const type of [layers.Sequential, layers.LayersModel])
    patchMethod<Method>(
      type?.prototype,
      'compile',
      original =>
        function (...args) {
          const result = original.apply(this, args);
          // a Sequential compiles its inner model first: only then is it complete itself
          guard.safely(() => {
            if (models.outerOf(this) !== this) return;
            hooks.sites.record(this, hooks.sites.capture(), 'compiled');
            models.announce(this);
          });
          return result;
        },
    );

  for (const kind of ['fit', 'fitDataset'] as const)
    patchMethod<Method<Promise<unknown>>>(
      prototype,
      kind,
      original =>
        async function (...args) {
          const session = guard.safely(() => fits.called(this, kind, args, hooks.sites.capture()));
          if (!session) return original.apply(this, args);
          const again = resumed?.fitCalled(this, kind, args);
          if (again?.isPassed) guard.safely(() => fits.isPassed(this));
          try {
            const result = await original.apply(this, again?.args ?? args);
            if (again) resumed?.fitEnded(again.fit, again.isPassed);
            if (!again?.isPassed) guard.safely(() => fits.succeeded(session));
            return result;
          } catch (error) {
            if (!again?.isPassed) guard.safely(() => fits.failed(session));
            throw error;
          } finally {
            guard.safely(() => fits.ended(this, session));
          }
        },
    );

  patchMethod<Method<Promise<unknown>>>(
    prototype,
    'trainOnBatch',
    original =>
      async function (...args) {
        guard.safely(() => loops.batchCalled(this));
        const isPassed = resumed?.isDone === false;
        const result = await original.apply(this, args);
        if (isPassed && !resumed.isDone) resumed.updatePassed();
        else guard.safely(() => run.trainedOnBatch(this));
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
          const passed = resumed?.isDone === false ? resumed.passBatch(this, run.sessionOf(this)) : null;
          if (passed) return passed;
          const inputs = data.slice(0, this.inputs.length);
          const targets = data.slice(this.inputs.length, this.inputs.length + this.outputs.length);
          const before = guard.safely(() => run.batchBegins(this, inputs, targets)) ?? null;
          try {
            return train(data);
          } finally {
            run.batchTrained(before);
          }
        };
      },
  );

  for (const name of ['call', 'predict', 'predictOnBatch'])
    patchMethod<Method>(
      prototype,
      name,
      original =>
        function (...args) {
          if (!hooks.isProbing() && !run.isInStep)
            guard.safely(() => loops.modelCalled(this, args[0], losses.isDifferentiating));
          return original.apply(this, args);
        },
    );
}
