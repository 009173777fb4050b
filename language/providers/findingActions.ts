import * as vscode from 'vscode';
import { internalCommands, settingsSection, type FindingRef } from '../../extension/contributions';
import { modeToCheck } from '../../extension/core/findings/figureAfter';
import { plainText } from '../../extension/core/text/plainText';
import type { Finding } from '../../extension/protocol/finding';
import type { DiagnosticsPublisher, ShownProblem } from './diagnosticsPublisher';
import type { Remedies } from './remedies';
import type { SourceAnalysis } from './sourceAnalysis';
import { commentAbove, commentBefore, commentInFile, type Insertion } from './suppressionEdits';

/** Quick fixes on findings: their remedies, a look at the model again once the source has changed, and the ways to switch the rule off. */
export class FindingActions implements vscode.CodeActionProvider {
  static readonly metadata: vscode.CodeActionProviderMetadata = {
    providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
  };

  constructor(
    private readonly publisher: DiagnosticsPublisher,
    private readonly remedies: Pick<Remedies, 'plan' | 'titleOf'>,
    private readonly analysis: Pick<SourceAnalysis, 'isCodeAt'>,
  ) {}

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.CodeAction[]> {
    const shown = this.publisher
      .shownIn(document.uri)
      .filter(s => s.problem.findings.length > 0 && s.range.intersection(range));
    const mending: vscode.CodeAction[] = [];
    const disabling: vscode.CodeAction[] = [];
    for (const one of shown) {
      const diagnostic = context.diagnostics.find(d => isOf(d, one));
      const [remedies, ways] = [await this.remediesOf(one), await this.disabling(document, one)];
      if (token.isCancellationRequested) return [];
      for (const action of [...remedies, ...ways]) if (diagnostic) action.diagnostics = [diagnostic];
      mending.push(...remedies);
      disabling.push(...ways);
    }
    return [...mending, ...disabling];
  }

  private async remediesOf(shown: ShownProblem): Promise<vscode.CodeAction[]> {
    const { problem, folder, isStale, program } = shown;
    const [first] = problem.findings;
    if (isStale) {
      const title = modeToCheck(first!) === 'inspect' ? 'Inspect Again' : 'Train Again';
      return [commandAction(title, internalCommands.checkAgain, [refOf(program, first!)])];
    }
    const actions: vscode.CodeAction[] = [];
    for (const { finding, index } of distinctRemedies(problem.findings)) {
      const remedy = finding.remedies[index]!;
      const planned = await this.remedies.plan(folder, remedy);
      const action = new vscode.CodeAction(this.remedies.titleOf(folder, remedy), vscode.CodeActionKind.QuickFix);
      if (planned.edit === null) action.disabled = { reason: `By hand: ${planned.refusal}.` };
      else {
        action.edit = planned.edit;
        action.isPreferred = actions.every(a => !a.isPreferred);
        action.command = command(internalCommands.remedyApplied, [refOf(program, finding), index]);
      }
      actions.push(action);
    }
    return actions;
  }

  private async disabling(
    document: vscode.TextDocument,
    { problem, range }: ShownProblem,
  ): Promise<vscode.CodeAction[]> {
    const { rule } = problem.findings[0]!;
    const name = plainText(rule, 60);
    const text = document.getText();
    const { line } = range.start;
    const isCode = await this.analysis.isCodeAt(document, document.offsetAt(new vscode.Position(line, 0)));
    const onLine = isCode ? commentAbove(text, line, rule) : commentBefore(range.start, rule);
    return [
      insertAction(`Disable ${name} for this line`, document.uri, onLine),
      insertAction(`Disable ${name} in this file`, document.uri, commentInFile(text, rule)),
      commandAction(`Disable ${name} in this workspace`, internalCommands.disableRule, [rule]),
    ];
  }
}

export const refOf = (program: string, { rule, fit, model, layer }: Finding): FindingRef => ({
  ...{ program, rule, fit, model, layer },
});

/** The remedies of several findings at one place, each once. */
export function distinctRemedies(findings: readonly Finding[]): { finding: Finding; index: number }[] {
  const seen = new Set<string>();
  return findings.flatMap(finding =>
    finding.remedies.flatMap((remedy, index) => {
      const key = JSON.stringify(remedy);
      if (seen.has(key)) return [];
      seen.add(key);
      return [{ finding, index }];
    }),
  );
}

function insertAction(title: string, uri: vscode.Uri, { line, character, text }: Insertion): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.edit = new vscode.WorkspaceEdit();
  action.edit.insert(uri, new vscode.Position(line, character), text);
  return action;
}

function commandAction(title: string, id: string, args: unknown[]): vscode.CodeAction {
  const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
  action.command = command(id, args, title);
  return action;
}

const command = (id: string, args: unknown[], title = ''): vscode.Command => ({ title, command: id, arguments: args });

function isOf(diagnostic: vscode.Diagnostic, { problem, range }: ShownProblem): boolean {
  const code = typeof diagnostic.code === 'object' ? diagnostic.code.value : diagnostic.code;
  return diagnostic.source === settingsSection && code === problem.code && diagnostic.range.isEqual(range);
}
