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
 * Runs node with these arguments, its output passed through; at the limit ends it with all its children.
 * Resolves to its exit code, null where a signal ended it, and whether that was the time limit.
 */
export function runNode(args, { limitMs, folder, environment = {} }) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: folder,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: process.platform !== 'win32',
    });
    child.once('error', reject);
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
      resolve({ code, isTimedOut });
    });
  });
}
