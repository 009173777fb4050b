import type { TensorFlow } from '../../tensorflow';
import type { ResumedRun } from '../resume/resumedRun';
import type { GradientsLike, GradientsResult, OptimizerLike, Tensor } from '../tfjsInternals';
import type { TrainingHooks } from './hookModels';
import { patchMethod, prototypeOf } from './patch';

/** Every optimizer's constructor assigns `learningRate`: a setter of that name on the prototype hears of each one. */
function hookMaking({ Optimizer }: TensorFlow['core'], { sites, guard }: TrainingHooks): void {
  const prototype = Optimizer?.prototype as object | undefined;
  if (!prototype || 'learningRate' in prototype) return;
  Object.defineProperty(prototype, 'learningRate', {
    configurable: true,
    get: () => undefined,
    set(this: OptimizerLike, value: unknown) {
      Object.defineProperty(this, 'learningRate', { value, writable: true, configurable: true, enumerable: true });
      guard.safely(() => sites.record(this, sites.capture()));
    },
  });
}

/** applyGradients of every optimizer class, and every differentiation by variables. */
export function hookOptimizers({ core }: TensorFlow, hooks: TrainingHooks): void {
  const { run, losses, sites, guard, resumed } = hooks;
  hookMaking(core, hooks);
  const patched = new WeakSet<object>();
  let depth = 0;

  const hookClass = (prototype: object): void => {
    if (patched.has(prototype) || !Object.hasOwn(prototype, 'applyGradients')) return;
    patched.add(prototype);
    patchMethod<(this: OptimizerLike, gradients: GradientsLike) => void>(
      prototype,
      'applyGradients',
      original =>
        function (gradients) {
          if (resumed?.isDone === false && depth === 0 && !run.isInStep && resumed.passesUpdate(this)) {
            resumed.gradientsAsked();
            resumed.updatePassed();
            return;
          }
          // an optimizer built on another one updates once
          const pending =
            depth > 0 ? undefined : guard.safely(() => run.updateBegins(this, gradients, () => sites.capture()));
          depth++;
          try {
            original.call(this, gradients);
          } finally {
            depth--;
          }
          if (pending) guard.safely(() => run.updateEnded(pending));
        },
    );
  };
  for (const value of Object.values(core) as unknown[])
    if (typeof value === 'function' && value.prototype instanceof Object) hookClass(value.prototype as object);

  // an optimizer class of the program's own is met when it is first used
  patchMethod<(this: OptimizerLike, ...args: unknown[]) => unknown>(
    core.Optimizer?.prototype,
    'minimize',
    original =>
      function (...args) {
        if (resumed?.isDone === false && !run.isInStep && resumed.passesUpdate(this))
          return passMinimize(core, resumed, args);
        for (let p: unknown = Object.getPrototypeOf(this); p instanceof Object; p = Object.getPrototypeOf(p))
          hookClass(p);
        return original.apply(this, args);
      },
  );

  type Differentiate = (this: unknown, f: () => unknown, xs: Tensor[], ...rest: unknown[]) => GradientsResult;
  patchMethod<Differentiate>(
    prototypeOf(core.engine?.()),
    'gradients',
    original =>
      function (f, xs, ...rest) {
        const isTraining = !hooks.isProbing() && guard.safely(() => losses.begins(xs, run.isInStep));
        if (!isTraining) return original.call(this, f, xs, ...rest);
        let result: GradientsResult | null = null;
        try {
          return (result = original.call(this, f, xs, ...rest));
        } finally {
          guard.safely(() => losses.ended(result?.value ?? null));
        }
      },
  );
}

/** What `minimize` returns for an update that is passed over: the loss as it was recorded, where it is asked for. */
function passMinimize(core: TensorFlow['core'], resumed: ResumedRun, [f, returnCost]: unknown[]): unknown {
  // layers make their weights when they are first called: what is restored needs them
  if (resumed.isFirstUpdate) core.tidy(() => void (f as () => unknown)());
  const loss = resumed.updatePassed();
  return returnCost === true ? core.scalar(loss) : null;
}
