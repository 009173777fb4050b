import { initializersExperiment } from '../protocol/initializers';
import type { CliCommand } from './cliArguments';
import { exitCodeOf, exitCodes } from './exitCodes';
import { initializersDocument } from './initializersDocument';
import { initializersReport } from './initializersReport';
import { reportError } from './reportError';
import { terminalOf } from './terminal';
import { watchRun } from './watchRun';

/**
 * `experiment initializers <program>`: runs it up to its first step and tries each candidate on the first batch. Returns the
 * exit code: 1 also where no candidate could be tried.
 */
export async function runExperiment(command: Extract<CliCommand, { name: 'experiment' }>): Promise<number> {
  const { options } = command;
  const out = terminalOf(process.stdout);
  const { state, wasInterrupted, dispose } = await watchRun(command, 'inspect', initializersExperiment);
  try {
    if (options.json) out.write(JSON.stringify(initializersDocument(state, options), null, 2) + '\n');
    else out.write(initializersReport(out, state));
  } finally {
    await dispose();
  }
  if (state.error) reportError(state.error);
  const code = exitCodeOf(state, wasInterrupted);
  const isCompared = state.initializers.some(c => c.runs.some(r => r.status === 'completed'));
  return code === exitCodes.done && !isCompared ? exitCodes.failed : code;
}
