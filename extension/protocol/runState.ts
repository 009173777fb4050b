import type { DataFacts } from './dataFacts';
import type { Finding } from './finding';
import type { InitializerComparison } from './initializers';
import type { LoggedImageSeries } from './loggedImages';
import type { ModelInfo } from './model';
import type {
  BackendInfo,
  CheckpointRecord,
  EpochRecord,
  FitInfo,
  Notice,
  RunError,
  RunManifest,
  RunStatus,
  SnapshotRef,
  StepRecord,
} from './run';
import type { RunnerEvent } from './runner';

/**
 * All that a view knows of a run without its histograms. The same whether it was built from events of a live child
 * (`applyEvent`) or read from a run folder (`core/runs`).
 */
export interface RunState {
  id: number;
  /** Absolute run folder; null for an inspection that writes none. */
  path: string | null;
  /** Absolute working folder of the program: what `program` and sites are relative to; null where it is not known yet. */
  folder: string | null;
  program: string;
  mode: 'train' | 'inspect';
  startedAt: number;
  endedAt: number | null;
  status: RunStatus;
  /** What is being done before the first step: Bundling, Loading TensorFlow, … */
  stage: string;
  backend: BackendInfo | null;
  models: ModelInfo[];
  fits: FitInfo[];
  /** Thinned to at most `maxSteps`, the last one always in it. */
  steps: StepRecord[];
  epochs: EpochRecord[];
  snapshots: SnapshotRef[];
  checkpoints: CheckpointRecord[];
  data: DataFacts[];
  findings: Finding[];
  initializers: InitializerComparison[];
  notices: Notice[];
  error: RunError | null;
  /** The run and step that this one goes on from; `run` is an absolute folder, or as run.json has it where that is gone. */
  resumedFrom: { run: string; step: number; path?: string } | null;
  /** True where another process writes the run: shown live, not to be controlled. */
  isForeign: boolean;
  /**
   * Only of what another tool wrote into a TensorBoard log directory: there is no program, nothing to control, and whether
   * it still goes on nobody knows. `unit`: what its steps count. `images`: absent where nobody has looked for some.
   */
  log?: { name: string; unit: 'epoch' | 'step'; writtenAt: number; images?: LoggedImageSeries[] };
}

/** More points than a chart has pixels. */
export const maxSteps = 4000;

export function emptyRunState(id: number, program: string, mode: 'train' | 'inspect' = 'train'): RunState {
  return {
    id,
    path: null,
    folder: null,
    program,
    mode,
    startedAt: Date.now(),
    endedAt: null,
    status: 'starting',
    stage: '',
    backend: null,
    models: [],
    fits: [],
    steps: [],
    epochs: [],
    snapshots: [],
    checkpoints: [],
    data: [],
    findings: [],
    initializers: [],
    notices: [],
    error: null,
    resumedFrom: null,
    isForeign: false,
  };
}

/** The parts of a run's state that its run.json holds. */
export function stateOfManifest(manifest: RunManifest, path: string | null): RunState {
  const {
    id,
    program,
    mode,
    startedAt,
    endedAt,
    status,
    backend,
    models,
    fits,
    epochs,
    data,
    findings,
    initializers = [],
    notices,
    error,
    resumedFrom,
  } = manifest;
  return {
    ...emptyRunState(id, program, mode),
    path,
    startedAt,
    endedAt,
    status,
    backend,
    models,
    fits,
    epochs,
    data,
    findings,
    initializers,
    notices,
    error,
    resumedFrom,
  };
}

const replaceBy = <T>(list: T[], isSame: (x: T) => boolean, item: T): T[] =>
  list.some(isSame) ? list.map(x => (isSame(x) ? item : x)) : [...list, item];

/** Drops every second step, the last one excepted, until at most `maxSteps` are left. */
export function thinSteps(steps: StepRecord[]): StepRecord[] {
  while (steps.length > maxSteps) steps = steps.filter((_, i) => i % 2 === 0 || i === steps.length - 1);
  return steps;
}

/** Returns the state after the event; the one given is not changed. Both ends of the webview's channel use it, so patches are events. */
export function applyEvent(state: RunState, event: RunnerEvent): RunState {
  switch (event.type) {
    case 'hello':
      return state;
    case 'stage':
      return { ...state, stage: event.stage };
    case 'backend':
      return { ...state, backend: event.backend };
    case 'status':
      return { ...state, status: event.status };
    case 'model':
      return { ...state, models: replaceBy(state.models, m => m.name === event.model.name, event.model) };
    case 'fit':
      return { ...state, fits: replaceBy(state.fits, f => f.index === event.fit.index, event.fit) };
    case 'steps':
      return { ...state, steps: thinSteps([...state.steps, ...event.steps]) };
    case 'epoch':
      return { ...state, epochs: [...state.epochs, event.epoch] };
    case 'snapshot': {
      const { fit, model, step, epoch } = event.snapshot;
      return {
        ...state,
        snapshots: replaceBy(state.snapshots, s => s.fit === fit && s.model === model && s.step === step, {
          fit,
          model,
          step,
          epoch,
        }),
      };
    }
    case 'checkpoint':
      return {
        ...state,
        checkpoints: replaceBy(state.checkpoints, c => c.path === event.checkpoint.path, event.checkpoint),
      };
    case 'data':
      return {
        ...state,
        data: replaceBy(state.data, d => d.fit === event.data.fit && d.model === event.data.model, event.data),
      };
    case 'finding':
      return { ...state, findings: [...state.findings, event.finding] };
    case 'initializers': {
      const { comparison } = event;
      const { runs, total } = comparison;
      return {
        ...state,
        stage: runs.length < total ? `Comparing initializers, ${runs.length + 1} of ${total}` : state.stage,
        initializers: replaceBy(state.initializers, c => c.model === comparison.model, comparison),
      };
    }
    case 'notice':
      return { ...state, notices: [...state.notices, event.notice] };
    case 'failed':
      return { ...state, error: event.error };
    case 'ended':
      return { ...state, status: event.status, endedAt: Date.now(), stage: '' };
  }
}
