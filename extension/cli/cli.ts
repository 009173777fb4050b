import { version } from '../../package.json';
import { parseCommand, usage } from './cliArguments';
import { exitCodes } from './exitCodes';
import { inspectFile, isModelFile } from './inspectFile';
import { reportFailure } from './reportFailure';

async function main(argv: readonly string[]): Promise<number> {
  const command = parseCommand(argv);
  switch (command.name) {
    case 'help':
      process.stdout.write(usage + '\n');
      return exitCodes.done;
    case 'version':
      process.stdout.write(`layerglass ${version}\n`);
      return exitCodes.done;
    case 'compare':
      return (await import('./compareCheckpoints')).compareCheckpoints(command);
    case 'inspect':
      if (isModelFile(command.target)) return inspectFile(command);
  }
  const { runCommand } = await import('./runCommands');
  return runCommand(command);
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
  error => (process.exitCode = reportFailure(error, ownWords.includes('--json'))),
);
