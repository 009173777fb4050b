import * as fs from 'node:fs';
import * as os from 'node:os';
import type { RunManifest } from '../../protocol/run';

/** Who writes a run: read back, it tells a run that is under way from one whose process is gone. */
export function processIdentity(): RunManifest['process'] {
  return { pid: process.pid, host: os.hostname(), start: statOf(process.pid)?.start };
}

/**
 * True when the process that writes certainly is gone: no such process on this host, or another one that got its number.
 * Null when it cannot be known: the run was written on another host.
 */
export function isGone(writer: RunManifest['process']): boolean | null {
  if (writer.host !== os.hostname()) return null;
  try {
    process.kill(writer.pid, 0);
  } catch (error) {
    // EPERM: it exists and is another person's.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return true;
  }
  const now = statOf(writer.pid);
  // Z and X: it has ended, and its parent has not asked for its exit code yet.
  if (now && ['Z', 'X'].includes(now.state)) return true;
  return Boolean(writer.start && now && writer.start !== now.start);
}

/** What Linux tells of a process; undefined elsewhere. `start`: ticks since this boot, and the boot, so that it never repeats. */
function statOf(pid: number): { state: string; start: string } | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in parentheses, may hold spaces and parentheses. After it: the state, and 19 fields later the start.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const boot = fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return { state: fields[0]!, start: `${boot}:${fields[19]}` };
  } catch {
    return undefined;
  }
}
