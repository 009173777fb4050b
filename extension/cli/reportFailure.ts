import { LayerglassError } from '../protocol/errors';
import { usage, UsageError } from './cliArguments';
import { exitCodes } from './exitCodes';
import { plain } from './terminal';

/** Every failure ends here: in words on stderr and, where JSON was asked for, as a document on stdout. Returns the exit code. */
export function reportFailure(error: unknown, isJson: boolean): number {
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
