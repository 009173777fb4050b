import * as path from 'node:path';
import { exportForTensorBoard } from '../core/logs/exportRun';
import type { CliCommand } from './cliArguments';
import { exitCodes } from './exitCodes';
import { plain } from './terminal';

/** `export <run folder> --tensorboard <folder>`. Returns the exit code; throws LayerglassError. */
export async function exportRun({
  target,
  tensorboard,
  options,
}: Extract<CliCommand, { name: 'export' }>): Promise<number> {
  const folder = path.resolve(tensorboard);
  const { files, bytes, damaged } = await exportForTensorBoard(path.resolve(target), folder);
  if (damaged) process.stderr.write(`layerglass: ${damaged} damaged records were left out\n`);
  if (options.json) process.stdout.write(JSON.stringify({ folder, files, bytes, damaged }, null, 2) + '\n');
  else process.stdout.write(`${plain(folder)}\nOpen it with: tensorboard --logdir ${plain(tensorboard)}\n`);
  return exitCodes.done;
}
