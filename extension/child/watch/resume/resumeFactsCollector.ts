import type { CheckpointContent, ResumeFacts } from '../../../core/runs/checkpointContent';
import type { FitSession } from '../training/fitSession';
import { sumsOf, type EpochSums } from './epochSums';

/** A program may call fit without end: of so many the ends are kept. */
const maxEnds = 1024;

/** Collects what going on from a checkpoint needs besides the state itself. */
export class ResumeFactsCollector {
  private readonly ended: ResumeFacts['ended'] = [];

  constructor(
    private readonly random: { state(): CheckpointContent['random'] },
    private readonly sourceHash: string,
  ) {}

  /** A call of fit has returned, and the program goes on. */
  fitEnded(fit: number): void {
    this.ended.push({ fit, random: this.random.state() });
    if (this.ended.length > maxEnds) this.ended.shift();
  }

  of(session: FitSession, place: ResumeFacts['place']): ResumeFacts {
    const isInEpoch = place === 'batch' || place === 'update';
    return {
      place,
      sums: isInEpoch ? sumsOf(session.callbacks[0] as EpochSums | undefined) : null,
      batchLogs: isInEpoch ? (session.batchLogs ?? []).slice() : [],
      pass: isInEpoch ? session.pass : null,
      ended: this.ended.slice(),
      dataHash: session.dataHash,
      sourceHash: this.sourceHash,
    };
  }
}
