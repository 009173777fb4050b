import * as vscode from 'vscode';
import { commands, internalCommands, languages } from '../../extension/contributions';
import { readerFailure } from './readerFailure';
import type { Reader } from '../../extension/engine/reader/reader';
import { mayNamePath, type CheckpointPath } from '../analysis/checkpointPathText';
import { literalPathAt } from '../analysis/literalPaths';
import { pythonPathAt } from '../analysis/pythonPaths';
import { recordOf, shownWeights, writeDescription, writeFile, writeRecord } from './checkpointHoverText';
import { writeLinks, type HoverLink } from './hoverText';
import { isEnabled } from './languageSettings';
import { findNamedFile, type NamedFile } from './namedFile';
import type { SourceAnalysis } from './sourceAnalysis';
import { themeName } from './themeName';

/** Lines of a document that are looked at for links, how long one may be, and links in all. */
const maxLines = 5000;
const maxLineLength = 2000;
const maxLinks = 200;
/** A hover waits no longer for the reader. */
const readerLimitMs = 4000;
const revealCommand = 'revealInExplorer';

/** Documents whose paths are looked at. */
export const checkpointPathSelector: vscode.DocumentSelector = [...languages, 'python'].map(language => ({
  language,
  scheme: 'file',
}));

interface Located {
  file: NamedFile;
  range: vscode.Range;
}

/** Finds the model or checkpoint that a place in source names. What two providers ask at once is looked for once. */
export class CheckpointLocator {
  private last: { key: string; found: Promise<Located | null> } | null = null;

  constructor(
    private readonly analysis: Pick<SourceAnalysis, 'checkpointPathAt'>,
    /** Where a source file runs. */
    private readonly programFolderOf: (file: string) => string,
  ) {}

  async at(document: vscode.TextDocument, position: vscode.Position): Promise<Located | null> {
    if (!isEnabled('hover.checkpoints', document.uri)) return null;
    const key = [document.uri, document.version, position.line, position.character, Math.floor(Date.now() / 2000)].join(
      '\n',
    );
    if (this.last?.key !== key) this.last = { key, found: this.find(document, position) };
    return this.last.found;
  }

  /** What the strings of a document name that stand alone in their lines: no parser is asked. */
  inDocument(document: vscode.TextDocument): Located[] {
    if (!isEnabled('hover.checkpoints', document.uri)) return [];
    const pathAt = document.languageId === 'python' ? pythonPathAt : literalPathAt;
    const found: Located[] = [];
    for (let line = 0; line < Math.min(document.lineCount, maxLines) && found.length < maxLinks; line++) {
      const { text } = document.lineAt(line);
      if (text.length > maxLineLength || !mayNamePath([text])) continue;
      const start = document.offsetAt(new vscode.Position(line, 0));
      for (const { index } of text.matchAll(/['"`]/g)) {
        const named = pathAt(text, index);
        if (!named || named.start > index || found.some(l => l.range.contains(new vscode.Position(line, index))))
          continue;
        const located = this.locate(document, { ...named, start: start + named.start, end: start + named.end });
        if (located) found.push(located);
      }
    }
    return found;
  }

  private async find(document: vscode.TextDocument, position: vscode.Position): Promise<Located | null> {
    const named = await this.named(document, position);
    return named && this.locate(document, named);
  }

  private locate(document: vscode.TextDocument, named: CheckpointPath): Located | null {
    const roots = (vscode.workspace.workspaceFolders ?? []).filter(f => f.uri.scheme === 'file').map(f => f.uri.fsPath);
    const source = document.uri.fsPath;
    const file = findNamedFile(named, { file: source, programFolder: this.programFolderOf(source), roots });
    return file && { file, range: new vscode.Range(document.positionAt(named.start), document.positionAt(named.end)) };
  }

  private async named(
    document: vscode.TextDocument,
    { line, character }: vscode.Position,
  ): Promise<CheckpointPath | null> {
    const text = document.lineAt(line).text;
    const found = document.languageId === 'python' ? pythonPathAt(text, character) : literalPathAt(text, character);
    if (found) {
      const start = document.offsetAt(new vscode.Position(line, 0));
      return { ...found, start: start + found.start, end: start + found.end };
    }
    if (document.languageId === 'python') return null;
    // the parser is asked only where it may find something
    if (!mayNamePath(line > 0 ? [document.lineAt(line - 1).text, text] : [text])) return null;
    return this.analysis.checkpointPathAt(document, document.offsetAt(new vscode.Position(line, character)));
  }
}

/** The hover on a path of a model or checkpoint: what names and a run's index say of it, at once. */
export class CheckpointHoverProvider implements vscode.HoverProvider {
  constructor(private readonly locator: CheckpointLocator) {}

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.Hover | null> {
    const located = await this.locator.at(document, position);
    if (!located || token.isCancellationRequested) return null;
    const { file, range } = located;
    const known = recordOf(file);
    const text = new vscode.MarkdownString('', true);
    const links = linksOf(file, known?.record.step ?? null);
    text.isTrusted = { enabledCommands: links.map(l => l.command) };
    if (known && file.checkpoint) writeRecord(text, file.checkpoint.runFolder, known, { theme: themeName(), links });
    else {
      writeFile(text, file);
      writeLinks(text, links);
    }
    return new vscode.Hover(text, range);
  }
}

/** What the reader finds in the file, below the other hover as soon as it is there: editors show hovers as they come. */
export class CheckpointDetailProvider implements vscode.HoverProvider {
  constructor(
    private readonly locator: CheckpointLocator,
    private readonly reader: Pick<Reader, 'request'>,
  ) {}

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.Hover | null> {
    const located = await this.locator.at(document, position);
    if (!located || token.isCancellationRequested || recordOf(located.file)) return null;
    const { file, range } = located;
    const abort = new AbortController();
    const cancelling = token.onCancellationRequested(() => abort.abort());
    const options = { signal: abort.signal, timeoutMs: readerLimitMs };
    const text = new vscode.MarkdownString('', true);
    try {
      const description = await this.reader.request('describe', { path: file.place }, options);
      const names = shownWeights(description);
      const summaries = names.length
        ? await this.reader.request('summaries', { path: file.place, names }, options).catch(() => null)
        : null;
      writeDescription(text, description, summaries, themeName());
    } catch (error) {
      const failure = file.isReadable && !abort.signal.aborted ? readerFailure(error) : null;
      if (failure === null) return null;
      text.appendText(failure);
    } finally {
      cancelling.dispose();
    }
    return token.isCancellationRequested ? null : new vscode.Hover(text, range);
  }
}

/** @param step of a checkpoint that its run lists */
function linksOf({ checkpoint, place, isReadable }: NamedFile, step: number | null): HoverLink[] {
  const reveal: HoverLink = { title: 'Reveal', command: revealCommand, arguments: [vscode.Uri.file(place)] };
  const open: HoverLink = { title: 'Open', command: commands.openModelFile, arguments: [place] };
  if (!checkpoint || step === null) return isReadable ? [open, reveal] : [reveal];
  const { runFolder, path } = checkpoint;
  // as a row of the tree is given to the same commands
  const node = { kind: 'checkpoint', run: { runFolder }, record: { path } };
  return [
    { title: 'Open', command: internalCommands.openCheckpoint, arguments: [runFolder, step] },
    { title: 'Compare…', command: commands.compareCheckpoints, arguments: [node] },
    { title: 'Resume…', command: commands.resumeFromCheckpoint, arguments: [node] },
    reveal,
  ];
}
