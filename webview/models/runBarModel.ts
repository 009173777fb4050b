import { formatBytes, formatCount } from '../../extension/core/stats/formatFigure';
import type { RunListItem } from '../../extension/protocol/panel';
import { isEnded, type RunStatus } from '../../extension/protocol/run';
import type { RunState } from '../../extension/protocol/runState';
import { formatDuration, secondsLeft } from '../../extension/protocol/timeLeft';
import { statusIcons } from './statusIcons';

export interface RunBarModel {
  word: string;
  /** null: the spinner. */
  icon: (typeof statusIcons)[RunStatus];
  /** `epoch 10 of 12`; the step follows where there is room. */
  progress: string;
  step: string;
  left: string;
  /** 0 to 1; null where it is not known. */
  share: number | null;
  canPause: boolean;
  canContinue: boolean;
  canStop: boolean;
  canRunAgain: boolean;
}

const words: Record<RunStatus, string> = {
  starting: 'Starting',
  running: 'Running',
  paused: 'Paused',
  completed: 'Completed',
  stopped: 'Stopped',
  failed: 'Crashed',
  interrupted: 'Interrupted',
};
/** State, progress and what can be done with a run: what the bar shows in every view. */
export function runBarModel(run: RunState, isTrusted: boolean, nowMs = Date.now()): RunBarModel {
  const isLive = !isEnded(run.status);
  const fit = run.fits.at(-1);
  const last = run.steps.at(-1);
  const step = last?.step ?? run.epochs.at(-1)?.step ?? 0;
  const done = fit ? epochsDone(run, fit.index) : 0;
  const left = isLive ? secondsLeft(run, nowMs) : null;
  return {
    word: run.log
      ? writtenText(run.log.writtenAt, nowMs)
      : run.status === 'completed' && run.mode === 'inspect'
        ? 'Inspected'
        : words[run.status],
    icon: run.log ? { name: 'history', tone: 'plain' } : statusIcons[run.status],
    progress: progressText(run, done),
    step: fit && !run.log && !isLoop(run) && (step || isLive) ? stepText(run, step) : '',
    left: left === null ? '' : `${formatDuration(left)} left`,
    share: isLive && fit?.epochs ? shareDone(fit.initialEpoch, fit.epochs, lastEpoch(run)) : null,
    canPause: run.status === 'running' && !run.isForeign && run.mode === 'train',
    canContinue: run.status === 'paused' && !run.isForeign,
    canStop: isLive && !run.isForeign,
    canRunAgain: !isLive && isTrusted && !run.log,
  };
}

const isLoop = (run: RunState): boolean => ['custom', 'trainOnBatch'].includes(run.fits.at(-1)?.kind ?? '');
const shareDone = (from: number, to: number, at: number): number =>
  to > from ? Math.min(1, Math.max(0, (at - from) / (to - from))) : 0;

function lastEpoch(run: RunState): number {
  const fit = run.fits.at(-1)!;
  const step = run.steps.at(-1);
  return Math.max(step?.fit === fit.index ? (step.epoch ?? 0) : 0, epochsDone(run, fit.index), fit.initialEpoch);
}
function epochsDone(run: RunState, fit: number): number {
  return run.epochs.findLast(e => e.fit === fit)?.epoch ?? run.fits.find(f => f.index === fit)?.initialEpoch ?? 0;
}

function progressText(run: RunState, done: number): string {
  const fit = run.fits.at(-1);
  if (!fit) {
    if (run.status === 'starting') return run.stage;
    return run.mode === 'inspect' && isEnded(run.status) ? 'before training' : '';
  }
  const prefix = run.fits.length > 1 ? `fit ${fit.index + 1} · ` : '';
  // A loop that knows no epochs counts steps.
  if (isLoop(run)) return stepText(run, run.steps.at(-1)?.step ?? run.epochs.at(-1)?.step ?? 0);
  if (isEnded(run.status)) {
    const total = run.epochs.filter(e => e.epoch > 0).length;
    const isWhole = fit.epochs === null || done >= fit.epochs;
    const count = isWhole || run.fits.length > 1 ? `${total}` : `${done} of ${fit.epochs}`;
    return `${count} ${count === '1' ? 'epoch' : 'epochs'}`;
  }
  const current = Math.min(
    Math.ceil(lastEpoch(run) + (run.steps.at(-1)?.epoch === done ? 1e-9 : 0)) || 1,
    fit.epochs ?? Infinity,
  );
  return `${prefix}epoch ${Math.max(current, 1)}${fit.epochs === null ? '' : ` of ${fit.epochs}`}`;
}

function stepText(run: RunState, step: number): string {
  const fit = run.fits.at(-1)!;
  const isPlanned = run.fits.length === 1 && fit.epochs !== null && fit.stepsPerEpoch !== null;
  const total = isPlanned ? (fit.epochs! - fit.initialEpoch) * fit.stepsPerEpoch! + fit.firstStep : null;
  return `step ${formatCount(step)}${total === null || total < step ? '' : ` of ${formatCount(total)}`}`;
}

function clockText(timeMs: number, nowMs: number): string {
  const started = new Date(timeMs);
  const pad = (n: number) => String(n).padStart(2, '0');
  const clock = `${pad(started.getHours())}:${pad(started.getMinutes())}`;
  const isToday = started.toDateString() === new Date(nowMs).toDateString();
  const day = `${started.getFullYear()}-${pad(started.getMonth() + 1)}-${pad(started.getDate())}`;
  return isToday ? clock : `${day} ${clock}`;
}

/** Of a log nobody knows whether it goes on: when something was last written says it best. */
const writtenText = (timeMs: number, nowMs: number): string => `Last written ${clockText(timeMs, nowMs)}`;

/** `Run 15`, with the time it began at: `14:07`, with the day where that is not today. */
export function runLabel(
  item: Pick<RunListItem, 'id' | 'key' | 'startedAt' | 'name'>,
  nowMs = Date.now(),
): { name: string; time: string } {
  return {
    name: item.name ?? (item.key === 'inspect' ? 'Inspection' : `Run ${item.id}`),
    time: clockText(item.startedAt, nowMs),
  };
}

/** `tensorflow 2.15.1 · native`, `tensorflow.js 4.22.0 · wasm`. */
export function backendLabel(run: RunState): string {
  const { backend } = run;
  if (!backend) return '';
  const name = backend.name === 'native' ? 'tensorflow' : 'tensorflow.js';
  const kind = backend.name === 'own' ? "the program's own" : backend.name;
  return `${name} ${backend.version} · ${kind}`;
}

/** `421,642 parameters · 1.7 MB as float32`. */
export const parameterText = (parameters: number): string =>
  `${formatCount(parameters)} parameters · ${formatBytes(parameters * 4)} as float32`;
