import * as vscode from 'vscode';
import { commands, internalCommands } from '../../contributions';
import type { BackendInfo } from '../../protocol/run';
import { wouldHelp, type NativeOffer } from '../native/nativeOffer';
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

  constructor(
    private readonly runs: Runs,
    private readonly offer: NativeOffer,
  ) {
    this.backend.name = 'Layerglass Backend';
    this.backend.command = internalCommands.showBackend;
    offer.onDidClose = () => this.update.request();
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
    const offer = this.offer.isMade(backend) ? ' · $(cloud-download) Install native' : '';
    this.backend.text = `$(beaker) tensorflow · ${backendWord(backend)}${offer}`;
    this.backend.tooltip = backendTooltip(backend);
    const offered = offer ? ', native TensorFlow can be installed' : '';
    this.backend.accessibilityInformation = { label: `TensorFlow runs on ${backendWord(backend)}${offered}` };
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

/** Reasons hold names from files: they are text, and the only link is our own command. */
function backendTooltip(backend: BackendInfo): vscode.MarkdownString {
  const { name, version, threads, reason, advice } = backend;
  const tooltip = new vscode.MarkdownString('', true);
  tooltip.isTrusted = { enabledCommands: [commands.installNative] };
  const title = `${name === 'native' ? 'TensorFlow' : 'TensorFlow.js'} ${version}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  tooltip.appendText(`${title}: ${reason}`);
  if (wouldHelp(backend))
    tooltip.appendMarkdown(`\n\n$(cloud-download) [Install Native TensorFlow](command:${commands.installNative})`);
  else if (advice) tooltip.appendMarkdown('\n\n').appendText(advice);
  return tooltip;
}
