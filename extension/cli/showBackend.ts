import { describeBackend } from '../engine/describeBackend';
import { findNativeFolder } from '../engine/nativeFolder';
import type { CliOptions } from './cliArguments';
import { exitCodes } from './runProgram';
import { paint, plain, terminalOf } from './terminal';

/** `layerglass backend`: which TensorFlow would run a program of this folder, and why. Returns the exit code. */
export async function showBackend(options: CliOptions): Promise<number> {
  const out = terminalOf(process.stdout);
  const description = await describeBackend({
    folder: process.cwd(),
    backend: options.backend,
    nativeFolder: findNativeFolder(),
    tensorflowPath: null,
    nodePath: null,
  });
  if (options.json) {
    out.write(JSON.stringify(description, null, 2) + '\n');
    return exitCodes.done;
  }
  const { backend, available, advice } = description;
  const threads = `${backend.threads} ${backend.threads === 1 ? 'thread' : 'threads'}`;
  out.write(`${paint(out, 'bold', `${backend.name} ${backend.version}`)}, ${threads}: ${plain(backend.reason)}\n`);
  const others = available.filter(other => other.name !== backend.name);
  if (others.length) out.write(`also here: ${others.map(o => `${o.name} ${o.version}`).join(', ')}\n`);
  if (advice) out.write(`${plain(advice)}\n`);
  return exitCodes.done;
}
