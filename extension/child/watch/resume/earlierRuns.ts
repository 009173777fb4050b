import * as path from 'node:path';
import type { CheckpointContent } from '../../../core/runs/checkpointContent';
import { readCheckpointContent } from '../../../core/runs/readCheckpointContent';
import { readRun } from '../../../core/runs/readRun';
import { LayerglassError } from '../../../protocol/errors';
import type { CheckpointRecord, EpochRecord, FitInfo, RunStatus } from '../../../protocol/run';

/** A run that goes on from one that goes on from one …: as many are read. */
const maxRuns = 100;

export interface EarlierFit extends FitInfo {
  epochsDone: EpochRecord[];
  /** The run's step after its newest epoch; null where it ended none. */
  lastStep: number | null;
  /** The newest epoch that it ended, the checkpoint's or one after it. */
  lastEpoch: number;
}

/**
 * What the runs before had recorded up to a checkpoint: that of its run, and where that one went on from another, of that
 * one up to there, and so on. A run that is gone leaves a gap.
 */
export class EarlierRuns {
  /** By index. */
  readonly fits = new Map<number, EarlierFit>();
  /** Whether the run of the checkpoint came to its end, and by what. */
  readonly status: RunStatus;
  readonly sourceHash: string;
  /** The record of a run that these went on from cannot be read. */
  readonly hasGap: boolean = false;
  private readonly losses = new Map<number, number | null>();
  private readonly checkpoints: { folder: string; record: CheckpointRecord }[] = [];

  /** Throws LayerglassError where the checkpoint's own run cannot be read. */
  constructor(runFolder: string, step: number, sourceHash: string) {
    this.sourceHash = sourceHash;
    const first = readRun(runFolder);
    this.status = first.status;
    let state: ReturnType<typeof readRun> | null = first;
    let upTo = step;
    for (let n = 0; state && n < maxRuns; n++) {
      this.add(state, upTo);
      const from: { run: string; step: number } | null = state.resumedFrom;
      if (!from) return;
      upTo = Math.min(upTo, from.step);
      state = path.isAbsolute(from.run) ? readOrNull(from.run) : null;
    }
    this.hasGap = true;
  }

  /** Fits in the order in which they were called, without loops. */
  get calls(): EarlierFit[] {
    return [...this.fits.values()]
      .filter(f => f.kind === 'fit' || f.kind === 'fitDataset')
      .sort((a, b) => a.index - b.index);
  }
  /** The loss of a step; of a run whose curve was thinned the nearest one before. null where there is none. */
  lossAt(step: number): number | null {
    for (let s = step; s >= Math.max(0, step - 1000); s--) {
      const loss = this.losses.get(s);
      if (loss !== undefined) return loss;
    }
    return null;
  }
  /** What was kept at the end of a fit; null where nothing was, or it cannot be read. */
  contentAtEnd(fit: EarlierFit): CheckpointContent | null {
    const found = this.checkpoints.find(
      ({ record }) => record.fit === fit.index && record.step === fit.lastStep && record.reason === 'epoch',
    );
    if (!found) return null;
    try {
      return readCheckpointContent(found.folder, found.record.path);
    } catch (error) {
      if (error instanceof LayerglassError) return null;
      throw error;
    }
  }

  private add(state: ReturnType<typeof readRun>, upTo: number): void {
    for (const fit of state.fits) {
      const known = this.fits.get(fit.index);
      // the newer run knows how long it is to be, the older one how it began
      if (known) Object.assign(known, { initialEpoch: fit.initialEpoch, firstStep: fit.firstStep });
      else this.fits.set(fit.index, { ...fit, epochsDone: [], lastStep: null, lastEpoch: 0 });
    }
    for (const epoch of state.epochs) {
      const fit = this.fits.get(epoch.fit);
      if (fit) fit.lastEpoch = Math.max(fit.lastEpoch, epoch.epoch);
      if (!fit || epoch.step > upTo) continue;
      fit.epochsDone.push(epoch);
      fit.lastStep = Math.max(fit.lastStep ?? 0, epoch.step);
      fit.epochsDone.sort((a, b) => a.epoch - b.epoch);
    }
    for (const { step, loss } of state.steps) if (step <= upTo) this.losses.set(step, loss);
    for (const record of state.checkpoints)
      if (!record.dropped && !record.isTrashed && record.step <= upTo)
        this.checkpoints.push({ folder: state.path ?? '', record });
  }
}

function readOrNull(folder: string): ReturnType<typeof readRun> | null {
  try {
    return readRun(folder);
  } catch (error) {
    if (error instanceof LayerglassError) return null;
    throw error;
  }
}
