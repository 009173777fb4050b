import { formatShare } from '../../../core/stats/formatFigure';
import { summarize } from '../../../core/stats/summarize';
import type { Notice, Snapshot } from '../../../protocol/run';
import type { Summary } from '../../../protocol/summary';
import type { TensorFlow } from '../../tensorflow';
import { isModel, layerRows, safeWeights, type LayerRow } from '../models/layerRows';
import type { WatchedModel } from '../models/modelRegistry';
import { takeBatch, whyNoBatch, type ProbeBatch } from '../probe/probeBatch';
import { probeSize } from '../probe/probeSize';
import { takeSnapshot, type SnapshotRequest, type TakenSnapshot } from '../probe/takeSnapshot';
import { valuesOf, type ModelLike, type Tensor } from '../tfjsInternals';
import { CostBudget } from './costBudget';
import type { FitSession } from './fitSession';
import type { HeldWeights } from './heldWeights';
import { PicturePace } from './picturePace';
import { measureWork, workedMs } from './workClock';
import { monotonicMs } from '../../clock';

const noBatch = 'No activations: the model was not called on a batch.';
const noModel = 'No activations: there is no model to call.';

/** Takes snapshots and knows what they cost: expensive ones are taken less often, and without the backward pass. */
export class SnapshotTaker {
  private readonly budget: CostBudget;
  private readonly pictures: PicturePace;
  /** Milliseconds of the newest snapshot, without and with gradients of activations. */
  private forwardCostMs = 0;
  private fullCostMs = 0;
  private hasSaidThinned = false;
  private asked = 0;
  /** Why nothing could be taken of a model's batch. */
  private readonly noBatches = new WeakMap<ModelLike, string>();

  constructor(
    private readonly tensorflow: TensorFlow,
    private readonly examples: number,
    private readonly ratio: number,
    private readonly notice: (notice: Notice) => void,
  ) {
    this.budget = new CostBudget(ratio);
    this.pictures = new PicturePace(ratio);
  }

  start(): void {
    const nowMs = workedMs();
    this.budget.start(nowMs);
    this.pictures.start(nowMs);
  }

  /** True when a snapshot can be afforded now; the first time that it cannot be is told. */
  isAffordable(): boolean {
    if (this.budget.allows(this.forwardCostMs, workedMs())) return true;
    if (!this.hasSaidThinned)
      this.notice({
        code: 'snapshots-thinned',
        message: `Some epochs have no snapshot: one of this model takes ${Math.max(1, Math.round(this.forwardCostMs))} ms, and all together may take ${formatShare(1 / this.ratio)} of the training's time. The first and the last are always taken.`,
      });
    this.hasSaidThinned = true;
    return false;
  }

  /** A snapshot that was asked for is next: what they cost is told once, when a few have shown it. */
  tellCost(everySteps: number): void {
    if (++this.asked !== 4) return;
    const each = Math.max(1, Math.round(Math.max(this.forwardCostMs, this.fullCostMs)));
    const every = everySteps === 1 ? 'each step' : `every ${everySteps} steps`;
    this.notice({
      code: 'snapshot-cost',
      message: `A snapshot after ${every}, as the setting asks: each takes ${each} ms.`,
    });
  }

  /**
   * A snapshot of each model of a fit. `isLast`: of the fit, as far as anybody knows.
   */
  take(
    session: FitSession,
    step: number,
    known: Pick<SnapshotRequest, 'gradients' | 'updates' | 'weights'>,
    isLast: boolean,
    onForward?: (snapshot: Snapshot, entry: WatchedModel) => void,
  ): (TakenSnapshot & { entry: WatchedModel })[] {
    const nowMs = workedMs();
    // the backward pass is for when there is plenty
    const isFull = this.budget.allows(2 * this.fullCostMs, nowMs);
    const hasPictures = this.pictures.isDue(session, isLast, nowMs);
    const { result, costMs } = measureWork(() =>
      session.entries.map(entry => ({
        entry,
        ...takeSnapshot(this.tensorflow, {
          entry,
          fit: session.info.index,
          step,
          epoch: session.epochFraction,
          batch: session.batches.get(entry) ?? null,
          noBatch: this.whyNoBatch(entry),
          hasActivationGradients: isFull,
          hasPictures,
          onForward: onForward && (snapshot => onForward(snapshot, entry)),
          ...known,
        }),
      })),
    );
    this.budget.spend(costMs);
    const picturesMs = result.reduce((sum, taken) => sum + taken.picturesCostMs, 0);
    // a probe that came too early is made again
    if (hasPictures && !result.some(taken => taken.isEarly)) this.pictures.spent(session, picturesMs);
    const plainMs = Math.max(0, costMs - picturesMs);
    if (isFull) this.fullCostMs = plainMs;
    // a backward pass costs about twice the forward one
    this.forwardCostMs = isFull ? plainMs / 3 : plainMs;
    session.lastSnapshotStep = step;
    session.lastSnapshotAtMs = monotonicMs();
    return result;
  }

  /** A snapshot of a model that is not trained. */
  takeUntrained(entry: WatchedModel, batch: ProbeBatch | null): TakenSnapshot {
    const request = { entry, fit: 0, step: 0, epoch: null, batch, noBatch: this.whyNoBatch(entry) };
    return takeSnapshot(this.tensorflow, {
      ...request,
      hasActivationGradients: false,
      hasPictures: true,
      gradients: new Map(),
    });
  }

  private whyNoBatch({ model }: WatchedModel): string {
    return model ? (this.noBatches.get(model) ?? noBatch) : noModel;
  }

  summarizeGradients(gradients: ReadonlyMap<string, Tensor>): Map<string, Summary> {
    return this.charged(() => {
      const summaries = new Map<string, Summary>();
      for (const [name, gradient] of gradients) {
        const values = gradient.isDisposed ? null : valuesOf(gradient);
        if (values) summaries.set(name, summarize(values));
      }
      return summaries;
    });
  }
  /** How much the step changed the weights that were held before it, by variable name. */
  compareWeights(held: HeldWeights): Map<string, number | null> {
    return this.charged(() => held.updates());
  }
  /** What `look` returns; snapshots have to do with so much less. */
  charged<T>(look: () => T): T {
    const { result, costMs } = measureWork(look);
    this.budget.spend(costMs);
    return result;
  }

  /** The examples that a model is probed with from now on; null where the batch holds none. */
  probeBatch(model: ModelLike, inputs: readonly Tensor[], targets: readonly Tensor[]): ProbeBatch | null {
    const rows = layerRows(model);
    const isFixed = model.inputs.some(i => i.shape?.[0] != null) || rows.some(r => r.layer.stateful);
    const limit = isFixed
      ? null
      : this.examplesFor(
          model,
          rows.filter(r => !isModel(r.layer)),
        );
    const batch = takeBatch(this.tensorflow, inputs, targets, limit);
    if (!batch) this.noBatches.set(model, whyNoBatch(inputs, targets));
    return batch;
  }

  private examplesFor(model: ModelLike, rows: readonly LayerRow[]): number {
    const steps = Math.max(1, ...model.inputs.map(i => i.shape?.[1] ?? 1));
    return probeSize(
      this.examples,
      rows.map(({ layer }) => {
        const shape = layer.inboundNodes?.[0]?.outputShapes as (number | null)[] | undefined;
        const isShape = Array.isArray(shape) && shape.every(n => n === null || typeof n === 'number');
        return {
          weights: safeWeights(layer).map(w => w.shape.map(n => n ?? 1)),
          outputShape: isShape ? shape : null,
          repeats: layer.cell ? steps : 1,
        };
      }),
    );
  }
}
