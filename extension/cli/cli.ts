import * as fs from 'node:fs';
import * as path from 'node:path';
import manifest from '../../package.json';
import { LayerglassError } from '../protocol/errors';
import { parseCommand, usage, UsageError } from './cliArguments';
import { installBackend, removeBackend } from './changeBackend';
import { check } from './check';
import { compareCheckpoints } from './compareCheckpoints';
import { exitCodes } from './exitCodes';
import { exportRun } from './exportRun';
import { inspectFile, isModelFile } from './inspectFile';
import { resumeRun } from './resumeRun';
import { runExperiment } from './runExperiment';
import { inspectRun, runProgram } from './runProgram';
import { showBackend } from './showBackend';
import { plain } from './terminal';

async function main(argv: readonly string[]): Promise<number> {
  const command = parseCommand(argv);
  switch (command.name) {
    case 'help':
      process.stdout.write(usage + '\n');
      return exitCodes.done;
    case 'version':
      process.stdout.write(`layerglass ${manifest.version}\n`);
      return exitCodes.done;
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
    case 'compare':
      return compareCheckpoints(command);
    case 'check':
      return check(command);
    case 'experiment':
      return runExperiment(command);
    case 'inspect': {
      if (isModelFile(command.target)) return inspectFile(command);
      const isFolder = fs.statSync(command.target, { throwIfNoEntry: false })?.isDirectory() ?? false;
      return isFolder ? inspectRun(path.resolve(command.target), command) : runProgram(command);
    }
  }
}

/** Every failure ends here: in words on stderr and, where JSON was asked for, as a document on stdout. */
function report(error: unknown, isJson: boolean): number {
  if (error instanceof UsageError) {
    process.stderr.write(`layerglass: ${error.message}\n\n${usage}\n`);
    return exitCodes.usage;
  }
  const known = error instanceof LayerglassError;
  const code = known ? error.code : 'internal';
  const message = error instanceof Error ? error.message : String(error);
  const where = known ? error.where : '';
  if (isJson) process.stdout.write(JSON.stringify({ error: { code, message, where } }, null, 2) + '\n');
  const place = where ? ` (${plain(where)})` : '';
  process.stderr.write(`layerglass: ${code}: ${plain(message)}${place}\n`);
  if (known && error.remedy) process.stderr.write(`${plain(error.remedy)}\n`);
  if (!known && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return exitCodes.failed;
}

// whoever reads may leave, as `head` does: the run goes on
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
const argv = process.argv.slice(2);
const ownWords = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv;
// exitCode, not exit(): what was written to a pipe has to drain
main(argv).then(
  code => (process.exitCode = code),
  error => (process.exitCode = report(error, ownWords.includes('--json'))),
);
