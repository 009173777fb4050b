import { isEnded } from '../../extension/protocol/run';
import type { RunState } from '../../extension/protocol/runState';

/**
 * The horizontal axis that all curves of a run share. In epochs where every fit counts them, one fit after the other; else
 * in optimizer steps.
 */
export interface TimeAxis {
  unit: 'epoch' | 'step';
  min: number;
  /** Where the fit under way is to end; of an ended run, or where nothing is planned, where it is. */
  max: number;
  /** How far the run has come. */
  now: number;
  /** True where several models train in turns, step by step. */
  isInTurns: boolean;
  /** True while what lies between `now` and `max` is still to come. */
  hasFuture: boolean;
  /** Where a second or later fit begins, at most 12; more would hide the curves. */
  boundaries: { at: number; label: string }[];
  /** Steps of one epoch while the first one runs and the axis is that epoch alone, else null. */
  firstEpochSteps: number | null;
  /** Where a point of time lies: `epoch` may be a fraction. null where it has no place. */
  position(point: { fit: number; step: number; epoch: number | null }): number | null;
}

const maxBoundaries = 12;

/** The axis of a run; of one without fits from 0 to 1. */
export function timeAxis(run: RunState): TimeAxis {
  const { fits, steps } = run;
  const last = fits.at(-1);
  const isLive = !isEnded(run.status);
  const lastEpochOf = new Map<number, number>();
  const lastStepOf = new Map<number, number>();
  let isInterleaved = false;
  let previous = -1;
  let hasEpochs = fits.length > 0;
  for (const s of steps) {
    if (s.epoch === null) hasEpochs = false;
    else lastEpochOf.set(s.fit, Math.max(lastEpochOf.get(s.fit) ?? 0, s.epoch));
    lastStepOf.set(s.fit, s.step);
    if (s.fit < previous) isInterleaved = true;
    previous = s.fit;
  }
  for (const e of run.epochs) lastEpochOf.set(e.fit, Math.max(lastEpochOf.get(e.fit) ?? 0, e.epoch));
  if (fits.some(f => f.kind === 'custom' || f.kind === 'trainOnBatch') || isInterleaved) hasEpochs = false;

  if (!hasEpochs) {
    const now = steps.at(-1)?.step ?? Math.max(0, ...run.epochs.map(e => e.step));
    const planned =
      last && last.epochs !== null && last.stepsPerEpoch !== null
        ? last.firstStep + (last.epochs - last.initialEpoch) * last.stepsPerEpoch
        : 0;
    const max = isLive && planned > now ? planned : now;
    return {
      unit: 'step',
      min: 0,
      max: max || 1,
      now,
      hasFuture: isLive && max > now,
      boundaries: isInterleaved ? [] : boundariesAt(run, f => f.firstStep),
      firstEpochSteps: null,
      isInTurns: isInterleaved,
      position: p => p.step,
    };
  }

  // Each fit begins where the one before ended; a single one has its own epochs as positions.
  const offsets = new Map<number, number>();
  let at = fits[0]!.initialEpoch;
  for (const fit of fits) {
    offsets.set(fit.index, at - fit.initialEpoch);
    if (fit !== last) at += Math.max(0, (lastEpochOf.get(fit.index) ?? fit.initialEpoch) - fit.initialEpoch);
  }
  const position: TimeAxis['position'] = ({ fit, epoch }) => {
    const offset = offsets.get(fit);
    return offset === undefined || epoch === null ? null : offset + epoch;
  };
  const min = fits[0]!.initialEpoch;
  const offset = offsets.get(last!.index)!;
  const now = offset + (lastEpochOf.get(last!.index) ?? last!.initialEpoch);
  const planned = last!.epochs === null ? now : offset + last!.epochs;
  const isFirstEpoch =
    isLive &&
    fits.length === 1 &&
    last!.stepsPerEpoch !== null &&
    now - min < 1 &&
    !run.epochs.some(e => e.epoch > min);
  const max = isFirstEpoch ? min + 1 : isLive ? Math.max(planned, now) : now;
  return {
    unit: 'epoch',
    min,
    max: max > min ? max : min + 1,
    now,
    hasFuture: isLive && max > now,
    boundaries: boundariesAt(run, f => (offsets.get(f.index) ?? 0) + f.initialEpoch),
    isInTurns: false,
    firstEpochSteps: isFirstEpoch ? last!.stepsPerEpoch : null,
    position,
  };
}

function boundariesAt(run: RunState, at: (fit: RunState['fits'][number]) => number): TimeAxis['boundaries'] {
  if (run.fits.length - 1 > maxBoundaries) return [];
  const models = new Set(run.fits.map(f => f.model));
  return run.fits.slice(1).map(fit => ({ at: at(fit), label: models.size > 1 ? fit.model : `fit ${fit.index + 1}` }));
}
