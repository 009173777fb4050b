import * as vscode from 'vscode';
import { noFacts } from '../analysis/sourceFacts';
import { Disposables } from './disposables';
import { siteAtCursor } from './knownSites';
import { sourceLanguage } from './languageSettings';
import type { KnownLayer, ModelKnowledge } from './modelKnowledge';
import type { SourceAnalysis } from './sourceAnalysis';

const delayMs = 150;

/** A known layer's call on the line of the cursor. */
export interface CursorLayer {
  uri: vscode.Uri;
  /** All that this call built: who shows one of them already need not choose another. */
  layers: readonly KnownLayer[];
}

/** Tells which known layer the cursor is on: 150 ms after it rests, and only when that is another one than before. */
export class LayerAtCursor implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<CursorLayer>());
  readonly onDidChange = this.changed.event;
  private timer: NodeJS.Timeout | undefined;
  private last = '';

  constructor(
    private readonly analysis: SourceAnalysis,
    private readonly knowledge: ModelKnowledge,
  ) {
    this.disposables.add(vscode.window.onDidChangeTextEditorSelection(e => this.moved(e.textEditor)));
    this.disposables.add(vscode.window.onDidChangeActiveTextEditor(editor => editor && this.moved(editor)));
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.disposables.dispose();
  }

  private moved(editor: vscode.TextEditor): void {
    if (sourceLanguage(editor.document) === null) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(editor), delayMs);
  }

  private async look({ document, selection }: vscode.TextEditor): Promise<void> {
    if (document.isClosed) return;
    const hasLayers = this.knowledge.layersIn(document.uri).length > 0;
    const { version } = document;
    const facts = hasLayers ? await this.analysis.current(document) : noFacts;
    if (document.version !== version) return;
    const position = document.validatePosition(selection.active);
    const { range } = document.lineAt(position);
    const line = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
    const sites = hasLayers ? this.analysis.sites(document, facts) : [];
    const layers = siteAtCursor(sites, document.offsetAt(position), line)?.layers ?? [];
    const key = layers.map(k => `${document.uri.toString()}\n${k.model.name}\n${k.layer.name}`).join('\n');
    if (key === this.last) return;
    this.last = key;
    if (layers.length > 0) this.changed.fire({ uri: document.uri, layers });
  }
}
