import * as fs from 'node:fs';
import type { FileSystem } from '../../../../extension/core/runs/fileSystem';

/** Calls that a full disk, or one that is taken away, refuses. */
const writing = ['openSync', 'writeSync', 'fsyncSync', 'renameSync', 'mkdirSync', 'ftruncateSync'] as const;

export interface Faults {
  fileSystem: FileSystem;
  /** How many writing calls there were so far. */
  readonly calls: number;
  /** From now on nothing fails any more. */
  mend(): void;
}

/**
 * node:fs, whose writing call number `failAt` (from 1) fails with `code`, and all later ones too with `forGood`. A write
 * that fails has written half. `isCrash`: no call of any kind works afterwards, as if the process had ended.
 */
export function faultyFileSystem(
  failAt: number,
  { code = 'ENOSPC', forGood = false, isCrash = false }: { code?: string; forGood?: boolean; isCrash?: boolean } = {},
): Faults {
  let calls = 0;
  let isMended = false;
  const fail = (): never => {
    throw Object.assign(new Error(`${code}: injected`), { code });
  };
  const fileSystem: Record<string, unknown> = { ...fs };
  if (isCrash)
    for (const name of Object.keys(fs)) {
      const real = (fs as unknown as Record<string, unknown>)[name];
      if (typeof real === 'function' && name.endsWith('Sync'))
        fileSystem[name] = (...args: unknown[]) =>
          calls >= failAt ? fail() : (real as (...a: unknown[]) => unknown)(...args);
    }
  for (const name of writing) {
    // Whether the disk really has it by now makes no difference here, and waiting for it takes minutes.
    const real = name === 'fsyncSync' ? () => {} : (fs[name] as (...args: unknown[]) => unknown);
    fileSystem[name] = (...args: unknown[]) => {
      // Opening a folder, or a file to read it, needs no room.
      if (name === 'openSync' && args[1] === 'r') return isCrash && calls >= failAt ? fail() : real(...args);
      calls++;
      const isFailing = !isMended && (calls === failAt || (calls > failAt && (forGood || isCrash)));
      if (!isFailing) return real(...args);
      if (name === 'writeSync' && calls === failAt) {
        const [fd, bytes, offset, length, position] = args as [number, Uint8Array, number, number, number | null];
        fs.writeSync(fd, bytes, offset, Math.floor(length / 2), position);
      }
      return fail();
    };
  }
  return {
    fileSystem: fileSystem as unknown as FileSystem,
    get calls() {
      return calls;
    },
    mend: () => (isMended = true),
  };
}
