import * as fs from 'node:fs';
import * as vscode from 'vscode';
import type { Reader } from '../../engine/reader/reader';
import { LayerglassError } from '../../protocol/errors';
import type { RunListItem } from '../../protocol/panel';
import { emptyRunState, type RunState } from '../../protocol/runState';
import { Disposables } from '../disposables';

/** While a log directory is shown, what is written into it appears within this time. */
const pollIntervalMs = 1500;

interface OpenLog {
  list: RunListItem[];
  /** States that were read, by the run's key, with the version that they are of. */
  states: Map<string, { version: string; state: RunState }>;
  loading: Map<string, Promise<void>>;
}

/** Log directories of TensorBoard that were opened in this window. The reader reads them; here is what it last said. */
export class OpenLogs implements vscode.Disposable {
  private readonly disposables = new Disposables();
  private readonly changed = this.disposables.add(new vscode.EventEmitter<string>());
  /** The log directory of which something is to be shown anew. */
  readonly onDidChange = this.changed.event;
  private readonly logs = new Map<string, OpenLog>();

  constructor(private readonly reader: Reader) {}

  dispose(): void {
    this.disposables.dispose();
  }

  /** Knows a folder as a log directory from now on. */
  add(folder: string): void {
    if (!this.logs.has(folder)) this.logs.set(folder, { list: [], states: new Map(), loading: new Map() });
  }

  /** The same for what a panel showed before a reload: programs are files, log directories are folders. */
  addIfFolder(place: string): void {
    if (fs.statSync(place, { throwIfNoEntry: false })?.isDirectory()) this.add(place);
  }

  has(folder: string): boolean {
    return this.logs.has(folder);
  }

  /** Newest first, as they were when last looked at. */
  list(folder: string): RunListItem[] {
    return this.logs.get(folder)?.list ?? [];
  }

  /** As it was when last looked at; one that is on its way is told of by its stage. Throws LayerglassError `no-run`. */
  state(folder: string, key: string): RunState {
    const log = this.logs.get(folder);
    const item = log?.list.find(i => i.key === key);
    if (!log || !item)
      throw new LayerglassError('no-run', 'This run is not in the log directory any more.', {
        remedy: 'Choose another run.',
      });
    const known = log.states.get(key);
    if (known) return known.state;
    void this.load(folder, key).catch(() => undefined);
    const { name = '', startedAt } = item;
    return {
      ...emptyRunState(item.id, item.program),
      ...{ path: key, startedAt, stage: 'Reading the log directory' },
      log: { name, unit: 'step', writtenAt: startedAt },
    };
  }

  /** Reads what is new of a run, null: of the newest. Throws LayerglassError, `no-log` where there is none. */
  load(folder: string, key: string | null): Promise<void> {
    const log = this.logs.get(folder);
    if (!log) return Promise.resolve();
    const name = key ?? '';
    let loading = log.loading.get(name);
    if (!loading) {
      loading = this.read(folder, log, key).finally(() => log.loading.delete(name));
      log.loading.set(name, loading);
    }
    return loading;
  }

  /** Looks again and again until the result is disposed. `key`: of the run that is shown. */
  watch(folder: string, key: () => string | null): vscode.Disposable {
    // What cannot be read now may be there at the next look.
    const look = (): void => void this.load(folder, key()).catch(() => undefined);
    const timer = setInterval(look, pollIntervalMs);
    look();
    return new vscode.Disposable(() => clearInterval(timer));
  }

  private async read(folder: string, log: OpenLog, key: string | null): Promise<void> {
    const before = key === null ? undefined : log.states.get(key);
    const known = before && key !== null ? { version: before.version, run: key } : null;
    const { version, list, run } = await this.reader.request('log', { path: folder, run: key, known });
    if (run === null && JSON.stringify(list) === JSON.stringify(log.list)) return;
    log.list = list;
    if (run?.path) log.states.set(run.path, { version, state: run });
    for (const name of log.states.keys()) if (!list.some(item => item.key === name)) log.states.delete(name);
    this.changed.fire(folder);
  }
}
