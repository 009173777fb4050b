import * as vscode from 'vscode';
import type { ModelInfo } from '../../extension/protocol/model';
import { AnalysisClient } from '../analysis/analysisClient';
import type { CheckpointPath } from '../analysis/checkpointPathText';
import type { EditPlan, LocatedEdit } from '../analysis/edits/planEdits';
import type { TextChange } from '../analysis/shiftFacts';
import { noFacts, type SourceFacts, type SourceLanguage } from '../analysis/sourceFacts';
import { endOfCallee } from '../analysis/tokenEnd';
import { SourceTracker } from '../analysis/sourceTracker';
import { Disposables } from './disposables';
import { layerSites, PinnedSites, type LayerSite, type OffsetAt } from './knownSites';
import { sourceLanguage } from './languageSettings';
import type { ModelKnowledge } from './modelKnowledge';

/** What the editor's open sources are known to hold: facts of the text, joined with what a run built there. */
export class SourceAnalysis implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly client: AnalysisClient;
  private readonly tracker: SourceTracker;
  private readonly pins = new Map<string, PinnedSites>();

  /** `workerPath`: dist/analysisWorker.js. It is not loaded before the first source asks for it. */
  constructor(
    workerPath: string,
    private readonly knowledge: ModelKnowledge,
    onFailure: (error: Error) => void,
  ) {
    this.client = this.disposables.add(new AnalysisClient(workerPath));
    this.tracker = new SourceTracker(this.client, onFailure);
    this.disposables.add(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) =>
        this.change(
          document,
          contentChanges.map(c => ({ offset: c.rangeOffset, removed: c.rangeLength, inserted: c.text.length })),
        ),
      ),
    );
    this.disposables.add(
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.tracker.close(uri.toString());
        this.pins.delete(uri.toString());
      }),
    );
  }

  /** Facts of the document's present text, `noFacts` for one that is no source. The parser works in its own thread. */
  current(document: vscode.TextDocument): Promise<SourceFacts> {
    return this.open(document) ? this.tracker.current(document.uri.toString()) : Promise.resolve(noFacts);
  }

  /** What is known without waiting: calls of the last analysed text, at their places in the present one. */
  known(document: vscode.TextDocument): SourceFacts | null {
    return this.tracker.known(document.uri.toString());
  }

  /** Facts of a text that no editor holds. Rejects with LayerglassError `analysis-failed`. */
  ofText(text: string, language: SourceLanguage): Promise<SourceFacts> {
    return this.client.request('facts', { text, language });
  }

  /** Modules that any source text imports at run time. Rejects with LayerglassError `analysis-failed`. */
  importsOf(text: string, language: SourceLanguage): Promise<string[]> {
    return this.client.request('imports', { text, language });
  }

  /** Edits of a remedy as edits of a text. Rejects with LayerglassError `analysis-failed`. */
  editsOf(text: string, language: SourceLanguage, edits: LocatedEdit[]): Promise<EditPlan> {
    return this.client.request('edits', { text, language, edits });
  }

  /** The path of a model or checkpoint that the expression at the offset stands for; null where the parser fails. */
  async checkpointPathAt(document: vscode.TextDocument, offset: number): Promise<CheckpointPath | null> {
    const language = sourceLanguage(document);
    if (!language) return null;
    return this.client.request('checkpointPath', { text: document.getText(), language, offset }).catch(() => null);
  }

  /** Where an argument of the compile's or fit's call at the offset is written; null where it is not known. */
  argumentOf(
    text: string,
    language: SourceLanguage,
    offset: number,
    name: string,
  ): Promise<{ start: number; end: number } | null> {
    return this.client.request('argument', { text, language, offset, name }).catch(() => null);
  }

  /** False where a line that begins at the offset begins inside of a template or of JSX. */
  async isCodeAt(document: vscode.TextDocument, offset: number): Promise<boolean> {
    const language = sourceLanguage(document);
    if (!language) return true;
    return this.client.request('isCode', { text: document.getText(), language, offset }).catch(() => true);
  }

  /** The document's layer sites with what is known of each. `facts`: of the present text. */
  sites(document: vscode.TextDocument, facts: SourceFacts): LayerSite[] {
    const known = this.knowledge.layersIn(document.uri);
    const isStale = known.length > 0 && this.knowledge.isStale(document.uri);
    const pins = this.pinsOf(document, isStale);
    const calleeEndAt = (offset: number): number => {
      const start = document.positionAt(offset);
      // a callee that goes on below its line is rare, and asking for the whole text is not free
      const rest = document.lineAt(start).text.slice(start.character);
      return offset + endOfCallee(rest, 0);
    };
    return layerSites(facts, known, { pins, offsetAt: offsetIn(document), calleeEndAt, isStale });
  }

  /** The models that the call at that offset built. */
  modelsAt(document: vscode.TextDocument, start: number): ModelInfo[] {
    const models = this.knowledge.modelsIn(document.uri);
    if (models.length === 0) return [];
    const pins = this.pinsOf(document, this.knowledge.isStale(document.uri));
    return models.filter(m => m.site && pins.offsetOf(m.site) === start);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private pinsOf(document: vscode.TextDocument, isStale: boolean): PinnedSites {
    const id = document.uri.toString();
    let pins = this.pins.get(id);
    if (!pins) this.pins.set(id, (pins = new PinnedSites()));
    if (isStale) return pins;
    const { uri } = document;
    const sites = [
      ...this.knowledge.layersIn(uri).map(k => k.layer.site),
      ...this.knowledge.modelsIn(uri).map(m => m.site),
    ];
    pins.pin(
      sites.filter(s => s !== null),
      offsetIn(document),
    );
    return pins;
  }

  private open(document: vscode.TextDocument): boolean {
    const language = sourceLanguage(document);
    if (language) this.tracker.open(document.uri.toString(), language, document.version, () => document.getText());
    return language !== null;
  }

  private change(document: vscode.TextDocument, changes: TextChange[]): void {
    const id = document.uri.toString();
    this.tracker.change(id, document.version, changes);
    const pins = this.pins.get(id);
    for (const change of changes) pins?.change(change);
  }
}

/** Lines and columns of a site count from 1. */
const offsetIn =
  (document: vscode.TextDocument): OffsetAt =>
  (line, column) =>
    document.offsetAt(new vscode.Position(Math.max(0, line - 1), Math.max(0, column - 1)));
