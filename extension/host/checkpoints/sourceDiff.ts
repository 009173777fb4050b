import * as path from 'node:path';
import * as vscode from 'vscode';
import type { SourceChange } from '../../engine/sourceChanges';

const scheme = 'layerglass-source';
/** Texts that are held for diffs that may still be open. */
const maxTexts = 200;

/** Shows what changed in a program's source since a run began, in VS Code's own diff editors. */
export class SourceDiff implements vscode.Disposable, vscode.TextDocumentContentProvider {
  private readonly texts = new Map<string, string>();
  private count = 0;
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(scheme, this);

  dispose(): void {
    this.registration.dispose();
  }

  /** Called by VS Code for the side that is as it was. */
  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.query) ?? '';
  }

  /** `title`: `Since run 14`; `folder`: absolute, what the files are relative to. */
  async show(title: string, folder: string, files: readonly SourceChange[]): Promise<void> {
    const sides = files.map(({ file, before, after }): [vscode.Uri, vscode.Uri, vscode.Uri] => {
      const now = vscode.Uri.file(path.resolve(folder, file));
      return [now, this.held(file, before ?? ''), after === null ? this.held(file, '') : now];
    });
    const [first] = sides;
    if (!first) return;
    if (sides.length > 1) return void (await vscode.commands.executeCommand('vscode.changes', title, sides));
    const [, before, after] = first;
    await vscode.commands.executeCommand('vscode.diff', before, after, `${path.basename(first[0].fsPath)} (${title})`);
  }

  private held(file: string, text: string): vscode.Uri {
    const query = String(++this.count);
    this.texts.set(query, text);
    for (const key of this.texts.keys()) {
      if (this.texts.size <= maxTexts) break;
      this.texts.delete(key);
    }
    return vscode.Uri.from({ scheme, path: `/${file}`, query });
  }
}
