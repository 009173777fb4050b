import * as fs from 'node:fs';
import * as path from 'node:path';
import { installBackend, removeBackend } from './changeBackend';
import { check } from './check';
import type { CliCommand } from './cliArguments';
import { exportRun } from './exportRun';
import { reportFailure } from './reportFailure';
import { resumeRun } from './resumeRun';
import { runExperiment } from './runExperiment';
import { inspectRun, runProgram } from './runProgram';
import { showBackend } from './showBackend';

/** What concerns programs, their runs and TensorFlow: all but what a reader of files does, and what needs nothing. */
export type RunCommand = Exclude<CliCommand, { name: 'help' | 'version' | 'compare' }>;

/**
 * A bundle of its own, which is loaded when it is needed: whoever looks at a file does not wait for it. Returns the exit code,
 * and reports what fails itself, since the classes of its errors are its own.
 */
export async function runCommand(command: RunCommand): Promise<number> {
  try {
    return await codeOf(command);
  } catch (error) {
    return reportFailure(error, command.options.json);
  }
}

async function codeOf(command: RunCommand): Promise<number> {
  switch (command.name) {
    case 'backend':
      return showBackend(command.options);
    case 'installNative':
      return installBackend(command.options);
    case 'removeNative':
      return removeBackend(command.options);
    case 'train':
      return runProgram(command);
    case 'resume':
      return resumeRun(command);
    case 'export':
      return exportRun(command);
    case 'check':
      return check(command);
    case 'experiment':
      return runExperiment(command);
    case 'inspect': {
      const isFolder = fs.statSync(command.target, { throwIfNoEntry: false })?.isDirectory() ?? false;
      return isFolder ? inspectRun(path.resolve(command.target), command) : runProgram(command);
    }
  }
}
