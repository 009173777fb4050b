import * as vscode from 'vscode';
import { commands } from '../../contributions';
import type { BackendInfo } from '../../protocol/run';
import { Disposables } from '../disposables';
import type { LiveRun } from '../runs/liveRun';
import type { Runs } from '../runs/runs';
import { Throttled } from '../throttled';
import { progressOf } from './runTree';

const updateIntervalMs = 250;

/** Two items of the status bar: the backend of the last run, and the run that goes on. */
export class StatusBar implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly backend = this.disposables.add(
    vscode.window.createStatusBarItem('layerglass.backend', vscode.StatusBarAlignment.Left, 1),
  );
  private readonly run = this.disposables.add(
    vscode.window.createStatusBarItem('layerglass.run', vscode.StatusBarAlignment.Left, 0),
  );
  private readonly update = this.disposables.add(new Throttled(() => this.show(), updateIntervalMs));

  constructor(private readonly runs: Runs) {
    this.backend.name = 'Layerglass Backend';
    this.backend.command = commands.showLog;
    this.run.name = 'Layerglass Run';
    this.run.command = commands.openPanel;
    this.disposables.add(runs.onDidStart(() => this.update.request()));
    this.disposables.add(runs.onDidEvent(() => this.update.request()));
    this.disposables.add(runs.onDidEnd(() => this.update.request()));
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private show(): void {
    const newest = this.runs.all.find(r => r.state.backend !== null);
    if (newest?.state.backend) this.showBackend(newest.state.backend);
    const active = this.runs.active;
    const [first] = active;
    if (first) this.showRun(first, active);
    else this.run.hide();
  }

  private showBackend(backend: BackendInfo): void {
    this.backend.text = `$(beaker) tensorflow · ${backendWord(backend)}`;
    this.backend.tooltip = [
      `${backend.name === 'native' ? 'TensorFlow' : 'TensorFlow.js'} ${backend.version}: ${backend.reason}`,
      backend.advice,
      'Click for the log.',
    ]
      .filter(Boolean)
      .join('\n');
    this.backend.accessibilityInformation = { label: `TensorFlow runs on ${backendWord(backend)}` };
    this.backend.show();
  }

  private showRun(run: LiveRun, active: readonly LiveRun[]): void {
    const { state } = run;
    const name = run.mode === 'inspect' ? 'Inspecting' : `Run ${state.id}`;
    const icon = state.status === 'paused' ? '$(debug-pause)' : '$(loading~spin)';
    const parts = state.status === 'starting' ? [state.stage].filter(Boolean) : progressOf(state);
    const more = active.length > 1 ? [`${active.length - 1} more`] : [];
    this.run.text = [`${icon} ${name}`, ...(state.status === 'paused' ? ['paused'] : []), ...parts, ...more].join(
      ' · ',
    );
    this.run.tooltip = `${state.program}: click for the panel`;
    this.run.accessibilityInformation = { label: this.run.text.replace(/\$\([^)]*\)\s*/, 'Layerglass: ') };
    this.run.show();
  }
}

const backendWord = (backend: BackendInfo): string =>
  ({ native: 'native', wasm: 'WebAssembly', cpu: 'plain JavaScript', own: "the program's own" })[backend.name];
