import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { settingsSection } from '../../contributions';
import { placedFinding } from '../../core/findings/placedFinding';
import { findingUnder, rulesForFile } from '../../core/findings/rulesByFile';
import { suppressionsOf, type Suppressions } from '../../core/findings/suppressions';
import { containedPath } from '../../core/runs/containedPath';
import type { Finding } from '../../protocol/finding';
import type { Site } from '../../protocol/model';
import type { RunState } from '../../protocol/runState';
import { Disposables } from '../disposables';
import { Throttled } from '../throttled';
import { workspaceFolderOf, workspaceRoots } from '../workspaceRoots';
import { lineNow } from './linesNow';
import { displayedRules } from './ruleSettings';

const updateIntervalMs = 300;
/** What every comment that switches rules off has in it. */
const marker = 'layerglass-';
/** Runs whose sources are remembered: the newest of each program counts. */
const maxRuns = 30;

/** What the filter needs of a run: its state, and where its sites are. Paths are absolute. */
export interface FilteredRun {
  program: string;
  /** What sites are relative to. */
  folder: string;
  state: ShownState;
}
export type ShownState = Pick<RunState, 'findings' | 'startedAt' | 'fits' | 'models'>;
/** What comments of a source file switch off now, and its lines. */
interface FileNow {
  lines: readonly string[];
  suppressions: Suppressions;
}

/**
 * The one place that decides which findings are shown, in the editor, in the trees and in the panel: settings and comments
 * switch rules off, also after the run. Places and edits outside of the workspace are taken out: a run folder may say
 * anything.
 */
export class FindingFilter implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());
  /** The same findings may give others now. */
  readonly onDidChange = this.changed.event;
  private results = new WeakMap<readonly Finding[], Finding[]>();
  /** Lines of the files with findings as each run saw them: by run, then by file. */
  private readonly seen = new Map<string, Map<string, readonly string[]>>();
  private readonly files = new Map<string, FileNow>();
  private readonly edited = this.disposables.add(new Throttled(() => this.refresh(), updateIntervalMs));

  constructor() {
    this.disposables.add(
      vscode.workspace.onDidChangeConfiguration(e => {
        const names = ['rules', 'rulesByFile'].map(n => `${settingsSection}.${n}`);
        if (names.some(n => e.affectsConfiguration(n))) this.refresh();
      }),
    );
    this.disposables.add(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        const known = this.files.get(document.uri.fsPath);
        const hadComments = known?.lines.some(line => line.includes(marker));
        if (known && contentChanges.length && (hadComments || document.getText().includes(marker)))
          this.edited.request();
      }),
    );
  }

  /** The findings of a run that are shown: the same list for the same findings, as long as nothing has changed. */
  shown(run: FilteredRun): Finding[] {
    const { findings } = run.state;
    let shown = this.results.get(findings);
    if (!shown) {
      shown = findings.flatMap(finding => this.shownFinding(finding, run) ?? []);
      // a list of its own only where it differs
      if (shown.length === findings.length && shown.every((f, i) => f === findings[i])) shown = findings;
      this.results.set(findings, shown);
    }
    return shown;
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private refresh(): void {
    this.results = new WeakMap();
    this.files.clear();
    this.changed.fire();
  }

  private shownFinding(found: Finding, run: FilteredRun): Finding | null {
    const finding = placedFinding(found, run.state);
    const roots = [...workspaceRoots(), path.dirname(run.program)];
    const fileOf = (site: Site): string | null => containedPath(roots, run.folder, site.file);
    const file = finding.site && fileOf(finding.site);
    const { rules, rulesByFile } = displayedRules(file ?? run.program);
    const scoped = workspaceFolderOf(file ?? run.program) ?? run.folder;
    const name = path.relative(scoped, file ?? run.program).replaceAll('\\', '/');
    const kept = findingUnder(rulesForFile(rules, rulesByFile, name), finding);
    if (!kept || (file !== null && this.isSuppressed(file, kept, run))) return null;
    const isInside = (site: Site): boolean => fileOf(site) !== null;
    const related = kept.related.filter(r => isInside(r.site));
    const remedies = kept.remedies.filter(r => r.edits.every(e => isInside(e.site)));
    const site = file === null ? null : kept.site;
    const isWhole =
      site === kept.site && related.length === kept.related.length && remedies.length === kept.remedies.length;
    return isWhole ? kept : { ...kept, site, related, remedies };
  }

  private isSuppressed(file: string, { site, rule }: Finding, run: FilteredRun): boolean {
    const before = this.linesSeen(file, run);
    const { lines, suppressions } = this.fileNow(file);
    const line = lineNow(before, lines, site!.line);
    return suppressions.isSuppressed({ line, ...(line === site!.line && { column: site!.column }) }, rule);
  }

  /** What a run saw is what the file holds when its first finding comes: sources are saved before a run. */
  private linesSeen(file: string, { program, state }: FilteredRun): readonly string[] {
    const key = `${program}\n${state.startedAt}`;
    let files = this.seen.get(key);
    if (!files) {
      this.seen.set(key, (files = new Map()));
      for (const old of [...this.seen.keys()].slice(0, -maxRuns)) this.seen.delete(old);
    }
    let lines = files.get(file);
    if (!lines) files.set(file, (lines = linesOf(readText(file))));
    return lines;
  }

  private fileNow(file: string): FileNow {
    let now = this.files.get(file);
    if (!now) {
      const document = vscode.workspace.textDocuments.find(d => d.uri.scheme === 'file' && d.uri.fsPath === file);
      const text = document?.getText() ?? readText(file);
      this.files.set(file, (now = { lines: linesOf(text), suppressions: suppressionsOf(text) }));
    }
    return now;
  }
}

const linesOf = (text: string): string[] => text.split(/\r\n|\n|\r/);

function readText(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
