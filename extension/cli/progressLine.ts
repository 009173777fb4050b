import type { RunState } from '../protocol/runState';
import { isEnded } from '../protocol/run';
import { comparisonUnderWay, formatDuration, secondsLeft } from '../protocol/timeLeft';
import type { Terminal } from './terminal';

/**
 * One line at the bottom of a terminal that says how far a run is. The program's own output is printed above it.
 * Without a TTY nothing is drawn: a log is not filled with progress.
 */
export class ProgressLine {
  private text = '';
  private drawnAt = 0;
  constructor(
    private readonly terminal: Terminal,
    private readonly isOn: boolean,
  ) {}

  /** Draws at most ten times a second. */
  show(state: RunState): void {
    this.draw(() => progressText(state, this.terminal.columns), isEnded(state.status));
  }

  /** The same for what is no run. */
  showText(text: string, share: number): void {
    this.draw(() => `${bar(share)} ${text}`.slice(0, Math.max(10, this.terminal.columns - 1)), false);
  }

  /** Prints above the line. */
  above(write: () => void): void {
    const { text } = this;
    this.clear();
    write();
    if (text) this.replace(text);
  }

  clear(): void {
    if (this.text) this.terminal.write('\r\x1b[K');
    this.text = '';
  }

  private draw(text: () => string, isLast: boolean): void {
    if (!this.isOn || !this.terminal.isTty) return;
    const now = Date.now();
    if (now - this.drawnAt < 100 && !isLast) return;
    this.drawnAt = now;
    this.replace(text());
  }

  private replace(text: string): void {
    this.terminal.write(`\r\x1b[K${text}`);
    this.text = text;
  }
}

function bar(share: number): string {
  const filled = Math.round(share * 20);
  return '█'.repeat(filled) + '░'.repeat(20 - filled);
}

/** `epoch 3 of 12 ██████░░░░ step 1,290 · loss 0.0391 · 1 min 23 s left`, at most `columns` wide. */
export function progressText(state: RunState, columns: number): string {
  const fit = state.fits.at(-1);
  const step = state.steps.at(-1);
  if (!fit || !step) {
    const seconds = comparisonUnderWay(state) ? secondsLeft(state) : null;
    const time = seconds === null ? '' : `, ${formatDuration(Math.max(1, seconds))} left`;
    return state.stage ? `${state.stage}${time} …`.slice(0, Math.max(10, columns - 1)) : state.status;
  }
  const parts: string[] = [];
  const done = step.epoch ?? 0;
  if (fit.epochs !== null) {
    const share = Math.min(1, done / fit.epochs);
    parts.push(`epoch ${Math.min(fit.epochs, Math.floor(done) + 1)} of ${fit.epochs}`);
    parts.push(bar(share));
  }
  const figures = [`step ${step.step.toLocaleString('en-US')}`];
  if (step.loss !== null) figures.push(`loss ${step.loss.toPrecision(4)}`);
  if (state.status === 'paused') figures.push('paused');
  const left = secondsLeft(state);
  if (left !== null) figures.push(`${formatDuration(left)} left`);
  parts.push(figures.join(' · '));
  return parts.join(' ').slice(0, Math.max(10, columns - 1));
}
