import { summarize } from '../../../core/stats/summarize';
import type { Summary } from '../../../protocol/summary';
import type { TensorFlow } from '../../tensorflow';
import { layerRows, weightsOfRow } from '../models/layerRows';
import type { ModelRegistry } from '../models/modelRegistry';
import { valuesOf, type Tensor, type Variable } from '../tfjsInternals';
import { monotonicMs } from '../../clock';

/** On a graphics card reading a value waits for all that is queued. */
const gpuIntervalMs = 100;

/**
 * Sees every differentiation by variables: minimize, variableGrads, fit. Its value is the loss, read at once, which on the
 * backends of Node is a copy of four bytes.
 */
export class LossReader {
  /**
   * Summaries of the weights that a forward pass changes by itself (moving averages), from before a model's first one, by
   * variable name.
   */
  readonly earlyWeights = new Map<string, Summary>();
  /** The newest loss, NaN and infinities as they are; null where none was seen, or it was not read. */
  newest: number | null = null;
  private newestTensor = -1;
  private readonly known = new Set<string>();
  private depth = 0;
  private readAtMs = -Infinity;

  constructor(
    private readonly tensorflow: TensorFlow,
    private readonly models: ModelRegistry,
    private readonly isGpu: boolean,
  ) {}

  get isDifferentiating(): boolean {
    return this.depth > 0;
  }

  /**
   * A function is about to be differentiated by `xs`. Returns whether that is training: by variables, and not within another.
   * `isOfBatch`: of fit or trainOnBatch, whose start is looked at elsewhere.
   */
  begins(xs: readonly Tensor[], isOfBatch: boolean): boolean {
    if (this.depth > 0 || !xs.some(x => x instanceof this.tensorflow.core.Variable)) return false;
    this.depth++;
    if (!isOfBatch) this.lookAtMovingAverages(xs as readonly Variable[]);
    return true;
  }
  /** It is; `value` is null where the function has thrown. */
  ended(value: Tensor | null): void {
    this.depth = 0;
    const nowMs = this.isGpu ? monotonicMs() : 0;
    this.newestTensor = -1;
    if (!value || (this.isGpu && nowMs - this.readAtMs < gpuIntervalMs)) {
      this.newest = null;
      return;
    }
    this.readAtMs = nowMs;
    this.newest = value.size === 1 ? (valuesOf(value)?.[0] ?? null) : null;
    if (value.size === 1) this.newestTensor = value.id;
  }
  /** A tensor's first number; null where it has none. The newest loss, which fit logs too, is not read twice. */
  numberOf(tensor: Tensor): number | null {
    return tensor.id === this.newestTensor ? this.newest : (valuesOf(tensor)?.[0] ?? null);
  }

  private lookAtMovingAverages(xs: readonly Variable[]): void {
    const unknown = xs.filter(x => !this.known.has(x.name));
    if (!unknown.length) return;
    for (const x of unknown) this.known.add(x.name);
    for (const model of this.models.ownersOf(unknown).models)
      for (const row of layerRows(model))
        for (const weight of weightsOfRow(row)) {
          this.known.add(weight.name);
          if (weight.trainable || this.earlyWeights.has(weight.name)) continue;
          const values = valuesOf(weight.read());
          if (values) this.earlyWeights.set(weight.name, summarize(values));
        }
  }
}
