import * as path from 'node:path';
import * as vscode from 'vscode';
import { LayerglassError } from '../protocol/errors';
import type { Site } from '../protocol/model';
import { containedPath } from '../core/runs/containedPath';
import { Disposables } from './disposables';
import { workspaceRoots } from './workspaceRoots';

/** How long the line stays marked. */
const markedMs = 1600;
/** The panel's page tells the editor of its focus late: what it tells so soon after a jump is from before it. */
const settleMs = 300;

/** Absolute path of a place's file. Throws LayerglassError `outside` where it is neither in the workspace nor in one of `roots`. */
export function containedFile({ folder, roots }: { folder: string; roots: readonly string[] }, { file }: Site): string {
  const found = containedPath([...workspaceRoots(), ...roots], folder, file);
  if (found === null)
    throw new LayerglassError('outside', `${path.basename(file)} is not a file of this workspace.`, {
      remedy: 'Open the folder that holds the program.',
    });
  return found;
}

/** Shows lines of the source beside a panel. */
export class SiteReveal implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly mark = this.disposables.add(
    vscode.window.createTextEditorDecorationType({
      isWholeLine: true,
      backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
      borderColor: new vscode.ThemeColor('editor.rangeHighlightBorder'),
    }),
  );
  private timer: NodeJS.Timeout | null = null;

  dispose(): void {
    if (this.timer) clearTimeout(this.timer);
    this.disposables.dispose();
  }

  /**
   * Reveals a line in the editor that shows its file, else in one opened in another column than the panel's. Without
   * `focus` neither the focus nor the cursor moves. Throws LayerglassError `outside` where the file is neither in the
   * workspace nor in one of `roots`.
   */
  async reveal(
    { folder, roots }: { folder: string; roots: readonly string[] },
    site: Site,
    { focus, panel }: { focus: boolean; panel: vscode.WebviewPanel },
  ): Promise<void> {
    const uri = vscode.Uri.file(containedFile({ folder, roots }, site));
    const editor = await this.editorFor(uri, focus, panel);
    if (focus) this.keepFocus(panel, () => void this.editorFor(uri, focus, panel));
    const line = Math.min(Math.max(0, site.line - 1), editor.document.lineCount - 1);
    const position = editor.document.validatePosition(new vscode.Position(line, Math.max(0, site.column - 1)));
    const range = new vscode.Range(position, position);
    if (focus) editor.selection = new vscode.Selection(position, position);
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    editor.setDecorations(this.mark, [range]);
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(() => editor.setDecorations(this.mark, []), markedMs);
  }

  /** Shows the editor again where the panel takes the focus back at once. */
  private keepFocus(panel: vscode.WebviewPanel, show: () => void): void {
    if (panel.active) show();
    const listener = this.disposables.add(
      panel.onDidChangeViewState(() => {
        if (panel.active) show();
      }),
    );
    setTimeout(() => listener.dispose(), settleMs);
  }

  private async editorFor(uri: vscode.Uri, focus: boolean, panel: vscode.WebviewPanel): Promise<vscode.TextEditor> {
    const shown = vscode.window.visibleTextEditors.find(e => e.document.uri.toString() === uri.toString());
    if (shown && !focus) return shown;
    const column =
      shown?.viewColumn ??
      (panel.viewColumn === vscode.ViewColumn.One ? vscode.ViewColumn.Beside : vscode.ViewColumn.One);
    return vscode.window.showTextDocument(uri, { viewColumn: column, preserveFocus: !focus });
  }
}
