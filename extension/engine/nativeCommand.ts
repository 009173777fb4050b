import { spawn } from 'node:child_process';

export interface CommandResult {
  /** null where the program is not there, or was ended by a signal. */
  code: number | null;
  /** The last of both streams, as they came. */
  output: string;
}

const maxOutput = 16_384;

/** Runs a program to its end. Never rejects: a program that does not exist has the code null. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: { folder?: string; environment?: NodeJS.ProcessEnv; timeoutMs?: number; signal?: AbortSignal } = {},
): Promise<CommandResult> {
  return new Promise(resolve => {
    let output = '';
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-maxOutput);
    };
    const child = spawn(command, args, {
      cwd: options.folder,
      env: options.environment ?? process.env,
      timeout: options.timeoutMs,
      killSignal: 'SIGKILL',
      signal: options.signal,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', error => resolve({ code: null, output: output || error.message }));
    child.on('close', code => resolve({ code, output }));
  });
}

/** The last lines that say something, for an error's message. */
export const lastLines = (output: string, count = 3): string =>
  output
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean)
    .slice(-count)
    .join(' ')
    .slice(0, 500);
