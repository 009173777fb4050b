import { summarize } from '../../../core/stats/summarize';
import type { Summary } from '../../../protocol/summary';
import type { TensorFlow } from '../../tensorflow';
import { layerRows, weightsOfRow } from '../models/layerRows';
import type { ModelRegistry } from '../models/modelRegistry';
import { valuesOf, type GradientsResult, type Tensor, type Variable } from '../tfjsInternals';

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
  private readonly known = new Set<string>();
  private depth = 0;
  private last: number | null = null;
  private readAtMs = -Infinity;

  constructor(
    private readonly tensorflow: TensorFlow,
    private readonly models: ModelRegistry,
    private readonly isGpu: boolean,
  ) {}

  get isDifferentiating(): boolean {
    return this.depth > 0;
  }
  /** The newest loss; null where none was seen, or it was not read. NaN and infinities as they are. */
  take(): number | null {
    return this.last;
  }

  /** `run` differentiates a function by `xs`. `isFit`: a batch of fit, whose start is looked at elsewhere. */
  differentiate(xs: readonly Tensor[], isFit: boolean, run: () => GradientsResult): GradientsResult {
    const isOutermost = this.depth === 0 && xs.some(x => x instanceof this.tensorflow.core.Variable);
    if (!isOutermost) return run();
    if (!isFit) this.lookAtMovingAverages(xs as readonly Variable[]);
    this.depth++;
    try {
      const result = run();
      this.read(result.value);
      return result;
    } finally {
      this.depth--;
    }
  }

  private read(value: Tensor): void {
    const nowMs = this.isGpu ? performance.now() : 0;
    if (this.isGpu && nowMs - this.readAtMs < gpuIntervalMs) {
      this.last = null;
      return;
    }
    this.readAtMs = nowMs;
    const values = value.size === 1 ? valuesOf(value) : null;
    this.last = values ? values[0]! : null;
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
