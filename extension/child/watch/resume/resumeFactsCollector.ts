import type { CheckpointContent, ResumeFacts } from '../../../core/runs/checkpointContent';
import type { FitSession } from '../training/fitSession';
import { valuesOf, type Tensor } from '../tfjsInternals';

/** A program may call fit without end: of so many the ends are kept. */
const maxEnds = 1024;

/** The first of fit's own callbacks: it sums up what the batches of an epoch log. */
export interface EpochSums {
  seen?: number;
  totals?: Record<string, number | Tensor>;
}

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

function sumsOf(sums: EpochSums | undefined): ResumeFacts['sums'] {
  if (typeof sums?.seen !== 'number' || !sums.totals) return null;
  const totals = Object.entries(sums.totals).map(([name, total]) => {
    const isTensor = typeof total !== 'number';
    const value = isTensor ? (valuesOf(total)?.[0] ?? NaN) : total;
    return { name, value: Number.isFinite(value) ? value : null, isTensor };
  });
  return { examples: sums.seen, totals };
}
