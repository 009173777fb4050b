import type { RunRequest } from '../../../extension/engine/runRequest';

/** A request to train a program, absolute path, on WebAssembly with a fixed seed, with what `known` says otherwise. */
export const requestFor = (program: string, known: Partial<RunRequest> = {}): RunRequest => ({
  program,
  mode: 'train',
  arguments: [],
  folder: null,
  environment: {},
  runsFolder: null,
  fallbackRunsFolder: null,
  nodePath: null,
  backend: 'wasm',
  tensorflowPath: null,
  nativeFolder: null,
  seed: 1,
  epochs: null,
  watch: true,
  settings: {},
  ...known,
});
