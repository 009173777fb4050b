import type { Experiment } from '../protocol/initializers';
import type { LaunchSpec } from '../protocol/runner';

/** What a run is started with; the editor's and the command line's options meet here. Paths are absolute. */
export interface RunRequest {
  program: string;
  mode: 'train' | 'inspect';
  arguments: string[];
  /** Working folder; null: the folder of the nearest package.json, else the program's own. */
  folder: string | null;
  environment: Record<string, string>;
  /** null: `.layerglass/runs` in `folder`. An inspection writes to a temporary folder instead, removed by `dispose`. */
  runsFolder: string | null;
  /** Used, with a notice, where `runsFolder` cannot be written. */
  fallbackRunsFolder: string | null;
  /** Runs the child; null: this process's own runtime. */
  nodePath: string | null;
  backend: LaunchSpec['backend'];
  tensorflowPath: string | null;
  nativeFolder: string | null;
  /** null: drawn. */
  seed: number | null;
  /** False: the seed is a drawn one, of the run that this one goes on from. Absent: a seed that is there was asked for. */
  isSeedGiven?: boolean;
  epochs: number | null;
  watch: boolean;
  settings: Partial<LaunchSpec['settings']>;
  /** The checkpoint to go on from: an absolute run folder, and its path in there. With `inspect`: its weights are looked at. */
  resume?: LaunchSpec['resume'];
  /** Only with mode `inspect`. */
  experiment?: Experiment;
}
