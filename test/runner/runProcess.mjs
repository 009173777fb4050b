import { spawn, spawnSync } from 'node:child_process';

/** Process groups that run now; they end with this process. */
const running = new Set();

/** Ends a process with all that it started. */
function endGroup(pid) {
  try {
    if (process.platform === 'win32') spawnSync('taskkill', ['/pid', String(pid), '/t', '/f']);
    else process.kill(-pid, 'SIGKILL');
  } catch {
    // Nothing of it is left.
  }
}

/** Ends every process that `runProcess` started. */
export function endAll() {
  for (const pid of running) endGroup(pid);
}
process.once('exit', endAll);
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
])
  process.once(signal, () => process.exit(code));

/**
 * Runs node with these arguments; at the limit ends it with all its children. Its output is passed through, or, where
 * another process writes beside it, held back to its end.
 * Resolves to its exit code, null where a signal ended it, whether that was the time limit, and the output held back.
 */
export function runNode(args, { limitMs, folder, environment = {}, isHeldBack = false }) {
  return new Promise((resolve, reject) => {
    const held = [];
    const stdio = isHeldBack ? 'pipe' : 'inherit';
    const child = spawn(process.execPath, args, {
      cwd: folder,
      env: { ...process.env, ...environment },
      stdio: ['ignore', stdio, stdio],
      detached: process.platform !== 'win32',
    });
    child.once('error', reject);
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', chunk => held.push(chunk));
    running.add(child.pid);
    let isTimedOut = false;
    const timer = setTimeout(() => {
      isTimedOut = true;
      endGroup(child.pid);
    }, limitMs);
    child.once('exit', code => {
      clearTimeout(timer);
      endGroup(child.pid);
      running.delete(child.pid);
      resolve({ code, isTimedOut, output: Buffer.concat(held).toString() });
    });
  });
}
