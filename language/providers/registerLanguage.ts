import * as vscode from 'vscode';
import { internalCommands } from '../../extension/contributions';
import { findingRules } from '../../extension/core/findings/findingRules';
import type { Reader } from '../../extension/engine/reader/reader';
import {
  CheckpointDetailProvider,
  CheckpointHoverProvider,
  CheckpointLocator,
  checkpointPathSelector,
} from './checkpointHoverProvider';
import { chooseLayer } from './chooseLayer';
import { DiagnosticsPublisher } from './diagnosticsPublisher';
import { Disposables } from './disposables';
import { FindingActions } from './findingActions';
import { siteAtCallee } from './knownSites';
import { documentSelector } from './languageSettings';
import { LayerAtCursor, type CursorLayer } from './layerAtCursor';
import { LayerHoverProvider } from './layerHoverProvider';
import { ModelFileLinkProvider } from './modelFileLinkProvider';
import { LayerLensProvider } from './layerLensProvider';
import type { KnownLayer, ModelKnowledge } from './modelKnowledge';
import { Remedies } from './remedies';
import { SourceAnalysis } from './sourceAnalysis';

export interface LanguageDependencies {
  knowledge: ModelKnowledge;
  /** Its process starts with the first request. */
  reader: Pick<Reader, 'request'>;
  /** The folder that a source file runs in; both absolute. */
  programFolderOf(file: string): string;
  /** Told once for each analysis that failed; lenses then stay as they were. */
  onFailure(error: Error): void;
}

/** What the host can ask the language providers. */
export interface Language extends vscode.Disposable {
  readonly analysis: SourceAnalysis;
  readonly diagnostics: DiagnosticsPublisher;
  readonly remedies: Remedies;
  readonly onDidChangeLayerAtCursor: vscode.Event<CursorLayer>;
  /** What is known of the layer call at an offset of a file, as lenses and hovers give it to Inspect layer. */
  layersAt(uri: string, offset: number): Promise<readonly KnownLayer[]>;
}

/** Registers lenses, hover, diagnostics and the cursor's event. Loads no parser: that comes with the first source shown. */
export function registerLanguage(
  context: Pick<vscode.ExtensionContext, 'asAbsolutePath'>,
  { knowledge, reader, programFolderOf, onFailure }: LanguageDependencies,
): Language {
  const disposables = new Disposables();
  const workerPath = context.asAbsolutePath('dist/analysisWorker.js');
  const pageOf = (rule: string): vscode.Uri | null =>
    // a run folder may name any rule
    findingRules.some(r => r.id === rule) ? vscode.Uri.file(context.asAbsolutePath(`dist/docs/${rule}.md`)) : null;
  const analysis = disposables.add(new SourceAnalysis(workerPath, knowledge, onFailure));
  const diagnostics = disposables.add(new DiagnosticsPublisher(analysis, knowledge, pageOf));
  const lenses = disposables.add(new LayerLensProvider(analysis, knowledge, diagnostics));
  const remedies = new Remedies(analysis, knowledge);
  const cursor = disposables.add(new LayerAtCursor(analysis, knowledge));

  const layersAt = async (uri: string, offset: number): Promise<readonly KnownLayer[]> => {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
    const sites = analysis.sites(document, await analysis.current(document));
    return siteAtCallee(sites, offset)?.layers ?? [];
  };

  disposables.add(vscode.languages.registerCodeLensProvider(documentSelector, lenses));
  disposables.add(
    vscode.languages.registerHoverProvider(
      documentSelector,
      new LayerHoverProvider(analysis, knowledge, diagnostics, remedies),
    ),
  );
  const locator = new CheckpointLocator(analysis, programFolderOf);
  for (const provider of [new CheckpointHoverProvider(locator), new CheckpointDetailProvider(locator, reader)])
    disposables.add(vscode.languages.registerHoverProvider(checkpointPathSelector, provider));
  disposables.add(
    vscode.languages.registerDocumentLinkProvider(checkpointPathSelector, new ModelFileLinkProvider(locator)),
  );
  disposables.add(
    vscode.languages.registerCodeActionsProvider(
      documentSelector,
      new FindingActions(diagnostics, remedies, analysis),
      FindingActions.metadata,
    ),
  );
  disposables.add(
    vscode.commands.registerCommand(internalCommands.chooseLayer, async (uri: string, offset: number) =>
      chooseLayer(uri, offset, await layersAt(uri, offset)),
    ),
  );
  return {
    analysis,
    diagnostics,
    remedies,
    onDidChangeLayerAtCursor: cursor.onDidChange,
    layersAt,
    dispose: () => disposables.dispose(),
  };
}
