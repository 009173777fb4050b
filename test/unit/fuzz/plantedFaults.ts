// Opens files as the reader does, with one fault that the variable PLANTED_FAULT names, for all but the first of a process,
// which is the fixture as it is.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { openFile as openWell } from '../../../extension/core/formats/openFile';
import type { OpenedFile } from '../../../extension/core/formats/openedFile';
import { LayerglassError } from '../../../extension/protocol/errors';

const held: unknown[] = [];

function compute(forMs: number): void {
  const isOver = ({ user, system }: NodeJS.CpuUsage): boolean => user + system > 1000 * forMs;
  for (const began = process.cpuUsage(); !isOver(process.cpuUsage(began)););
}

/** What each fault does before a file is opened. */
const faults: Record<string, (place: string) => unknown> = {
  throws: () => (undefined as unknown as { size: number }).size,
  'is slow': () => compute(2100),
  hangs: () => compute(1e9),
  waits: () => new Promise(resolve => setTimeout(resolve, 1e9)),
  // nothing is left that could settle it: the process ends
  'is never done': () => new Promise(() => undefined),
  dies: () => process.abort(),
  'takes memory': () => held.push(Buffer.alloc(1.3 * 2 ** 30, 1)),
  'reads another file': place => fs.readFileSync(path.join(path.dirname(place), '../x')),
  'leaves open': place => fs.openSync(place, 'r'),
  // what is in memory cannot be asked that
  'differs on the disk': place => {
    if (isAccessible(place)) throw new LayerglassError('file-short', 'planted', { remedy: 'Plant nothing.' });
  },
  'skips checksums': () => undefined,
  nothing: () => undefined,
};

function isAccessible(place: string): boolean {
  try {
    fs.accessSync(place);
    return true;
  } catch {
    return false;
  }
}

let opened = 0;

export async function openFile(place: string, lane: 0 | 1 = 0): Promise<OpenedFile> {
  const fault = process.env.PLANTED_FAULT!;
  if (opened++ === 0) return openWell(place, lane);
  await faults[fault]!(place);
  const file = await openWell(place, lane);
  return fault === 'skips checksums' ? { ...file, summed: [] } : file;
}
