// Starts a run and lives on: the parent that a test kills. Prints `pid <n>` and the program's own output.
import { startRun } from '../../../extension/engine/startRun';
import { requestFor } from './requestFor';

const run = startRun(requestFor(process.argv[2]!));
run.onEvent(event => {
  if (event.type === 'hello') console.log(`pid ${event.pid}`);
});
run.onOutput((_, text) => {
  process.stdout.write(text);
});
