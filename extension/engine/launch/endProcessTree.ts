import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);
const listTimeoutMs = 5000;

/**
 * Ends a process and all its descendants, at once. Those that are gone already are no error.
 * @param pid a process that leads a group of its own
 */
export async function endProcessTree(pid: number): Promise<void> {
  if (process.platform === 'win32') {
    await run('taskkill', ['/pid', String(pid), '/t', '/f'], { windowsHide: true }).catch(() => undefined);
    return;
  }
  // Descendants first: once their parent is gone nothing tells whose they were. Some may have left the group.
  const descendants = descendantsOf(pid, await parents());
  kill(-pid);
  kill(pid);
  descendants.forEach(kill);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // gone, or a group that never was
  }
}

/** All processes under `pid`, by the parent of each. */
export function descendantsOf(pid: number, parentOf: ReadonlyMap<number, number>): number[] {
  const found: number[] = [];
  const queue = [pid];
  for (let parent = queue.shift(); parent !== undefined; parent = queue.shift())
    for (const [child, itsParent] of parentOf)
      if (itsParent === parent && child !== pid && !found.includes(child)) {
        found.push(child);
        queue.push(child);
      }
  return found;
}

async function parents(): Promise<Map<number, number>> {
  const found = new Map<number, number>();
  if (process.platform === 'linux') {
    // a small system may have no ps
    for (const name of fs.readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue;
      const parent = parentFromStat(name);
      if (parent !== null) found.set(Number(name), parent);
    }
    return found;
  }
  const { stdout } = await run('ps', ['-A', '-o', 'pid=,ppid='], { timeout: listTimeoutMs }).catch(() => ({
    stdout: '',
  }));
  for (const [, pid, parent] of stdout.matchAll(/^\s*(\d+)\s+(\d+)\s*$/gm)) found.set(Number(pid), Number(parent));
  return found;
}

/** The name in parentheses may hold anything; the parent is the second field after it. */
function parentFromStat(pid: string): number | null {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return null;
  }
}
