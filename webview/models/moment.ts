import { formatCount } from '../../extension/core/stats/formatFigure';
import type { SnapshotRef } from '../../extension/protocol/run';
import type { RunState } from '../../extension/protocol/runState';

/** A time in a run that a view can show. */
export interface Moment {
  fit: number;
  step: number;
}
export const isSameMoment = (a: Moment | null, b: Moment | null): boolean =>
  a === b || (a !== null && b !== null && a.fit === b.fit && a.step === b.step);

/** What the epochs of a run are: a log directory of another tool may count its steps only. */
export const epochWord = ({ log }: Pick<RunState, 'log'>): 'epoch' | 'step' => log?.unit ?? 'epoch';

/** `init`, `epoch 9`, `step 4,000`; with several fits `fit 2 · epoch 3`: steps are counted over all of them. */
export function momentLabel(run: RunState, point: { fit: number; step: number; epoch: number | null }): string {
  const fit = run.fits.find(f => f.index === point.fit);
  const prefix = run.fits.length > 1 && point.step > 0 ? `fit ${point.fit + 1} · ` : '';
  // in a log directory, step 0 is as often the first update as what was before it
  if (run.log?.unit === 'step') return `step ${formatCount(point.step)}`;
  if (point.step === 0) return 'init';
  if (point.epoch === null || !fit) return `step ${formatCount(point.step)}`;
  if (point.step === fit.firstStep) return `${prefix}start`;
  return Number.isInteger(point.epoch) ? `${prefix}epoch ${point.epoch}` : `step ${formatCount(point.step)}`;
}

/** The snapshots of a model in the order of time; of all models where none is named. */
export function snapshotsOf(run: RunState, model: string | null): SnapshotRef[] {
  return run.snapshots
    .filter(s => model === null || s.model === model)
    .sort((a, b) => a.step - b.step || a.fit - b.fit);
}

/** The snapshot that shows a moment: the last one up to it, the first one where it is before all; the last one for null. */
export function snapshotAt(snapshots: readonly SnapshotRef[], moment: Moment | null): SnapshotRef | null {
  if (!moment) return snapshots.at(-1) ?? null;
  const exact = snapshots.find(s => s.step === moment.step && s.fit === moment.fit);
  return exact ?? snapshots.findLast(s => s.step <= moment.step) ?? snapshots[0] ?? null;
}

/** The points of time that can be chosen: epochs and snapshots, ascending, each once. */
export function momentsOf(run: RunState): { fit: number; step: number; epoch: number | null }[] {
  const byKey = new Map<string, { fit: number; step: number; epoch: number | null }>();
  for (const { fit, step, epoch } of [...run.snapshots, ...run.epochs]) {
    const key = `${fit}/${step}`;
    if (!byKey.has(key)) byKey.set(key, { fit, step, epoch });
  }
  return [...byKey.values()].sort((a, b) => a.step - b.step || a.fit - b.fit);
}

/** The moment so many places after the current one (negative: before), held within the first and the last; null where there are none. */
export function momentBy(moments: readonly Moment[], current: Moment | null, places: number): Moment | null {
  if (!moments.length) return null;
  const found = current ? moments.findLastIndex(m => m.step <= current.step && m.fit <= current.fit) : -1;
  const from = current ? Math.max(0, found) : moments.length - 1;
  const { fit, step } = moments[Math.min(moments.length - 1, Math.max(0, from + places))]!;
  return { fit, step };
}

const maxChoices = 40;
/** At most 40 of the moments for a dropdown, newest first: the first, the last and the named ones always, the rest evenly. */
export function momentChoices<M extends Moment>(moments: readonly M[], always: readonly (Moment | null)[]): M[] {
  const every = Math.ceil(moments.length / maxChoices);
  return moments
    .filter(
      (m, i) =>
        i === 0 ||
        i === moments.length - 1 ||
        (moments.length - 1 - i) % every === 0 ||
        always.some(a => isSameMoment(a, m)),
    )
    .toReversed();
}
