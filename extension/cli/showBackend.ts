import { describeBackend } from '../engine/describeBackend';
import { findNativeFolder } from '../engine/nativeFolder';
import type { BackendDescription } from '../protocol/backendDescription';
import type { CliOptions } from './cliArguments';
import { exitCodes } from './exitCodes';
import { paint, plain, terminalOf, type Terminal } from './terminal';

/** `layerglass backend`: which TensorFlow would run a program of this folder, and why. Returns the exit code. */
export async function showBackend(options: CliOptions): Promise<number> {
  const out = terminalOf(process.stdout);
  const description = await backendHere(options);
  if (options.json) out.write(JSON.stringify(description, null, 2) + '\n');
  else writeBackend(out, description);
  return exitCodes.done;
}

/** What a program of this folder would get. */
export const backendHere = (options: CliOptions): Promise<BackendDescription> =>
  describeBackend({
    folder: process.cwd(),
    backend: options.backend,
    nativeFolder: findNativeFolder(),
    tensorflowPath: null,
    nodePath: null,
  });

/** The same for a person: one line, the others, and what to do for a better one. */
export function writeBackend(out: Terminal, description: BackendDescription): void {
  const { backend, available, advice } = description;
  const threads = `${backend.threads} ${backend.threads === 1 ? 'thread' : 'threads'}`;
  out.write(`${paint(out, 'bold', `${backend.name} ${backend.version}`)}, ${threads}: ${plain(backend.reason)}\n`);
  const others = available.filter(other => other.name !== backend.name);
  if (others.length) out.write(`also here: ${others.map(o => `${o.name} ${o.version}`).join(', ')}\n`);
  if (advice) out.write(`${plain(advice)}\n`);
}
