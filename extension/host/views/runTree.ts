import type { RunListItem } from '../../protocol/panel';
import type { RunState } from '../../protocol/runState';
import { formatDuration, secondsLeft } from '../../protocol/timeLeft';
import { formatCount, formatLoss } from '../../core/stats/formatFigure';
import { plainText } from '../../core/text/plainText';
import { formatTimeOfDay } from '../../core/text/timeText';

/** A row of the tree as text and icon, before it becomes a TreeItem. */
export interface TreeRow {
  label: string;
  description: string;
  icon: string;
  /** Theme colour of the icon; null: that of the text. */
  color: string | null;
  /** Matched by `viewItem` in package.json. */
  contextValue: string;
  /** Read by screen readers: label, description and what the icon says. */
  spoken: string;
}

const runIcons: Record<RunListItem['status'], string> = {
  starting: 'loading~spin',
  running: 'loading~spin',
  paused: 'debug-pause',
  completed: 'pass',
  stopped: 'debug-stop',
  failed: 'error',
  interrupted: 'warning',
};

const runColors: Partial<Record<RunListItem['status'], string>> = {
  failed: 'problemsErrorIcon.foreground',
  interrupted: 'problemsWarningIcon.foreground',
};

/**
 * The row of a run. `live`: its state where it runs or was followed; `program`: its name where the tree holds more than
 * one program, else null.
 */
export function runRow(item: RunListItem, live: RunState | null, program: string | null, nowMs = Date.now()): TreeRow {
  const parts = program === null ? [] : [plainText(program, 60)];
  if (item.resumedFrom) parts.push(lineage(item.resumedFrom));
  const status = live?.status ?? item.status;
  const step = live?.steps.at(-1)?.step;
  if (status === 'starting' || status === 'running' || status === 'paused') {
    parts.push(status === 'starting' && live?.stage ? live.stage.toLowerCase() : status);
    if (live) parts.push(...placeOf(live));
  } else {
    parts.push(formatTimeOfDay(item.startedAt, nowMs));
    if (status === 'failed') parts.push(step === undefined ? 'failed' : `failed at step ${formatCount(step)}`);
    else if (status !== 'completed') parts.push(status);
    if (item.best) parts.push(`${shortMetric(item.best.metric)} ${formatLoss(item.best.value)}`);
  }
  const label = `Run ${item.id}`;
  const description = parts.join(' · ');
  return {
    label,
    description,
    icon: runIcons[status],
    color: runColors[status] ?? null,
    contextValue: ['running', 'starting', 'paused'].includes(status) ? 'run live' : 'run',
    spoken: `${label}, ${status}, ${description}`,
  };
}

/** `resumed from run 14, step 400`. */
const lineage = ({ id, step }: NonNullable<RunListItem['resumedFrom']>): string =>
  `resumed from ${id === null ? 'another run' : `run ${id}`}, step ${formatCount(step)}`;

/** `epoch 4 of 12`, `1 min 23 s left`: as far as each is known. */
export function progressOf(state: RunState, nowMs = Date.now()): string[] {
  const left = secondsLeft(state, nowMs);
  return [...placeOf(state), ...(left === null ? [] : [`${formatDuration(left)} left`])];
}

/** `epoch 4 of 12`, else `step 1,290`, else nothing. */
function placeOf(state: RunState): string[] {
  const fit = state.fits.at(-1);
  const step = state.steps.at(-1);
  if (!fit?.epochs) return step ? [`step ${formatCount(step.step)}`] : [];
  const done = Math.max(fit.initialEpoch, Math.floor(step?.fit === fit.index ? (step.epoch ?? 0) : 0));
  const doneWhole = state.epochs.filter(e => e.fit === fit.index).at(-1)?.epoch ?? 0;
  return [`epoch ${Math.min(fit.epochs, Math.max(done, doneWhole) + 1)} of ${fit.epochs}`];
}

/** `val` for val_loss: the column is narrow. */
export const shortMetric = (name: string): string => (name === 'val_loss' ? 'val' : plainText(name, 30));
