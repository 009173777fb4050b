import * as fs from 'node:fs';
import * as vscode from 'vscode';
import { readSnapshot } from '../../core/runs/readSnapshot';
import type { ModelInfo, Site } from '../../protocol/model';
import type { Finding } from '../../protocol/finding';
import type { FindingRef } from '../../contributions';
import type { LayerSnapshot } from '../../protocol/run';
import type { RunnerEvent } from '../../protocol/runner';
import { Disposables } from '../disposables';
import type { FindingFilter } from '../findings/findingFilter';
import type { Log } from '../log';
import type { LiveRun } from '../runs/liveRun';
import type { RunLibrary } from '../runs/runLibrary';
import type { Runs } from '../runs/runs';
import { Throttled } from '../throttled';
import { KnownRun } from './knownRun';
import { NewestStoredRuns } from './newestStoredRuns';
import { findingsOfModel, type IndexedLayer } from './runIndex';
import { SourceVersions } from './sourceVersions';

/** Lenses, hovers and diagnostics follow a run at this pace. */
const updateIntervalMs = 300;
const indexedEvents: ReadonlySet<RunnerEvent['type']> = new Set(['model', 'snapshot', 'finding', 'ended']);

/**
 * What the newest run of each program knows of the source: the `ModelKnowledge` of the language providers. Runs of this
 * window are followed; after a reload the newest run folders are read, once, when the first file asks.
 */
