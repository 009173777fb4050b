import * as fs from 'node:fs';
import * as path from 'node:path';
import { isEnded } from '../../protocol/run';
import type { RunState } from '../../protocol/runState';
import { eventFiles, RunReader } from './readRun';
import { checkpointsName, indexName, manifestName } from './runPaths';
import { snapshotIndexFile } from './snapshotIndex';

/** Between two looks at the files; the state is given at most so often. */
const lookMs = 300;
/** Where nothing has changed for a while and the system tells of changes, looks are as rare as this. */
const idleLookMs = 2000;
const idleAfterMs = 10_000;

/**
 * Follows a run that another process writes: `onState` gets its state at once, and again after each change, until it has
 * ended or is interrupted. Files are looked at three times a second and read only where they have changed.
 * `onError` gets what makes the run unreadable, once each time; it is looked for again until `dispose`.
 */
export function followRun(
  folder: string,
  onState: (state: RunState) => void,
  onError: (error: unknown) => void = () => {},
): { dispose(): void } {
  const reader = new RunReader(folder);
  let stamp = '';
  let failure = '';
  let changedMs = Date.now();
  let timer: NodeJS.Timeout | null = null;
  let watcher: fs.FSWatcher | null = null;
  let isDisposed = false;

  const look = (): void => {
    timer = null;
    const now = stampOf(folder);
    const hasChanged = now !== stamp;
    stamp = now;
    if (hasChanged) changedMs = Date.now();
    if ((hasChanged || reader.isInterrupted()) && tell()) return dispose();
    if (!isDisposed) schedule(watcher && Date.now() - changedMs > idleAfterMs ? idleLookMs : lookMs);
  };
  /** Returns true when nothing more will come. */
  const tell = (): boolean => {
    try {
      const state = reader.read();
      failure = '';
      onState(state);
      return isEnded(state.status);
    } catch (error) {
      const message = String(error);
      if (message !== failure) onError(error);
      failure = message;
      return false;
    }
  };
  const schedule = (waitMs: number): void => {
    timer ??= setTimeout(look, waitMs);
  };
  const dispose = (): void => {
    isDisposed = true;
    if (timer) clearTimeout(timer);
    timer = null;
    watcher?.close();
    watcher = null;
  };

  try {
    watcher = fs.watch(folder, () => {
      changedMs = Date.now();
      if (timer && !isDisposed) {
        clearTimeout(timer);
        timer = null;
        schedule(lookMs);
      }
    });
    watcher.on('error', () => {
      watcher?.close();
      watcher = null;
    });
  } catch {
    // A hint only: network folders tell of nothing, or too many are watched.
  }
  look();
  return { dispose };
}

/** Changes with any of the files that a run's state is read from. */
function stampOf(folder: string): string {
  let events: string[] = [];
  try {
    events = eventFiles(folder).map(name => path.join(folder, name));
  } catch {
    // Gone, or not there yet.
  }
  const files = [
    path.join(folder, manifestName),
    snapshotIndexFile(folder),
    path.join(folder, checkpointsName, indexName),
    ...events,
  ];
  return files
    .map(file => {
      try {
        const { mtimeMs, size, ino } = fs.statSync(file);
        return `${mtimeMs} ${size} ${ino}`;
      } catch {
        return '';
      }
    })
    .join('|');
}
