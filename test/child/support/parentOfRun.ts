// Starts a run and lives on: the parent that a test kills. Prints `pid <n>` and the program's own output.
import { startRun } from '../../../extension/engine/startRun';

const run = startRun({
  program: process.argv[2]!,
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
});
run.onEvent(event => {
  if (event.type === 'hello') console.log(`pid ${event.pid}`);
});
run.onOutput((_, text) => {
  process.stdout.write(text);
});
