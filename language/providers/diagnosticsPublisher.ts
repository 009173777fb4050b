import * as vscode from 'vscode';
import { settingsSection } from '../../extension/contributions';
import type { Site } from '../../extension/protocol/model';
import type { Finding } from '../../extension/protocol/finding';
import { shiftEnd, shiftStart } from '../analysis/shiftFacts';
import { endOfCallee } from '../analysis/tokenEnd';
import { noFacts } from '../analysis/sourceFacts';
import { problemsOf, type RunProblems, type SiteProblem } from './diagnosticText';
import { Disposables } from './disposables';
import { languageOfPath } from '../analysis/languageOfPath';
import type { ModelKnowledge } from './modelKnowledge';
import type { SourceAnalysis } from './sourceAnalysis';
import { lineStarts, openDocument, positionIn, readText } from './sourceText';
import { Throttle } from './throttle';

/** Problems of one program's newest run. */
export interface PublishedRun extends RunProblems {
  /** What sites are relative to. */
  folder: vscode.Uri;
  /** Tells runs apart: what is shown of one already stays where edits have moved it. */
  run: string;
}
/** What is shown at a place of a file. */
export interface ShownProblem {
  problem: SiteProblem;
  /** Absolute path of the program that ran. */
  program: string;
  /** What the sites of its findings are relative to. */
  folder: vscode.Uri;
  range: vscode.Range;
  isStale: boolean;
}
interface Placed {
  problem: SiteProblem;
  start: number;
  end: number;
}
interface PublishedFile {
  uri: vscode.Uri;
  /** The text that ran, as far as it is known: another one makes the problems stale. */
  text: string;
  placed: Placed[];
  /** Where they are in `text`. */
  original: readonly Placed[];
  folder: vscode.Uri;
  run: string;
  isStale: boolean;
}

const refreshIntervalMs = 300;
const severityOf: Record<Finding['severity'], vscode.DiagnosticSeverity> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};

/**
 * Failures of runs and findings, as squiggles under the callee at their site. Once the source changes they fade: hints
 * whose text is dimmed, gone from the list of problems; undone changes bring them back; edited callees lose theirs.
 */
