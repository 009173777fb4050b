import * as path from 'node:path';
import * as vscode from 'vscode';
import { LayerglassError } from '../../protocol/errors';
import type { CheckpointAt, PanelEvent, ViewName } from '../../protocol/panel';
import type { CheckpointRecord } from '../../protocol/run';
import type { RunnerEvent } from '../../protocol/runner';
import type { RunState } from '../../protocol/runState';
import { Disposables } from '../disposables';
import { inspectionKey, type LiveRun } from '../runs/liveRun';
import { Throttled } from '../throttled';
import { EventQueue } from './eventQueue';
import { FollowedRun } from './followedRun';
import type { PanelServices } from './panelServices';
import { PanelChannel } from './panelChannel';
import { panelHandlers, type PanelEnd } from './panelHandlers';
import { preparePage } from './preparePage';

/** Live events go to the page at this pace, whatever the step rate. */
const liveIntervalMs = 150;
const listIntervalMs = 500;

/**
 * The panel of one program, or of a log directory: pushes the chosen run's state to its page and answers what the page asks. While the page is
 * hidden nothing is pushed; when it becomes visible it gets the whole state.
 */
export class ProgramPanel implements PanelEnd, vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly channel: PanelChannel;
  private readonly queue = new EventQueue();
  private readonly live = this.disposables.add(new Throttled(() => this.sendQueued(), liveIntervalMs));
  private readonly list = this.disposables.add(new Throttled(() => this.sendList(), listIntervalMs));
  private readonly followed = this.disposables.add(new FollowedRun(() => this.sendState()));
  /** What the page is to be told once it is there. */
  private waiting: PanelEvent[] = [];
  private isPageReady = false;
  private watching: vscode.Disposable | null = null;
  /** The run that is shown; null: the newest one, whenever there is one. */
  private chosen: string | null = null;
  /** The key under which the page knows the live run that is shown: it changes when the run folder is made. */
  private sentKey: string | null = null;
  private isStaleSent = false;

  constructor(
    readonly panel: vscode.WebviewPanel,
    /** Absolute. */
    readonly program: string,
    private readonly services: PanelServices,
  ) {
    const { catalog, log } = services;
    this.channel = new PanelChannel(
      message => void panel.webview.postMessage(message),
      panelHandlers(this, services),
      error => log.error(error),
    );
    preparePage(panel, services.extensionUri);
    const add = (item: vscode.Disposable): unknown => this.disposables.add(item);
    let wasVisible = panel.visible;
    this.watchLibrary();
    add(panel.webview.onDidReceiveMessage(message => void this.channel.receive(message)));
    add(
      panel.onDidChangeViewState(() => {
        this.watchLibrary();
        // the focus changes too: the page has all it needs unless it was hidden
        if (panel.visible !== wasVisible) this.sendState();
        wasVisible = panel.visible;
      }),
    );
    add(panel.onDidDispose(() => this.dispose()));
    add(catalog.runs.onDidStart(run => run.program === program && this.showNew(run)));
    add(
      catalog.runs.onDidEvent(({ run, event }) => {
        if (run.program !== program) return;
        if (run.key === this.key && this.isShown) {
          for (const shown of this.shownEvents(run, event)) this.queue.push(shown);
          this.live.request();
        }
        if (event.type === 'status' || event.type === 'epoch' || event.type === 'ended') this.list.request();
      }),
    );
    add(catalog.logs.onDidChange(folder => folder === program && this.sendState()));
    add(catalog.library.onDidChange(() => this.list.request()));
    add(catalog.onDidChangeFindings(() => this.sendState()));
    add(vscode.workspace.onDidGrantWorkspaceTrust(() => this.sendState()));
    add(services.knowledge.onDidChangeStaleness(() => this.sendStaleness()));
  }

  get isShown(): boolean {
    return this.isPageReady && this.panel.visible;
  }

  /** Key of the run that is shown; null where the program has none. */
  get key(): string | null {
    const list = this.services.catalog.list(this.program);
    const isThere = this.chosen !== null && list.some(r => r.key === this.chosen);
    return isThere ? this.chosen : (list[0]?.key ?? null);
  }

  /** Shows a view, with the checkpoint of that step selected. */
  show(view: ViewName, step?: number): void {
    this.send(step === undefined ? { type: 'show', view } : { type: 'show', view, step });
  }

  /** Shows two checkpoints against each other; their runs are of this program. */
  compare(a: CheckpointAt, b: CheckpointAt): void {
    this.send({ type: 'show', view: 'checkpoints', compare: { a, b } });
  }

  /** A checkpoint was changed in the folder of a run that has ended. */
  checkpointChanged(runFolder: string, checkpoint: CheckpointRecord): void {
    if (this.isShown) this.channel.send({ type: 'event', key: runFolder, event: { type: 'checkpoint', checkpoint } });
  }

  /** Selects one of these layers: the page keeps to the one that is selected where it is among them. */
  select(layers: readonly { model: string; layer: string }[], open: boolean): void {
    this.send({ type: 'select', layers: [...layers], open });
  }

  /** Shows that run; throws LayerglassError where the program has no such one. */
  choose(key: string): void {
    this.services.catalog.state(this.program, key);
    this.chosen = key;
    this.sendState();
  }

  /** Shows the run that has this state, where it is in the list. */
  showRunOf({ mode, path: runFolder }: RunState): void {
    const key = mode === 'inspect' ? inspectionKey : runFolder;
    if (key === null || key === this.key || !this.services.catalog.list(this.program).some(r => r.key === key)) return;
    this.chosen = key;
    this.sendState();
  }

  /** The page is there: it gets everything, then what it was to be told meanwhile. */
  pageReady(): void {
    this.isPageReady = true;
    this.sendState();
    for (const event of this.waiting.splice(0)) this.channel.send(event);
  }

  dispose(): void {
    this.channel.dispose();
    this.watching?.dispose();
    this.watching = null;
    this.disposables.dispose();
  }

  /** Runs that other processes write are noticed while the panel is to be seen. */
  private watchLibrary(): void {
    const { logs, library } = this.services.catalog;
    if (this.panel.visible)
      this.watching ??= logs.has(this.program) ? logs.watch(this.program, () => this.key) : library.watch();
    else {
      this.watching?.dispose();
      this.watching = null;
    }
  }

  private showNew(run: LiveRun): void {
    this.chosen = run.key;
    this.sendState();
  }

  private send(event: PanelEvent): void {
    if (this.isPageReady) this.channel.send(event);
    else this.waiting = [...this.waiting.filter(e => e.type !== event.type), event];
  }

  private sendStaleness(): void {
    const isStale = this.services.knowledge.isProgramStale(this.program);
    if (!this.isShown || isStale === this.isStaleSent) return;
    this.isStaleSent = isStale;
    this.channel.send({ type: 'stale', isStale });
  }

  private sendState(): void {
    if (!this.isShown) return;
    const { catalog, log } = this.services;
    this.queue.take();
    const key = this.key;
    let run = null;
    try {
      run = key === null ? null : catalog.state(this.program, key);
    } catch (error) {
      if (!(error instanceof LayerglassError)) throw error;
      log.error(error);
    }
    this.sentKey = key;
    this.isStaleSent = this.services.knowledge.isProgramStale(this.program);
    this.followed.follow(run !== null && run.isForeign ? run : null);
    this.channel.send({
      type: 'state',
      program: path.basename(this.program),
      isTrusted: vscode.workspace.isTrusted,
      runs: catalog.list(this.program),
      key,
      run,
      isStale: this.isStaleSent,
    });
  }

  /** A finding that is not shown is no event. */
  private shownEvents({ key, state }: LiveRun, event: RunnerEvent): RunnerEvent[] {
    if (event.type !== 'finding') return [event];
    const shown = this.services.catalog.shownFindings(this.program, key, { ...state, findings: [event.finding] });
    return shown.map(finding => ({ type: 'finding', finding }));
  }

  private sendQueued(): void {
    if (!this.isShown) return;
    const key = this.key;
    // the run folder has been made meanwhile: the page must know the run by its new key
    if (key !== this.sentKey) return this.sendState();
    if (key === null) return;
    for (const event of this.queue.take()) this.channel.send({ type: 'event', key, event });
  }

  private sendList(): void {
    if (!this.isShown) return;
    if (this.key !== this.sentKey) return this.sendState();
    this.channel.send({ type: 'runs', runs: this.services.catalog.list(this.program) });
  }
}
