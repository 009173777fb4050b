import * as vscode from 'vscode';
import { contextKeys, languages } from '../contributions';
import { Disposables } from './disposables';
import { importsTensorFlow } from './programs/programSource';
import type { Runs } from './runs/runs';
import { Throttled } from './throttled';

/** Imports stand at the top: this much of a file is looked at. */
const maxCharacters = 100_000;

/** Keeps the context keys of the `when` clauses. */
export class ContextKeys implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly program = this.disposables.add(new Throttled(() => this.updateProgram(), 200));
  private readonly sent = new Map<string, boolean>();

  constructor(private readonly runs: Runs) {
    const updateRuns = (): void => this.updateRuns();
    this.disposables.add(runs.onDidStart(updateRuns));
    this.disposables.add(runs.onDidEvent(({ event }) => event.type === 'status' && updateRuns()));
    this.disposables.add(runs.onDidEnd(updateRuns));
    this.disposables.add(vscode.window.onDidChangeActiveTextEditor(() => this.program.request()));
    this.disposables.add(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document === vscode.window.activeTextEditor?.document) this.program.request();
      }),
    );
    this.program.request();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private updateRuns(): void {
    this.set(contextKeys.isRunning, this.runs.active.length > 0);
  }

  private updateProgram(): void {
    const document = vscode.window.activeTextEditor?.document;
    const isSource = document?.uri.scheme === 'file' && (languages as readonly string[]).includes(document.languageId);
    const head = isSource ? document.getText(new vscode.Range(0, 0, 2000, 0)).slice(0, maxCharacters) : '';
    this.set(contextKeys.isProgram, importsTensorFlow(head));
  }

  private set(key: string, value: boolean): void {
    if (this.sent.get(key) === value) return;
    this.sent.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }
}
