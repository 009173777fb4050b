import * as vscode from 'vscode';
import type { RunnerEvent } from '../../protocol/runner';
import type { Log } from '../log';
import type { LiveRun } from './liveRun';
import type { Runs } from './runs';

/** Writes into the log what happens to the runs: start, backend and why, notices, error, end. */
export class RunLog implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    runs: Runs,
    private readonly log: Log,
  ) {
    this.subscriptions = [
      runs.onDidStart(run =>
        this.write(run, `${run.mode === 'inspect' ? 'inspecting' : 'training'} ${run.program} in ${run.folder}`),
      ),
      runs.onDidEvent(({ run, event }) => this.writeEvent(run, event)),
      runs.onDidEnd(run =>
        this.write(run, `${run.state.status}${run.state.path ? `, kept in ${run.state.path}` : ''}`),
      ),
    ];
  }

  dispose(): void {
    for (const item of this.subscriptions) item.dispose();
  }

  private writeEvent(run: LiveRun, event: RunnerEvent): void {
    switch (event.type) {
      case 'stage':
        return this.write(run, event.stage);
      case 'backend': {
        const { name, version, reason, advice } = event.backend;
        return this.write(run, [`TensorFlow: ${name} ${version}: ${reason}`, advice].filter(Boolean).join(' '));
      }
      case 'notice':
        return this.log.warn(`${nameOf(run)}: ${event.notice.message}`);
      case 'finding':
        return this.log.warn(`${nameOf(run)}: ${event.finding.message}`);
      case 'failed': {
        const { message, remedy, stack } = event.error;
        const frames = stack.map(f => `    at ${f.function || '(anonymous)'} (${f.file}:${f.line}:${f.column})`);
        return this.log.warn([`${nameOf(run)}: ${message} ${remedy}`.trim(), ...frames].join('\n'));
      }
    }
  }

  private write(run: LiveRun, text: string): void {
    if (text) this.log.info(`${nameOf(run)}: ${text}`);
  }
}

const nameOf = (run: LiveRun): string => (run.mode === 'inspect' ? 'inspection' : `run ${run.state.id || '…'}`);
