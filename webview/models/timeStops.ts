import type { SnapshotRef } from '../../extension/protocol/run';
import type { RunState } from '../../extension/protocol/runState';
import type { Moment } from './moment';
import { timeAxis } from './timeAxis';

/** A time on the slider, 0 to 1 along it. One without a snapshot is shown, and passed over. */
export interface TimeStop extends Moment {
  position: number;
  hasSnapshot: boolean;
}
export interface TimeStops {
  stops: TimeStop[];
  /** How far the run has come, 0 to 1; what lies beyond is still to come. */
  now: number;
}

/** The snapshots of a model along the run, ascending, with the epochs of its fits that have none: dropped, or never taken. */
export function timeStops(run: RunState, model: string, refs: readonly SnapshotRef[]): TimeStops {
  const axis = timeAxis(run);
  const range = axis.max - axis.min;
  const place = (value: number) => Math.min(1, Math.max(0, (value - axis.min) / range));
  const fits = new Set(run.fits.filter(f => f.model === model).map(f => f.index));
  const taken = new Set(refs.map(r => r.step));
  const bare = run.epochs.filter(e => fits.has(e.fit) && !taken.has(e.step));
  const points = [
    ...refs.map(r => ({ ...r, hasSnapshot: true })),
    ...bare.map(({ fit, step, epoch }) => ({ fit, step, epoch, hasSnapshot: false })),
  ].sort((a, b) => a.step - b.step || a.fit - b.fit);
  const positions = points.map(p => axis.position(p));
  // Where one of them has no place among the epochs, steps are the axis of all.
  const isBySteps = positions.includes(null);
  const lastStep = Math.max(1, run.steps.at(-1)?.step ?? 0, points.at(-1)?.step ?? 0);
  return {
    stops: points.map(({ fit, step, hasSnapshot }, i) => ({
      fit,
      step,
      hasSnapshot,
      position: isBySteps ? step / lastStep : place(positions[i]!),
    })),
    now: isBySteps ? 1 : place(axis.now),
  };
}

/** The stop with a snapshot that is nearest to a place; null where there is none. */
export function stopAt({ stops }: TimeStops, position: number): TimeStop | null {
  let nearest: TimeStop | null = null;
  for (const stop of stops)
    if (stop.hasSnapshot && (!nearest || Math.abs(stop.position - position) < Math.abs(nearest.position - position)))
      nearest = stop;
  return nearest;
}
