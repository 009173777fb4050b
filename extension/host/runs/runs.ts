import * as vscode from 'vscode';
import type { RunnerEvent } from '../../protocol/runner';
import type { RunHandle } from '../../engine/runHandle';
import type { RunRequest } from '../../engine/runRequest';
import { LiveRun } from './liveRun';

/** Ended runs whose state stays in memory, for each program; older ones are read from their folders. */
const keptPerProgram = 2;

export type LoadEngine = () => Promise<{
  startRun(request: RunRequest): RunHandle;
  /** Folder whose node_modules holds the native TensorFlow that Layerglass installed; null where there is none. */
  findNativeFolder(): string | null;
}>;

/** The runs of this window: starts, controls and ends them, and tells what happens in them. */
export class Runs implements vscode.Disposable {
  private readonly started = new vscode.EventEmitter<LiveRun>();
  private readonly happened = new vscode.EventEmitter<{ run: LiveRun; event: RunnerEvent }>();
  private readonly ended = new vscode.EventEmitter<LiveRun>();
  readonly onDidStart = this.started.event;
  readonly onDidEvent = this.happened.event;
  readonly onDidEnd = this.ended.event;

  private runs: LiveRun[] = [];
  private count = 0;

  constructor(private readonly loadEngine: LoadEngine) {}

  /** Newest first, ended ones included as long as their state is kept. */
  get all(): readonly LiveRun[] {
    return this.runs;
  }

  get active(): LiveRun[] {
    return this.runs.filter(r => r.isActive);
  }

  /** The runs of one program, newest first. */
  ofProgram(program: string): LiveRun[] {
    return this.runs.filter(r => r.program === program);
  }

  find(program: string, key: string): LiveRun | null {
    return this.runs.find(r => r.program === program && r.key === key) ?? null;
  }

  /** Starts a run. What goes wrong afterwards is in its state; a LayerglassError is thrown where it cannot even begin. */
  async start(asked: Omit<RunRequest, 'nativeFolder'> & { folder: string }): Promise<LiveRun> {
    const { startRun, findNativeFolder } = await this.loadEngine();
    const request = { ...asked, nativeFolder: findNativeFolder() };
    if (request.mode === 'inspect') this.forget(r => r.mode === 'inspect' && r.program === request.program);
    const run = new LiveRun(request.program, request.folder, request.mode, startRun(request), ++this.count);
    this.runs.unshift(run);
    run.handle.onEvent(event => this.happened.fire({ run, event }));
    void run.handle.stopped.then(() => {
      this.ended.fire(run);
      this.forgetOld(run.program);
    });
    this.started.fire(run);
    return run;
  }

  control(run: LiveRun, type: 'pause' | 'resume' | 'stop'): void {
    if (run.isActive) run.handle.control({ type });
  }

  /** Asks the run to stop; its process tree is ended after a grace. */
  stop(run: LiveRun): Promise<unknown> {
    return run.handle.stop();
  }

  /**
   * The window ends. Inspections go with their temporary folders. A training is left to its child, which ends by itself
   * within a second of this process: its folder then says that it was interrupted, not that someone stopped it.
   */
  async end(): Promise<void> {
    await Promise.all(this.runs.filter(r => !(r.isActive && r.mode === 'train')).map(r => r.handle.dispose()));
  }

  /** Takes an ended run out of the list: its folder is gone. */
  forgetFolder(runFolder: string): void {
    this.forget(r => !r.isActive && r.key === runFolder);
  }

  dispose(): void {
    this.started.dispose();
    this.happened.dispose();
    this.ended.dispose();
  }

  private forgetOld(program: string): void {
    const old = new Set(
      this.ofProgram(program)
        .filter(r => !r.isActive && r.mode === 'train')
        .slice(keptPerProgram),
    );
    this.forget(r => old.has(r));
  }

  private forget(isForgotten: (run: LiveRun) => boolean): void {
    for (const run of this.runs.filter(isForgotten)) void run.handle.dispose();
    this.runs = this.runs.filter(r => !isForgotten(r));
  }
}
