import * as fs from 'node:fs';

/** Environment variable that marks all that a test run starts. */
export const runMark = 'LAYERGLASS_TEST_RUN';

/** Returns pid and command of the processes that still run and were started by the test run with this mark (Linux only). */
export function findLeftovers(mark) {
  if (process.platform !== 'linux') return [];
  const found = [];
  for (const pid of fs.readdirSync('/proc').filter(name => /^\d+$/.test(name) && Number(name) !== process.pid))
    try {
      if (!fs.readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`${runMark}=${mark}`)) continue;
      const command = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      // A process that has ended and was not waited for yet has no command.
      if (command) found.push({ pid: Number(pid), command: command.slice(0, 200) });
    } catch {
      // It ended meanwhile, or belongs to another account.
    }
  return found;
}

/** Resolves to the leftovers after `graceMs`, in which processes may still notice that their parent is gone. */
export async function waitForLeftovers(mark, graceMs = 3000) {
  const end = Date.now() + graceMs;
  let left = findLeftovers(mark);
  while (left.length && Date.now() < end) {
    await new Promise(resolve => setTimeout(resolve, 100));
    left = findLeftovers(mark);
  }
  return left;
}
