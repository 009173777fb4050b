import * as path from 'node:path';
import * as vscode from 'vscode';
import { views } from '../../contributions';
import { plainText } from '../../core/text/plainText';
import { progressOf } from '../views/runTree';
import type { LiveRun } from './liveRun';
import type { Runs } from './runs';
import { shareDone } from './shareDone';

/** What is over sooner needs no progress. */
const quietMs = 1000;
const reportIntervalMs = 500;

/**
 * Progress with cancel for a run that takes longer than a second: in the window where its panel is not to be seen, which
 * shows the same; in the view's own bar always. Cancel stops the run.
 */
export class RunProgress implements vscode.Disposable {
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly runs: Runs,
    private readonly isPanelShown: (program: string) => boolean,
  ) {
    this.subscription = runs.onDidStart(run => this.follow(run));
  }

  dispose(): void {
    this.subscription.dispose();
  }

  private follow(run: LiveRun): void {
    const { stopped } = run.handle;
    void vscode.window.withProgress({ location: { viewId: views.checkpoints } }, () => stopped);
    const timer = setTimeout(() => {
      if (run.isActive && !this.isPanelShown(run.program)) this.notify(run);
    }, quietMs);
    void stopped.then(() => clearTimeout(timer));
  }

  private notify(run: LiveRun): void {
    const name = plainText(path.basename(run.program), 60);
    void vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        cancellable: true,
        title: run.mode === 'inspect' ? `Inspecting ${name}` : `Training ${name}`,
      },
      (progress, token) => {
        token.onCancellationRequested(() => void this.runs.stop(run));
        let reported = 0;
        const timer = setInterval(() => {
          const share = shareDone(run.state);
          const message = [run.state.stage, ...progressOf(run.state)].filter(Boolean).join(' · ');
          progress.report({ message, ...(share !== null && { increment: (share - reported) * 100 }) });
          reported = share ?? reported;
          if (this.isPanelShown(run.program)) finish();
        }, reportIntervalMs);
        let finish = (): void => undefined;
        return new Promise<void>(resolve => {
          finish = () => {
            clearInterval(timer);
            resolve();
          };
          void run.handle.stopped.then(finish);
        });
      },
    );
  }
}
