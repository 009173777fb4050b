import * as path from 'node:path';
import { runFolderPattern } from '../core/runs/createRunFolder';
import { findNativeFolder } from '../engine/nativeFolder';
import { projectOfRun, resumeRequest } from '../engine/resumeRequest';
import { runTarget } from '../engine/resumeTarget';
import type { CliCommand } from './cliArguments';
import { UsageError } from './cliArguments';
import { exitCodes } from './exitCodes';
import { resumeConsent } from './resumeConsent';
import { ruleSettingsFor } from './ruleOptions';
import { reportRun } from './runProgram';
import { watchRequest } from './watchRun';

/**
 * `resume <run folder>`: goes on from a checkpoint, in a new run beside the old one. Returns the exit code; throws
 * LayerglassError where there is nothing to go on from, or the person's consent is missing.
 */
export async function resumeRun(command: Extract<CliCommand, { name: 'resume' }>): Promise<number> {
  const { options } = command;
  const { runFolder, choice } = runTarget(command.target);
  if (choice !== 'last' && options.step !== null)
    throw new UsageError('a checkpoint’s folder says which one is meant: --step goes with a run folder');
  const runs = path.dirname(runFolder);
  const beside = runFolderPattern.test(path.basename(runFolder)) ? runs : null;
  const plan = await resumeRequest(runFolder, {
    // whoever stands in a folder means what lies in it
    roots: [projectOfRun(runFolder), process.cwd()],
    allowsRecorded: true,
    choice: options.step === null ? choice : { step: options.step },
    epochs: options.epochs,
    backend: options.isBackendGiven ? options.backend : null,
    environment: {},
    runsFolder: options.runs === null ? beside : path.resolve(options.runs),
    fallbackRunsFolder: null,
    nodePath: null,
    tensorflowPath: null,
    nativeFolder: findNativeFolder(),
    settings: { rules: ruleSettingsFor(runFolder, options.rules) },
  });
  const answer = await resumeConsent(plan, options);
  if (answer !== 'yes') return answer === 'no' ? exitCodes.failed : exitCodes.interrupted;
  const { checkpoint } = plan;
  if (!options.json) process.stderr.write(`going on from step ${checkpoint.step} of run ${plan.manifest.id}\n`);
  const ended = await watchRequest(plan.request, options);
  const { state } = ended;
  if (state.status === 'completed' && !state.steps.length && !state.epochs.length)
    process.stderr.write(
      'note: nothing was left to train: the checkpoint is at the end of what the program trains. Ask for more with --epochs.\n',
    );
  const code = await reportRun(ended, 'train', options);
  if (state.error?.code === 'backend-unavailable' && !options.isBackendGiven)
    process.stderr.write(
      `Run ${plan.manifest.id} was computed by it; only then are the numbers equal. --backend auto goes on all the same.\n`,
    );
  return code;
}
