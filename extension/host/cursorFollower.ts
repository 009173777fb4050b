import type * as vscode from 'vscode';
import type { RunKnowledge } from './knowledge/runKnowledge';
import type { LanguageLink } from './languageLink';
import type { Panels } from './panel/panels';

/** The cursor on a layer's line selects that layer in the program's panel, where the panel is to be seen. */
export class CursorFollower implements vscode.Disposable {
  private readonly subscription: vscode.Disposable;

  constructor(language: LanguageLink, knowledge: RunKnowledge, panels: Panels) {
    this.subscription = language.onDidChangeLayerAtCursor(({ uri, layers }) => {
      const run = knowledge.runOf(uri.fsPath);
      const panel = run && panels.of(run.program);
      if (layers.length > 0 && panel?.isShown)
        panel.select(
          layers.map(({ model, layer }) => ({ model: model.name, layer: layer.name })),
          false,
        );
    });
  }

  dispose(): void {
    this.subscription.dispose();
  }
}
