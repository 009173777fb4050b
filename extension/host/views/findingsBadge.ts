import type * as vscode from 'vscode';
import type { RunKnowledge } from '../knowledge/runKnowledge';

/** The number of warnings and errors that the newest run of each program found, on the icon in the activity bar. */
export class FindingsBadge implements vscode.Disposable {
  private readonly subscription: vscode.Disposable;

  constructor(view: Pick<vscode.TreeView<unknown>, 'badge'>, knowledge: RunKnowledge) {
    this.subscription = knowledge.onDidChange(() => {
      const findings = knowledge.newest.flatMap(r => r.state.findings).filter(f => f.severity !== 'info');
      const value = findings.length;
      view.badge = value > 0 ? { value, tooltip: value === 1 ? '1 finding' : `${value} findings` } : undefined;
    });
  }

  dispose(): void {
    this.subscription.dispose();
  }
}
