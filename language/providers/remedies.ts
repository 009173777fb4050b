import * as vscode from 'vscode';
import { plainText } from '../../extension/core/text/plainText';
import { LayerglassError } from '../../extension/protocol/errors';
import type { Remedy, SourceEdit } from '../../extension/protocol/finding';
import { languageOfPath } from '../analysis/languageOfPath';
import type { LocatedEdit } from '../analysis/edits/planEdits';
import type { ModelKnowledge } from './modelKnowledge';
import type { SourceAnalysis } from './sourceAnalysis';
import { lineStarts, openDocument, positionIn, readText } from './sourceText';

/** What a remedy comes to in the text; or why it cannot be made. */
export type PlannedRemedy = { edit: vscode.WorkspaceEdit; refusal: null } | { edit: null; refusal: string };

/** Turns remedies into edits of the workspace, all files at once. */
export class Remedies {
  /** The editor asks at each move of the cursor: what was planned for the same texts is planned. */
  private readonly known = new WeakMap<Remedy, { texts: string; planned: PlannedRemedy }>();

  constructor(
    private readonly analysis: SourceAnalysis,
    private readonly knowledge: Pick<ModelKnowledge, 'isStale' | 'layersIn'>,
  ) {}

  /**
   * The edits of a remedy; sites are relative to `folder`. Edits of several files are shown before they are made.
   * Sources that have changed since the run are refused: its lines may be others.
   */
  async plan(folder: vscode.Uri, remedy: Remedy): Promise<PlannedRemedy> {
    const uris = [...new Set(remedy.edits.map(e => e.site.file))].map(file => vscode.Uri.joinPath(folder, file));
    const documents = uris.map(openDocument);
    const texts = JSON.stringify([uris, documents.map(d => d?.version), uris.map(this.isStale)]);
    const known = this.known.get(remedy);
    if (known?.texts === texts) return known.planned;
    const planned = await this.planAnew(folder, remedy);
    // a file that no editor holds may change unnoticed
    if (documents.every(d => d !== undefined)) this.known.set(remedy, { texts, planned });
    return planned;
  }

  private readonly isStale = (uri: vscode.Uri): boolean => this.knowledge.isStale(uri);

  private async planAnew(folder: vscode.Uri, remedy: Remedy): Promise<PlannedRemedy> {
    const byFile = new Map<string, SourceEdit[]>();
    for (const edit of remedy.edits) byFile.set(edit.site.file, [...(byFile.get(edit.site.file) ?? []), edit]);
    const needsConfirmation = byFile.size > 1;
    const metadata = { label: plainText(remedy.label, 200), needsConfirmation };
    const workspaceEdit = new vscode.WorkspaceEdit();
    for (const [name, edits] of byFile) {
      const uri = vscode.Uri.joinPath(folder, name);
      const short = plainText(name, 60);
      if (this.knowledge.isStale(uri)) return refused(`${short} has changed since the run`);
      const language = languageOfPath(uri.path);
      if (!language) return refused(`${short} is no JavaScript or TypeScript`);
      const document = openDocument(uri);
      const text = document?.getText() ?? (await readText(uri));
      const lines = lineStarts(text);
      const located = edits.map(edit => ({
        edit,
        offset: (lines[edit.site.line - 1] ?? Infinity) + edit.site.column - 1,
      }));
      const { edits: changes, refusal } = await this.analysis.editsOf(text, language, located satisfies LocatedEdit[]);
      if (changes === null) return refused(refusal);
      const positionAt = (offset: number) => document?.positionAt(offset) ?? positionIn(lines, offset);
      for (const { offset, length, text: inserted } of changes)
        workspaceEdit.replace(
          uri,
          new vscode.Range(positionAt(offset), positionAt(offset + length)),
          inserted,
          needsConfirmation ? metadata : undefined,
        );
    }
    return { edit: workspaceEdit, refusal: null };
  }

  /** What a remedy does, in words; says so where one of its calls builds several layers, in a loop or a helper. */
  titleOf(folder: vscode.Uri, { label, edits }: Remedy): string {
    const built = edits.map(({ site }) => {
      const layers = this.knowledge.layersIn(vscode.Uri.joinPath(folder, site.file));
      const names = layers.filter(({ layer: { site: own } }) => own?.line === site.line && own.column === site.column);
      return new Set(names.map(k => k.layer.name)).size;
    });
    const most = Math.max(0, ...built);
    return plainText(label, 120) + (most > 1 ? ` (one call builds ${most} layers)` : '');
  }

  /** Makes the edits of a remedy. Returns false where the person did not want them; throws LayerglassError `cannot-edit`. */
  async apply(folder: vscode.Uri, remedy: Remedy): Promise<boolean> {
    const planned = await this.plan(folder, remedy);
    if (planned.edit === null)
      throw new LayerglassError('cannot-edit', `This cannot be edited: ${planned.refusal}.`, {
        remedy: 'Make the change by hand, then inspect the model again.',
      });
    return vscode.workspace.applyEdit(planned.edit);
  }
}

const refused = (refusal: string): PlannedRemedy => ({ edit: null, refusal });
