import { linearTicks } from '../../extension/core/stats/axisTicks';
import { formatCount } from '../../extension/core/stats/formatFigure';
import { isEnded, type CheckpointRecord } from '../../extension/protocol/run';
import type { RunState } from '../../extension/protocol/runState';
import { bestCheckpoint, checkpointMetric, epochText, isKept } from './checkpointRecords';

/** A checkpoint along the run: `at` 0 to 1. */
export interface TimeMark {
  record: CheckpointRecord;
  at: number;
  isKept: boolean;
  /** `best`, `last`, `best, last`, or nothing. */
  label: string;
}
export interface CheckpointTimes {
  marks: TimeMark[];
  metric: 'val_loss' | 'loss';
  /** The metric along the run, ascending. */
  curve: { at: number; value: number }[];
  ticks: { at: number; label: string }[];
  /** What the ticks count. */
  unit: 'epoch' | 'step';
  /** How far the run has come; 1 for an ended one. */
  now: number;
}

/**
 * The checkpoints of a run along its steps. `run`: its state where it is the one that is shown, which has each epoch's
 * losses and says how far it is to go; null for another run, of which its checkpoints tell all.
 */
export function checkpointTimes(records: readonly CheckpointRecord[], run: RunState | null): CheckpointTimes {
  const metric = checkpointMetric(records);
  const kept = records.filter(isKept);
  const [best, last] = [bestCheckpoint(kept), kept.at(-1)];
  const fit = run?.fits.at(-1);
  const first = records[0]?.step ?? 0;
  const reached = Math.max(
    first + 1,
    records.at(-1)?.step ?? 0,
    run?.epochs.at(-1)?.step ?? 0,
    run?.steps.at(-1)?.step ?? 0,
  );
  const perEpoch = fit?.stepsPerEpoch ?? null;
  const planned =
    run && !isEnded(run.status) && fit && fit.epochs !== null && perEpoch !== null
      ? fit.firstStep + (fit.epochs - fit.initialEpoch) * perEpoch
      : 0;
  const end = Math.max(reached, planned);
  const at = (step: number): number => (step - first) / (end - first);
  const points = run?.epochs.length ? run.epochs : records;
  const curve = points.flatMap(({ step, metrics }) => {
    const value = metrics[metric];
    return typeof value === 'number' && step >= first ? [{ at: at(step), value }] : [];
  });
  return {
    metric,
    curve: curve.sort((x, y) => x.at - y.at),
    marks: records.map(record => ({
      record,
      at: at(record.step),
      isKept: isKept(record),
      label: [record === best && 'best', record === last && 'last'].filter(Boolean).join(', '),
    })),
    ...ticksOf(records, { first, end, at, fits: run?.fits ?? null }),
    now: at(reached),
  };
}

interface Extent {
  first: number;
  end: number;
  at(step: number): number;
  fits: RunState['fits'] | null;
}
/** Whole epochs where one fit counts them in equal steps; else steps. */
function ticksOf(
  records: readonly CheckpointRecord[],
  { first, end, at, fits }: Extent,
): Pick<CheckpointTimes, 'ticks' | 'unit'> {
  const counted = records.filter(r => r.epoch !== null && r.step > 0 && r.epoch > 0);
  const perEpoch =
    fits?.length === 1 ? fits[0]!.stepsPerEpoch : counted.length ? counted[0]!.step / counted[0]!.epoch! : null;
  const isOneFit = fits ? fits.length === 1 : new Set(records.map(r => r.fit)).size <= 1;
  const from = fits?.length === 1 ? fits[0]!.firstStep - fits[0]!.initialEpoch * (perEpoch ?? 0) : 0;
  const isRegular = perEpoch !== null && counted.every(r => Math.abs(r.epoch! * perEpoch + from - r.step) < 0.51);
  if (perEpoch && perEpoch > 0 && isOneFit && isRegular && counted.length) {
    const whole = linearTicks((first - from) / perEpoch, (end - from) / perEpoch, 14).filter(Number.isInteger);
    return { unit: 'epoch', ticks: whole.map(epoch => ({ at: at(epoch * perEpoch + from), label: String(epoch) })) };
  }
  return {
    unit: 'step',
    ticks: linearTicks(first, end, 8)
      .filter(Number.isInteger)
      .map(step => ({ at: at(step), label: formatCount(step) })),
  };
}

/** The kept checkpoint that is nearest to a place; null where there is none. */
export function markAt({ marks }: CheckpointTimes, place: number): TimeMark | null {
  let nearest: TimeMark | null = null;
  for (const mark of marks)
    if (mark.isKept && (!nearest || Math.abs(mark.at - place) < Math.abs(nearest.at - place))) nearest = mark;
  return nearest;
}

/** What a screen reader says of a checkpoint. */
export function markText(record: CheckpointRecord, metric: 'val_loss' | 'loss', figure: string): string {
  const epoch = epochText(record.epoch);
  const name = metric === 'val_loss' ? 'validation loss' : 'loss';
  return [`step ${formatCount(record.step)}`, epoch && `epoch ${epoch}`, figure !== '–' && `${name} ${figure}`]
    .filter(Boolean)
    .join(', ');
}
