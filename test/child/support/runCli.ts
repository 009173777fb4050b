import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import * as path from 'node:path';

const cli = path.join(import.meta.dirname, '../../../dist/cli.js');

export interface CliResult {
  code: number | null;
  out: string;
  err: string;
}

/** Starts the built command line in a process group of its own, as a shell does. */
export function startCli(
  folder: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): { child: ChildProcessWithoutNullStreams; ended: Promise<CliResult>; text: Omit<CliResult, 'code'> } {
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: folder,
    detached: process.platform !== 'win32',
    env: { ...process.env, FORCE_COLOR: undefined, NODE_OPTIONS: undefined, ...environment },
  });
  const text = { out: '', err: '' };
  child.stdout.on('data', chunk => (text.out += String(chunk)));
  child.stderr.on('data', chunk => (text.err += String(chunk)));
  const ended = once(child, 'close').then(([code]): CliResult => ({ code: code as number | null, ...text }));
  return { child, ended, text };
}

export const runCli = (folder: string, ...args: string[]): Promise<CliResult> => startCli(folder, args).ended;

/** The JSON document on its stdout. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export const documentOf = ({ out }: CliResult): any => JSON.parse(out);

/** Where an error is: the path of the first number of a document that is none: NaN or an infinity that became text. */
export function findNoFigure(value: unknown, at = '$'): string | null {
  if (typeof value === 'string') return /^-?(NaN|Infinity)$/.test(value) ? at : null;
  if (!value || typeof value !== 'object') return null;
  for (const [key, inner] of Object.entries(value)) {
    const found = findNoFigure(inner, `${at}.${key}`);
    if (found) return found;
  }
  return null;
}
