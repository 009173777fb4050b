import type { EpochRecord } from '../../../protocol/run';
import type { Pass } from '../../random/dataPasses';
import type { ModelLike } from '../tfjsInternals';

/** The data set of fitDataset, as far as it is read anew up to the checkpoint. */
interface DatasetLike {
  iterator(): Promise<Pass>;
}

/** A call of fit or fitDataset that was made before, wholly or up to the checkpoint. */
export class ResumedFit {
  hasReplayed = false;
  /** Batches of the epoch under way that were passed over. */
  batchesPassed = 0;
  /** Epoch that the original begins with, from 0; null where there is none left. */
  initialEpoch: number | null = null;
  /** The newest pass over its data set. */
  pass: Pass | null = null;

  /**
   * @param model as the person knows it
   * @param inner what TensorFlow.js trains: of a Sequential, the model in it
   * @param epochs those that are done
   * @param index of the fit, as it was then
   */
  constructor(
    readonly model: ModelLike,
    readonly inner: ModelLike,
    readonly kind: 'fit' | 'fitDataset',
    readonly index: number,
    readonly epochs: readonly EpochRecord[],
    readonly firstStep: number,
    private readonly given: readonly unknown[],
  ) {}

  private get optionsAt(): number {
    return this.kind === 'fit' ? 2 : 1;
  }
  get options(): Record<string, unknown> {
    return (this.given[this.optionsAt] ?? {}) as Record<string, unknown>;
  }
  get dataset(): object | null {
    return this.kind === 'fitDataset' ? (this.given[0] as object) : null;
  }

  /** What the original is called with: begins at that epoch, from 0. The program's own options are not touched. */
  argumentsFrom(initialEpoch: number): unknown[] {
    const { given, optionsAt, options } = this;
    this.initialEpoch = Number.isFinite(initialEpoch) ? initialEpoch : null;
    const changed: unknown = Object.assign(
      Object.create(Object.getPrototypeOf(options) as object | null) as object,
      options,
      { initialEpoch },
    );
    return [...given.slice(0, optionsAt), changed, ...given.slice(optionsAt + 1)];
  }

  /** Reads its data sets as often as the epochs that are done have read them: they may remember how often they were read. */
  async passOverData(): Promise<void> {
    const { batchesPerEpoch, validationData } = this.options;
    const epochs = this.epochs.length;
    if (isDataset(validationData)) for (let n = 0; n < epochs; n++) await validationData.iterator();
    if (!isDataset(this.dataset)) return;
    if (typeof batchesPerEpoch !== 'number') for (let n = 0; n < epochs; n++) await this.dataset.iterator();
    else for (let n = epochs * batchesPerEpoch; n > 0 && this.pass; n--) if (!(await readOne(this.pass))) return;
  }
}

const isDataset = (value: unknown): value is DatasetLike =>
  typeof (value as Partial<DatasetLike> | null | undefined)?.iterator === 'function';

/** False where the data is at its end. */
async function readOne(pass: Pass): Promise<boolean> {
  const { done, value } = await pass.next();
  disposeAll(value);
  return !done;
}

function disposeAll(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const tensor = value as { dataId?: unknown; isDisposed?: boolean; dispose?(): void };
  if (!tensor.dataId) Object.values(value).forEach(disposeAll);
  else if (!tensor.isDisposed) tensor.dispose?.();
}
