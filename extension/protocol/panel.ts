// Host <-> the panel's page. Requests have an id and end in ok or error; the rest are events.
import * as v from 'valibot';
import type { RunnerEvent } from './runner';
import type { PicturesAt, UnitsAt } from './closeUp';
import type { HostToPage, PageToHost } from './page';
import { imagesOf, type ReaderResults } from './reader';
import type { CheckpointRecord, Snapshot } from './run';
import type { RunState } from './runState';
import { siteSchema } from './model';
import { tensorFacets, type Summary, type TensorFacet } from './summary';

export const viewNames = ['training', 'layers', 'checkpoints', 'experiments'] as const;
export type ViewName = (typeof viewNames)[number];

/** A run as it stands in the run bar's dropdown and in the tree. */
export interface RunListItem {
  /** Absolute run folder, or `inspect` for the last inspection: identifies the run. */
  key: string;
  id: number;
  /** Where it is called by a name, not by its number: in a log directory. */
  name?: string;
  status: RunState['status'];
  startedAt: number;
  program: string;
  best: { metric: string; value: number } | null;
  /** The checkpoint that it goes on from: `run` is an absolute folder, `id` its number where the folder has one. */
  resumedFrom?: { run: string; id: number | null; step: number; path?: string };
}

/** Events that the page gets. A live event carries the runner's own event, without a snapshot's layers. */
export type PanelEvent =
  /** Everything; sent when the page is ready, and when another run is chosen. */
  | {
      type: 'state';
      /** File name of the program, for people. */
      program: string;
      isTrusted: boolean;
      runs: RunListItem[];
      key: string | null;
      run: RunState | null;
      isStale: boolean;
    }
  | { type: 'runs'; runs: RunListItem[] }
  | { type: 'event'; key: string; event: RunnerEvent }
  | { type: 'stale'; isStale: boolean }
  /**
   * The cursor is on a line that built these layers, or Inspect layer was clicked: select one of them, the first unless one
   * is selected already. `open`: also show the Layers view.
   */
  | { type: 'select'; layers: { model: string; layer: string }[]; open: boolean }
  /** `step`: the checkpoint to select there. `compare`: the two to set against each other; they may be of other runs of the program. */
  | { type: 'show'; view: ViewName; step?: number; compare?: { a: CheckpointAt; b: CheckpointAt } };

const key = v.string();
const kind = v.picklist(tensorFacets);
/** A checkpoint: its run, and its path as its record has it. */
const checkpointAt = v.object({ key, path: v.string() });
export type CheckpointAt = v.InferOutput<typeof checkpointAt>;
/** Parameters of each request the page can make. */
export const panelRequests = {
  ready: v.object({}),
  /** One snapshot, all layers, with buckets. */
  snapshot: v.object({ key, fit: v.number(), model: v.string(), step: v.number() }),
  /** One tensor over time, at most `max` snapshots, first and last always in it. `tensor`: weight name, or `0`, `1` for the call. */
  history: v.object({ key, model: v.string(), layer: v.string(), kind, tensor: v.string(), max: v.number() }),
  /** The units of a layer at that step, else at the nearest one before it of which they are kept, else after it. */
  units: v.object({ key, fit: v.number(), model: v.string(), layer: v.string(), step: v.number() }),
  /** Its kernels and activation maps, and the inputs of the same examples, chosen likewise. */
  pictures: v.object({ key, fit: v.number(), model: v.string(), layer: v.string(), step: v.number() }),
  /** Images of a log directory's run. */
  logImages: v.object({ key, ...imagesOf }),
  chooseRun: v.object({ key }),
  train: v.object({}),
  inspect: v.object({}),
  compareInitializers: v.object({}),
  pause: v.object({ key }),
  resume: v.object({ key }),
  stop: v.object({ key }),
  showLog: v.object({ key }),
  trust: v.object({}),
  /** Shows the line in the editor. `focus`: moves the focus there. */
  reveal: v.object({ site: siteSchema, focus: v.boolean() }),
  revealFolder: v.object({ key, path: v.string() }),
  copy: v.object({ text: v.string() }),
  /** Another run of the program, without its steps and checkpoints: what this one is shown against. */
  otherRun: v.object({ key }),
  /** Makes the edits that the comparison of this model proposes. */
  useInitializers: v.object({ key, model: v.string() }),
  /** Asked of the reader, for checkpoints by `key` and path in the run folder. */
  describeCheckpoint: v.object({ at: checkpointAt }),
  checkpointSummaries: v.object({ at: checkpointAt, names: v.nullable(v.array(v.string())) }),
  checkpointValues: v.object({ at: checkpointAt, name: v.string(), offset: v.number(), count: v.number() }),
  checkpointPictures: v.object({
    at: checkpointAt,
    name: v.string(),
    filters: v.number(),
    page: v.optional(v.number()),
  }),
  compareCheckpoints: v.object({ a: checkpointAt, b: checkpointAt }),
  /** Values of one tensor at `indices` through checkpoints of a run. */
  weightPaths: v.object({ key, paths: v.array(v.string()), name: v.string(), indices: v.array(v.number()) }),
  /** Checkpoints of another run, for its rows in the tree. */
  checkpointsOf: v.object({ key }),
  /** Runs the command of the same name on the checkpoints. */
  checkpointCommand: v.object({
    do: v.picklist([
      'resume',
      'restore',
      'rename',
      'pin',
      'unpin',
      'trash',
      'reveal',
      'copyPath',
      'copyCode',
      'export',
    ]),
    at: v.array(checkpointAt),
  }),
  /** Shows a setting of Layerglass in the editor. */
  showSetting: v.object({ name: v.picklist(['checkpoints.maxCount']) }),
  /** Makes the edits of a finding's remedy in the source; both are indices, the first into the run's findings. */
  applyRemedy: v.object({ key, finding: v.pipe(v.number(), v.integer()), remedy: v.pipe(v.number(), v.integer()) }),
} as const;
export type PanelRequestName = keyof typeof panelRequests;
export type PanelParams<N extends PanelRequestName> = v.InferOutput<(typeof panelRequests)[N]>;

export interface TensorHistory {
  kind: TensorFacet;
  points: { step: number; epoch: number | null; summary: Summary }[];
}
/** What each request returns; those that are not named return nothing. */
export interface PanelResults {
  snapshot: Snapshot | null;
  history: TensorHistory;
  units: UnitsAt | null;
  pictures: PicturesAt | null;
  logImages: ReaderResults['logImages'];
  otherRun: RunState;
  describeCheckpoint: ReaderResults['describe'];
  checkpointSummaries: ReaderResults['summaries'];
  checkpointValues: ReaderResults['values'];
  checkpointPictures: ReaderResults['pictures'];
  compareCheckpoints: ReaderResults['compare'];
  weightPaths: ReaderResults['paths'];
  checkpointsOf: CheckpointRecord[];
}
export type PanelResult<N extends PanelRequestName> = N extends keyof PanelResults ? PanelResults[N] : void;

export type PanelTable = { [N in PanelRequestName]: { params: PanelParams<N>; result: PanelResult<N> } };

export type PanelToHost = PageToHost;
export type HostToPanel = HostToPage<PanelEvent>;
