import { readRun } from '../../core/runs/readRun';
import { readSnapshot } from '../../core/runs/readSnapshot';
import type { Snapshot } from '../../protocol/run';
import type { RunState } from '../../protocol/runState';
import { containment } from '../../core/runs/containedPath';
import type { FindingFilter } from '../findings/findingFilter';
import type { StoredRun } from '../runs/storedRun';
import { snapshotFigures } from '../../core/stats/snapshotFigures';
import { indexRun, type IndexedFile } from './runIndex';
import type { SourceVersion } from './sourceVersions';

/** Where a known run comes from: a run of this window, or a run folder. */
export interface RunSource {
  /** Absolute. */
  program: string;
  workingFolder: string;
  state: RunState;
  snapshots: ReadonlyMap<string, Snapshot>;
  /** False for a file that the run must not speak of. */
  isSource?(file: string): boolean;
}

/** A run, indexed by the source files whose layers it built. */
export class KnownRun {
  private index: ReadonlyMap<string, IndexedFile> = new Map();
  private source: RunSource;
  private shown!: RunState;
  /** The text of each file when it was first seen in this run. */
  readonly versions = new Map<string, SourceVersion>();

  /** `filter`: says which findings are shown; without one, all. */
  constructor(
    source: RunSource,
    private filter: Pick<FindingFilter, 'shown'> | null = null,
  ) {
    this.source = source;
    this.update(source);
  }

  get program(): string {
    return this.source.program;
  }

  /** Absolute: what the sites are relative to. */
  get workingFolder(): string {
    return this.source.workingFolder;
  }

  /** With the findings that are shown. */
  get state(): RunState {
    return this.shown;
  }

  get files(): string[] {
    return [...this.index.keys()];
  }

  file(path: string): IndexedFile | null {
    return this.index.get(path) ?? null;
  }

  /** Indexes anew, with the findings that are shown now. */
  refilter(filter: Pick<FindingFilter, 'shown'>): void {
    this.filter = filter;
    this.update(this.source);
  }

  /** Indexes anew what the run has built and measured meanwhile. */
  update(source: RunSource): void {
    this.source = source;
    const { program, workingFolder: folder, state } = source;
    const findings = this.filter?.shown({ program, folder, state }) ?? state.findings;
    this.shown = findings === state.findings ? state : { ...state, findings };
    const index = indexRun(this.shown, source.workingFolder, source.snapshots);
    this.index = new Map([...index].filter(([file]) => source.isSource?.(file) ?? true));
  }
}

/**
 * A run as its folder holds it, with the newest snapshot of each model. Sources outside of its roots are left out. Throws
 * LayerglassError where it cannot be read.
 */
export function readKnownRun({ item: { key: runFolder }, program, workingFolder, roots }: StoredRun): KnownRun {
  const state = readRun(runFolder);
  const snapshots = new Map<string, Snapshot>();
  for (const model of state.models) {
    const ref = state.snapshots.filter(s => s.model === model.name).at(-1);
    const snapshot = ref && readSnapshot(runFolder, ref);
    if (snapshot) snapshots.set(model.name, snapshotFigures(snapshot));
  }
  return new KnownRun({ program, workingFolder, state, snapshots, isSource: containment(roots) });
}