export class RunKnowledge implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<void>());
  private readonly stalenessChanged = this.disposables.add(new vscode.EventEmitter<void>());
  readonly onDidChange = this.changed.event;
  readonly onDidChangeStaleness = this.stalenessChanged.event;

  private readonly versions = new SourceVersions();
  private readonly live = new Map<LiveRun, KnownRun>();
  private stored: KnownRun[] = [];
  /** Newest first. */
  private known: KnownRun[] = [];
  private loading: Promise<void> | null = null;
  private readonly newestStored: NewestStoredRuns;
  private readonly pending = new Set<LiveRun>();
  private readonly update = this.disposables.add(new Throttled(() => this.indexPending(), updateIntervalMs));
  private readonly edited = this.disposables.add(new Throttled(() => this.stalenessChanged.fire(), updateIntervalMs));

  constructor(
    runs: Runs,
    private readonly library: RunLibrary,
    private readonly filter: Pick<FindingFilter, 'shown' | 'onDidChange'>,
    log: Log,
  ) {
    this.newestStored = new NewestStoredRuns(library, log);
    this.disposables.add(runs.onDidEvent(({ run, event }) => indexedEvents.has(event.type) && this.follow(run)));
    this.disposables.add(
      filter.onDidChange(() => {
        for (const run of this.known) run.refilter(filter);
        this.changed.fire();
      }),
    );
    this.disposables.add(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length && this.runOf(document.uri.fsPath)) this.edited.request();
      }),
    );
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /** Every layer whose site is in this file, as the newest run that built one there knows it. */
  layersIn(uri: vscode.Uri): readonly IndexedLayer[] {
    void this.loadStored();
    return this.runOf(uri.fsPath)?.file(uri.fsPath)?.layers ?? [];
  }

  /** The models whose site is in this file. */
  modelsIn(uri: vscode.Uri): readonly ModelInfo[] {
    void this.loadStored();
    return this.runOf(uri.fsPath)?.file(uri.fsPath)?.models ?? [];
  }

  /** All findings of that model, those of its layers included. */
  findingsOf(model: ModelInfo): readonly Finding[] {
    const run =
      this.known.find(r => r.state.models.includes(model)) ??
      // the model of an older state: it was changed meanwhile
      this.known.find(r => r.state.models.some(m => m.name === model.name && isSameSite(m.site, model.site)));
    return run ? findingsOfModel(run.state.findings, model) : [];
  }

  /** A finding as commands name it, with the run that found it; null where no newest run shows it any more. */
  runOfFinding(ref: FindingRef): { finding: Finding; workingFolder: string } | null {
    const isIt = ({ rule, fit, model, layer }: Finding): boolean =>
      rule === ref.rule && fit === ref.fit && model === ref.model && layer === ref.layer;
    for (const { program, workingFolder, state } of this.known) {
      const finding = program === ref.program ? state.findings.find(isIt) : undefined;
      if (finding) return { finding, workingFolder };
    }
    return null;
  }

  findingOf(ref: FindingRef): Finding | null {
    return this.runOfFinding(ref)?.finding ?? null;
  }

  /** Those of a run's findings that are shown. */
  shownFindings({ program, folder, state }: LiveRun): readonly Finding[] {
    return this.filter.shown({ program, folder, state });
  }

  /** The same figures with buckets, read from the run folder; null where they are not kept. */
  async histogramsOf(
    layer: Pick<IndexedLayer, 'layer'> & Partial<Pick<IndexedLayer, 'source'>>,
  ): Promise<LayerSnapshot | null> {
    if (!layer.source) return null;
    const { runFolder, ref } = layer.source;
    return readSnapshot(runFolder, ref)?.layers.find(l => l.name === layer.layer.name) ?? null;
  }

  /** True where the file's text is another than the run saw. */
  isStale(uri: vscode.Uri): boolean {
    const run = this.runOf(uri.fsPath);
    const seen = run?.versions.get(uri.fsPath);
    return seen !== undefined && this.versions.isChanged(uri.fsPath, seen);
  }

  /** True where any file that the program's newest run built layers in has changed since. */
  isProgramStale(program: string): boolean {
    const run = this.known.find(r => r.program === program);
    return run !== undefined && [...run.versions].some(([file, seen]) => this.versions.isChanged(file, seen));
  }

  /** The newest run of each program. */
  get newest(): KnownRun[] {
    return this.known.filter((run, i) => this.known.findIndex(r => r.program === run.program) === i);
  }

  /** The newest run that built something in this file; null where none did. */
  runOf(file: string): KnownRun | null {
    return this.known.find(r => r.file(file)) ?? null;
  }

  /** Takes in at once what runs have told since the last update. */
  flush(): void {
    this.update.flush();
  }

  /** Reads the newest run folder of each program, once; resolves when that is done. */
  loadStored(): Promise<void> {
    return (this.loading ??= this.readStored());
  }

  private follow(run: LiveRun): void {
    this.pending.add(run);
    this.update.request();
  }

  private indexPending(): void {
    for (const run of this.pending) {
      const { program, folder: workingFolder, state } = run;
      const source = { program, workingFolder, state, snapshots: run.handle.snapshots };
      const known = this.live.get(run);
      if (known) known.update(source);
      else if (state.models.length) this.live.set(run, new KnownRun(source, this.filter));
      if (state.path !== null) this.newestStored.skip(state.path);
      const indexed = this.live.get(run);
      for (const file of indexed?.files ?? [])
        if (!indexed?.versions.has(file)) indexed?.versions.set(file, this.versions.current(file));
    }
    this.pending.clear();
    this.sort();
  }

  private async readStored(): Promise<void> {
    await this.library.refresh();
    await this.readNewest();
    // from now on what other processes write is taken in too
    this.disposables.add(
      this.library.onDidChange(() => {
        this.forgetDeleted();
        void this.readNewest();
      }),
    );
  }

  private forgetDeleted(): void {
    const isThere = ({ state }: KnownRun): boolean =>
      state.mode === 'inspect' || state.path === null || fs.existsSync(state.path);
    if (this.known.every(isThere)) return;
    this.stored = this.stored.filter(isThere);
    for (const [run, known] of this.live) if (!run.isActive && !isThere(known)) this.live.delete(run);
    this.sort();
  }

  private async readNewest(): Promise<void> {
    const added = await this.newestStored.read(runFolder => this.known.some(r => r.state.path === runFolder));
    if (added.length === 0) return;
    for (const run of added) run.refilter(this.filter);
    this.stored.push(...added);
    this.sort();
  }

  private sort(): void {
    const live = [...this.live.values()];
    const isLive = new Set(live.map(r => r.state.path));
    this.stored = this.stored.filter(r => !isLive.has(r.state.path));
    const newestFirst = (a: KnownRun, b: KnownRun): number => b.state.startedAt - a.state.startedAt;
    this.known = newestPerProgram([...live, ...this.stored].sort(newestFirst));
    for (const [run, known] of this.live) if (!this.known.includes(known)) this.live.delete(run);
    this.changed.fire();
    this.stalenessChanged.fire();
  }
}

const isSameSite = (a: Site | null, b: Site | null): boolean =>
  a?.file === b?.file && a?.line === b?.line && a?.column === b?.column;

/** Older runs of a program serve only the files in which the newer ones built nothing. */
function newestPerProgram(runs: KnownRun[]): KnownRun[] {
  const covered = new Set<string>();
  return runs.filter(run => {
    const isNeeded = run.files.some(file => !covered.has(`${run.program}\n${file}`));
    for (const file of run.files) covered.add(`${run.program}\n${file}`);
    return isNeeded;
  });
}
