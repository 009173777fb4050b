import { safeWeights } from '../models/layerRows';
import type { WatchedModel } from '../models/modelRegistry';
import type { FitSession } from './fitSession';

/** So many calls of fit for a model are looked at at both ends, whatever it costs. */
const freeFits = 4;

/** A program may call fit for each epoch, each episode or each step: further calls are looked at where that is affordable. */
export class RepeatedFits {
  private readonly counts = new Map<WatchedModel, number>();
  private newest: FitSession | null = null;

  /** Counts a call of fit for a model; true for one of many. */
  isNextRepeated(entry: WatchedModel): boolean {
    const count = (this.counts.get(entry) ?? 0) + 1;
    this.counts.set(entry, count);
    return count > freeFits;
  }

  /** A call of fit is there. What only the end of the run needs is kept of the newest one alone. */
  begins(session: FitSession): void {
    if (this.newest?.isRepeated) this.newest.batches.clear();
    this.newest = session;
  }

  /** The newest call where it is one of many and its model is still there: nobody could tell that it would be the last. */
  unseenEnd(): FitSession | null {
    const session = this.newest;
    return session?.isRepeated && session.hasBegun && session.entries.every(isThere) ? session : null;
  }
}

function isThere(entry: WatchedModel): boolean {
  try {
    return entry.rows().every(row => safeWeights(row.layer).every(w => !w.read().isDisposed));
  } catch {
    // a weight that is disposed throws when it is read
    return false;
  }
}
