import type { TensorFlow } from '../../tensorflow';
import { patchMethod } from '../hooks/patch';
import type { Variable } from '../tfjsInternals';

/**
 * Variables that were given values after they were made: by loadLayersModel, setWeights, a layer's `weights`, or assign.
 * Before the first step nothing else does that.
 */
export class GivenWeights {
  private readonly given = new WeakSet<Variable>();
  private isOurs = false;

  /** Watches from now on; call it before the program runs. */
  constructor({ core }: TensorFlow) {
    const { given } = this;
    const isOurs = (): boolean => this.isOurs;
    patchMethod<(this: Variable, ...args: unknown[]) => unknown>(
      core.Variable.prototype,
      'assign',
      original =>
        function (...args) {
          if (!isOurs()) given.add(this);
          return original.apply(this, args);
        },
    );
  }

  has(variable: Variable): boolean {
    return this.given.has(variable);
  }
  /** Runs what gives variables values without that counting. */
  uncounted(run: () => void): void {
    this.isOurs = true;
    try {
      run();
    } finally {
      this.isOurs = false;
    }
  }
}
