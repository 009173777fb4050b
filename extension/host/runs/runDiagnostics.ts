import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Site } from '../../protocol/model';
import type { RunState } from '../../protocol/runState';
import { containedPath } from '../../core/runs/containedPath';
import type { RunKnowledge } from '../knowledge/runKnowledge';
import type { LanguageLink } from '../languageLink';
import type { Log } from '../log';
import { workspaceRoots } from '../workspaceRoots';
import type { Runs } from './runs';

/** Shows the error and the findings of each program's newest run at their lines, until it is run again. */
export class RunDiagnostics implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable[];
  /** What each program's diagnostics were made from: states are replaced, never changed. */
  private readonly shown = new Map<string, { findings: unknown; error: unknown }>();

  constructor(
    private readonly diagnostics: LanguageLink['diagnostics'],
    runs: Runs,
    knowledge: RunKnowledge,
    private readonly log: Log,
  ) {
    this.subscriptions = [
      runs.onDidStart(run => this.clear(run.program)),
      // an error is shown at once, whether the run has built a model or not
      runs.onDidEnd(run => {
        if (run.state.error)
          this.show(run.program, run.folder, { ...run.state, findings: [...knowledge.shownFindings(run)] });
      }),
      knowledge.onDidChange(() => {
        for (const { program, workingFolder, state } of knowledge.newest)
          // a run that goes on, or ended without a model, speaks for itself
          if (!(state.startedAt < (runs.ofProgram(program)[0]?.state.startedAt ?? 0)))
            this.show(program, workingFolder, state);
      }),
    ];
  }

  dispose(): void {
    for (const item of this.subscriptions) item.dispose();
  }

  private clear(program: string): void {
    this.shown.delete(program);
    this.diagnostics.clear(program);
  }

  private show(program: string, folder: string, { findings, error, startedAt }: RunState): void {
    const before = this.shown.get(program);
    if (before?.findings === findings && before.error === error) return;
    this.shown.set(program, { findings, error });
    // sites of a run folder are not trusted: nothing outside of the workspace is read for them
    const roots = [...workspaceRoots(), path.dirname(program)];
    const isContained = (site: Site | null): site is Site =>
      site !== null && containedPath(roots, folder, site.file) !== null;
    const firstLine: Site = { file: path.relative(folder, program), line: 1, column: 1 };
    this.diagnostics
      .set(program, {
        findings: findings.filter(f => isContained(f.site)),
        error: error && {
          ...error,
          site: [error.site, firstLine].find(isContained) ?? null,
          stack: error.stack.filter(frame => containedPath(roots, folder, frame.file) !== null),
        },
        folder: vscode.Uri.file(folder),
        run: String(startedAt),
      })
      .catch(failure => this.log.error(failure));
  }
}
