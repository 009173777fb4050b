import { spawn } from 'node:child_process';
import { endProcessTree } from '../launch/endProcessTree';

export interface CommandResult {
  /** null where the program was ended by a signal, or could not be started. */
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The last of both streams, as they came. */
  output: string;
  /** We ended it: nothing moved for too long. */
  isStalled: boolean;
}
export interface CommandOptions {
  folder?: string;
  environment?: NodeJS.ProcessEnv;
  signal?: AbortSignal;
  timeoutMs?: number;
  /** Called every `watchMs`; true ends the command. */
  isStalled?: () => Promise<boolean>;
}

const maxOutput = 16_384;
const watchMs = 250;

/**
 * Runs by `node -e`: starts the command in its own process group and ends the group when this process is gone, which its
 * standard input tells. Nothing that an installation started outlives it, even where it was killed.
 */
const guardSource = `
const { spawn, spawnSync } = require('child_process');
const [command, ...args] = process.argv.slice(1);
const environment = { ...process.env };
delete environment.ELECTRON_RUN_AS_NODE;
if (process.env.LAYERGLASS_KEEP_ELECTRON) environment.ELECTRON_RUN_AS_NODE = '1';
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], windowsHide: true, env: environment });
const endAll = () => {
  if (process.platform === 'win32') spawnSync('taskkill', ['/pid', String(process.pid), '/t', '/f'], { windowsHide: true });
  else process.kill(-process.pid, 'SIGKILL');
};
process.stdin.on('end', endAll).on('error', endAll).resume();
child.on('error', error => { console.error(error.message); process.exit(127); });
child.on('exit', (code, signal) => {
  process.stdin.removeAllListeners();
  if (signal) { process.stderr.write('\\n@signal ' + signal + '\\n', () => process.exit(128)); }
  else process.exit(code);
});
`;

/**
 * Runs a program to its end. Never rejects: one that does not exist has the code 127. Cancelling, and the end of this
 * process however it comes, ends all that the program has started.
 */
export function runCommand(
  command: string,
  args: readonly string[],
  { folder, environment = process.env, signal, timeoutMs, isStalled }: CommandOptions = {},
): Promise<CommandResult> {
  return new Promise(resolve => {
    let output = '';
    let wasStalled = false;
    const result = (code: number | null): CommandResult => {
      const died = /\n@signal (\w+)\n/.exec(output);
      return {
        code: died ? null : code,
        signal: (died?.[1] as NodeJS.Signals | undefined) ?? null,
        output: died ? output.replace(died[0], '') : output,
        isStalled: wasStalled,
      };
    };
    if (signal?.aborted) return resolve(result(null));
    const isOwnRuntime = command === process.execPath && Boolean(process.versions.electron);
    const guard = spawn(process.execPath, ['-e', guardSource, '--', command, ...args], {
      cwd: folder,
      env: {
        ...environment,
        ...(process.versions.electron ? { ELECTRON_RUN_AS_NODE: '1' } : {}),
        ...(isOwnRuntime ? { LAYERGLASS_KEEP_ELECTRON: '1' } : {}),
      },
      detached: process.platform !== 'win32',
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-maxOutput);
    };
    guard.stdin.on('error', () => undefined);
    guard.stdout.on('data', keep);
    guard.stderr.on('data', keep);
    const end = (): void => {
      if (guard.pid !== undefined) void endProcessTree(guard.pid);
    };
    const endStalled = (): void => {
      wasStalled = true;
      end();
    };
    signal?.addEventListener('abort', end, { once: true });
    const timer = timeoutMs === undefined ? undefined : setTimeout(endStalled, timeoutMs);
    const watch = isStalled && setInterval(() => void isStalled().then(is => is && endStalled()), watchMs);
    const finish = (code: number | null): void => {
      clearTimeout(timer);
      clearInterval(watch);
      signal?.removeEventListener('abort', end);
      resolve(result(code));
    };
    guard.on('error', error => {
      output ||= error.message;
      finish(null);
    });
    guard.on('close', finish);
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