export class DiagnosticsPublisher implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly collection = this.disposables.add(vscode.languages.createDiagnosticCollection(settingsSection));
  /** By program, then by file. */
  private readonly files = new Map<string, Map<string, PublishedFile>>();
  private readonly turns = new Map<string, number>();
  private readonly edited = new Set<string>();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());
  /** What is shown has changed. */
  readonly onDidChange = this.changed.event;
  private readonly refresh = this.disposables.add(new Throttle(refreshIntervalMs, () => this.fade()));

  constructor(
    private readonly analysis: SourceAnalysis,
    private readonly knowledge: ModelKnowledge,
    /** The page of a rule; null where it has none. */
    private readonly pageOf: (rule: string) => vscode.Uri | null,
  ) {
    this.disposables.add(vscode.workspace.onDidChangeTextDocument(e => this.shift(e)));
    this.disposables.add(
      knowledge.onDidChange(() => {
        for (const published of this.files.values()) for (const id of published.keys()) this.edited.add(id);
        this.refresh.request();
      }),
    );
  }

  /**
   * Shows what a run found, in the place of what the same program's run before it found. Resolves once it is shown. Of two
   * calls for one program the later one counts.
   */
  async set(program: string, run: PublishedRun): Promise<void> {
    const turn = (this.turns.get(program) ?? 0) + 1;
    this.turns.set(program, turn);
    const byFile = new Map<string, SiteProblem[]>();
    for (const problem of problemsOf(run)) {
      const id = this.uriOf(run.folder, problem.site).toString();
      byFile.set(id, [...(byFile.get(id) ?? []), problem]);
    }
    const placed = await Promise.all(
      [...byFile].map(([id, problems]) => this.place(program, vscode.Uri.parse(id), problems, run)),
    );
    if (this.turns.get(program) !== turn) return;
    const before = [...(this.files.get(program)?.keys() ?? [])];
    this.files.set(program, new Map(placed.map(f => [f.uri.toString(), f])));
    for (const id of new Set([...before, ...byFile.keys()])) this.publish(id);
  }

  clear(program: string): void {
    this.turns.set(program, (this.turns.get(program) ?? 0) + 1);
    const ids = [...(this.files.get(program)?.keys() ?? [])];
    this.files.delete(program);
    for (const id of ids) this.publish(id);
  }

  /** What is shown in a file, in the order of the text. */
  shownIn(uri: vscode.Uri): ShownProblem[] {
    const shown: ShownProblem[] = [];
    for (const [program, published] of this.files) {
      const file = published.get(uri.toString());
      for (const { problem, start, end } of file?.placed ?? [])
        shown.push({
          ...{ problem, program, folder: file!.folder, isStale: file!.isStale },
          range: this.rangeIn(file!, start, end),
        });
    }
    return shown.sort((a, b) => a.range.start.compareTo(b.range.start));
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private uriOf(folder: vscode.Uri, site: Site): vscode.Uri {
    return /^([A-Za-z]:)?[\\/]/.test(site.file) ? vscode.Uri.file(site.file) : vscode.Uri.joinPath(folder, site.file);
  }

  /** Finds the text that each problem stands under: the callee of the call there, else the word. */
  private async place(
    program: string,
    uri: vscode.Uri,
    problems: SiteProblem[],
    { folder, run }: PublishedRun,
  ): Promise<PublishedFile> {
    const before = this.files.get(program)?.get(uri.toString());
    if (before?.run === run && before.isStale) return this.placedAgain(before, problems);
    const document = openDocument(uri);
    const text = document?.getText() ?? (await readText(uri));
    const language = languageOfPath(uri.path);
    const facts = document
      ? await this.analysis.current(document)
      : language
        ? await this.analysis.ofText(text, language).catch(() => noFacts)
        : noFacts;
    const lines = lineStarts(text);
    const place = async (problem: SiteProblem): Promise<Placed> => {
      const { line, column } = problem.site;
      const lineStart = lines[Math.min(line, lines.length) - 1] ?? 0;
      const lineEnd = lines[line] ?? text.length;
      const start = Math.max(lineStart, Math.min(lineStart + column - 1, lineEnd));
      const call = facts.calls.findLast(c => c.start <= start && start < c.calleeEnd);
      const isOfTraining = call?.role === 'compile' || call?.role === 'train';
      const argument =
        isOfTraining && problem.argument !== null && language
          ? await this.analysis.argumentOf(text, language, call.start, problem.argument)
          : null;
      if (argument) return { problem, ...argument };
      return { problem, start: call?.start ?? start, end: call?.calleeEnd ?? endOfCallee(text, start) };
    };
    const placed = await Promise.all(problems.map(place));
    return { uri, text, placed, original: placed, folder, run, isStale: this.knowledge.isStale(uri) };
  }

  /** Of a text that has changed since the run, sites are where edits have moved them: what was not shown before has none. */
  private placedAgain(before: PublishedFile, problems: readonly SiteProblem[]): PublishedFile {
    const placed = problems.flatMap(problem => {
      const known = before.placed.find(p => isSamePlace(p.problem, problem));
      return known ? [{ ...known, problem }] : [];
    });
    const original = before.original.filter(p => problems.some(problem => isSamePlace(p.problem, problem)));
    return { ...before, placed, original };
  }

  private shift({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    const id = document.uri.toString();
    for (const published of this.files.values()) {
      const file = published.get(id);
      if (!file || contentChanges.length === 0) continue;
      for (const c of contentChanges) {
        const change = { offset: c.rangeOffset, removed: c.rangeLength, inserted: c.text.length };
        file.placed = file.placed.flatMap(p => {
          const isTouched = change.offset < p.end && change.offset + change.removed > p.start;
          const start = shiftStart(p.start, change);
          return isTouched || start === null ? [] : [{ ...p, start, end: shiftEnd(p.end, change) }];
        });
      }
      this.edited.add(id);
      this.refresh.request();
    }
  }

  private fade(): void {
    for (const id of this.edited) {
      let isChanged = false;
      for (const published of this.files.values()) {
        const file = published.get(id);
        const document = file && openDocument(file.uri);
        if (!file) continue;
        // what an edit took away comes back with the text that it was in
        if (document?.getText() === file.text && file.placed.length < file.original.length) {
          file.placed = [...file.original];
          isChanged = true;
        }
        const isStale =
          this.knowledge.isStale(file.uri) || (document !== undefined && document.getText() !== file.text);
        isChanged ||= isStale !== file.isStale;
        file.isStale = isStale;
      }
      if (isChanged) this.publish(id);
    }
    this.edited.clear();
  }

  private publish(id: string): void {
    const uri = vscode.Uri.parse(id);
    const files = [...this.files.values()].flatMap(published => published.get(id) ?? []);
    this.collection.set(
      uri,
      files.flatMap(file => file.placed.map(p => this.diagnostic(file, p))),
    );
    this.changed.fire();
  }

  private rangeIn(file: PublishedFile, start: number, end: number): vscode.Range {
    const document = openDocument(file.uri);
    const lines = document ? null : lineStarts(file.text);
    const positionAt = (offset: number) => document?.positionAt(offset) ?? positionIn(lines!, offset);
    return new vscode.Range(positionAt(start), positionAt(end));
  }

  private diagnostic(file: PublishedFile, { problem, start, end }: Placed): vscode.Diagnostic {
    const diagnostic = new vscode.Diagnostic(
      this.rangeIn(file, start, end),
      file.isStale ? `${problem.message} (source changed since)` : problem.message,
      file.isStale ? vscode.DiagnosticSeverity.Hint : severityOf[problem.severity],
    );
    diagnostic.source = settingsSection;
    const page = problem.findings.length > 0 ? this.pageOf(problem.findings[0]!.rule) : null;
    // a click opens it; the hover of newer editors follows no commands
    diagnostic.code = page ? { value: problem.code, target: page } : problem.code;
    if (file.isStale) diagnostic.tags = [vscode.DiagnosticTag.Unnecessary];
    diagnostic.relatedInformation = problem.related.map(({ site, message }) => {
      const at = new vscode.Position(Math.max(0, site.line - 1), Math.max(0, site.column - 1));
      return new vscode.DiagnosticRelatedInformation(new vscode.Location(this.uriOf(file.folder, site), at), message);
    });
    return diagnostic;
  }
}

const isSamePlace = (a: SiteProblem, b: SiteProblem): boolean =>
  a.code === b.code && JSON.stringify(a.site) === JSON.stringify(b.site);
