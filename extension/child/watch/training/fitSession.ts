import type { BadData } from '../../../core/findings/findingRule';
import type { CheckpointContent } from '../../../core/runs/checkpointContent';
import type { FitInfo, Metrics } from '../../../protocol/run';
import type { Summary } from '../../../protocol/summary';
import type { HeldWeights } from './heldWeights';
import type { WatchedModel } from '../models/modelRegistry';
import type { FitArguments } from '../data/givenData';
import type { ProbeBatch } from '../probe/probeBatch';
import type { TakenSnapshot } from '../probe/takeSnapshot';
import type { Tensor } from '../tfjsInternals';

/** One call of fit or fitDataset, or a loop that updates weights by itself: what is known of it while it trains. */
export class FitSession {
  /** How long it will be is known, and told. Of loops: with the first batch. */
  isAnnounced = false;
  /** Its first batch has arrived. */
  hasBegun = false;
  /** Probed again and again, so that snapshots compare. */
  readonly batches = new Map<WatchedModel, ProbeBatch>();
  /** The snapshots before the first step, until that step's gradients are known; null once they are sent. */
  start: (TakenSnapshot & { entry: WatchedModel })[] | null = null;
  /** What the call of fit was given; null for others, and once its facts are sent. */
  given: FitArguments | null = null;
  /** Names of the variables that it has updated. */
  readonly variableNames = new Set<string>();
  /** How many gradients its newest update had. */
  gradientCount = -1;

  /** Epochs done; null in a loop. */
  epoch: number | null;
  /** Batches done in the epoch under way. */
  batch = 0;
  epochStartedAtMs = 0;
  metrics: Metrics = {};
  /** Index array of fit, shuffled in place each epoch. */
  shuffle: number[] | null = null;
  /** Between an epoch's begin and its first batch: the last array that is shuffled then is fit's own. */
  isShuffling = false;

  lastSnapshotStep = -1;
  lastSnapshotAtMs = -Infinity;
  /** Of the newest step that was looked at. */
  gradients: { step: number; summaries: Map<string, Summary> } = { step: -1, summaries: new Map() };
  /** How much the newest step that was looked at changed the weights, by variable name. */
  updates: { step: number; changes: Map<string, number | null> } = { step: -1, changes: new Map() };
  /** Held from step to step while nobody can tell which one is an epoch's last. */
  heldGradients: Map<string, Tensor> | null = null;
  /** From before an update that is to be looked at. */
  heldWeights: HeldWeights | null = null;
  /** A loss that is no number was seen. */
  isNotFinite = false;
  /** Of the batch that first gave one. */
  badData: BadData = null;
  /** The batch that is being trained on. */
  current: { inputs: readonly Tensor[]; targets: readonly Tensor[] } | null = null;
  wantsSnapshot = false;
  /** One in the middle of an epoch is taken before the next batch: by then the program's callbacks have heard of this one. */
  pendingBatchCheckpoint: Pick<CheckpointContent, 'reason'> | null = null;
  /** A stop was asked for after a batch; the run ends there once the program's callbacks have heard of it. */
  isStopping = false;
  /** The callbacks of fit in their order: its own first one sums up an epoch's metrics. */
  callbacks: readonly object[] = [];
  /** What each batch of the epoch under way logged; null where the program does not listen to batches. */
  batchLogs: Metrics[] | null = null;
  /** The data set of fitDataset, and the random state when its newest pass began. */
  dataset: object | null = null;
  pass: CheckpointContent['random'] | null = null;
  dataHash: string | null = null;

  /** An epoch's checkpoint is taken once the program's own callbacks have run: they may change weights and learning rates. */
  pendingCheckpoint: Pick<CheckpointContent, 'reason' | 'epoch' | 'metrics'> | null = null;

  /** @param isRepeated one of many calls of fit: looked at only where that can be afforded */
  constructor(
    readonly info: FitInfo,
    readonly entries: WatchedModel[],
    readonly isRepeated = false,
  ) {
    this.epoch = this.isLoop ? null : info.initialEpoch;
  }

  get isLoop(): boolean {
    return this.info.kind === 'custom' || this.info.kind === 'trainOnBatch';
  }
  /** Epochs done, as a fraction after the batches done; whole epochs where their length is not known yet. */
  get epochFraction(): number | null {
    if (this.epoch === null) return null;
    const { stepsPerEpoch } = this.info;
    return stepsPerEpoch ? this.epoch + Math.min(1, this.batch / stepsPerEpoch) : this.epoch;
  }
  /** No look at this fit follows, as far as anybody knows; of many calls any may be the last. */
  get isLastLook(): boolean {
    return this.isLastEpoch && !this.isRepeated;
  }
  get isLastEpoch(): boolean {
    return this.epoch !== null && this.info.epochs !== null && this.epoch + 1 >= this.info.epochs;
  }
}
