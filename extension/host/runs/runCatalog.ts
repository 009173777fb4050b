import * as path from 'node:path';
import { readCheckpoints } from '../../core/runs/readCheckpoints';
import { readRun } from '../../core/runs/readRun';
import { LayerglassError } from '../../protocol/errors';
import type { RunListItem } from '../../protocol/panel';
import type { Finding } from '../../protocol/finding';
import type { RunState } from '../../protocol/runState';
import type { OpenLogs } from '../logs/openLogs';
import type { FindingFilter, ShownState } from '../findings/findingFilter';
import { inspectionKey, type LiveRun } from './liveRun';
import type { RunLibrary } from './runLibrary';
import type { Runs } from './runs';

/** The runs of a program wherever they are known from: of this window, or from a run folder. */
export class RunCatalog {
  constructor(
    readonly runs: Runs,
    readonly library: RunLibrary,
    private readonly filter: Pick<FindingFilter, 'shown' | 'onDidChange'>,
    /** Those of a log directory are listed under its folder. */
    readonly logs: OpenLogs,
  ) {}

  /** Of the same runs other findings may be shown now. */
  get onDidChangeFindings(): FindingFilter['onDidChange'] {
    return this.filter.onDidChange;
  }

  /** Newest first; a run of this window as it stands now, not as its folder says. */
  list(program: string): RunListItem[] {
    if (this.logs.has(program)) return this.logs.list(program);
    const live = this.runs.ofProgram(program);
    const known = new Set(live.map(r => r.key));
    const stored = this.library.ofProgram(program).filter(r => !known.has(r.item.key));
    return [...live.map(r => r.item), ...stored.map(r => r.item)].sort((a, b) => b.startedAt - a.startedAt);
  }

  /** The state of a run in the program's list, with the findings that are shown; throws LayerglassError `no-run`, or what its folder cannot be read for. */
  state(program: string, key: string): RunState {
    if (this.logs.has(program)) return this.logs.state(program, key);
    const live = this.runs.find(program, key);
    const state = live ? liveState(live) : readRun(this.storedFolder(program, key));
    return { ...state, findings: this.shownFindings(program, key, state) };
  }

  /** Those of a run's findings, or of others of it, that are shown. */
  shownFindings(program: string, key: string, state: ShownState): Finding[] {
    const folder = this.sources(program, key)?.folder;
    return folder === undefined ? [] : this.filter.shown({ program, folder, state });
  }

  /** The run folder, whatever the status; throws LayerglassError `no-run` where the run is unknown or has none yet. */
  folder(program: string, key: string): string {
    const live = this.runs.find(program, key);
    if (!live) return this.storedFolder(program, key);
    if (live.state.path === null) throw new LayerglassError('no-run', 'The run has written nothing yet.');
    return live.state.path;
  }

  /** Where a run's sites are: absolute, relative to `folder`, and never outside of `roots`; null where it is not known. */
  sources(program: string, key: string): { folder: string; roots: readonly string[] } | null {
    const live = this.runs.find(program, key);
    if (live) return { folder: live.folder, roots: [live.folder, path.dirname(program)] };
    const stored = this.library.find(key);
    return stored && { folder: stored.workingFolder, roots: stored.roots };
  }

  private storedFolder(program: string, key: string): string {
    const stored = this.library.find(key);
    // a key comes from a page: only folders that the library has found are read
    if (!stored || stored.program !== program)
      throw new LayerglassError(
        'no-run',
        key === inspectionKey ? 'The inspection is gone.' : 'The run folder is gone.',
        { remedy: 'Choose another run, or train again.' },
      );
    return stored.item.key;
  }
}

/** Checkpoints of a run that has ended may have been changed in its folder since. */
function liveState({ state, isActive }: LiveRun): RunState {
  if (isActive || state.path === null) return state;
  try {
    return { ...state, checkpoints: readCheckpoints(state.path) };
  } catch {
    return state;
  }
}
