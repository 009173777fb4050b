import * as esbuild from 'esbuild';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { FuzzInputs, keepInput } from './fuzzInput';
import { fuzzProcess, newFuzzFolder, type FuzzProcessOptions } from './fuzzProcess';
import { fuzzSeeds } from './fuzzSeeds';
import type { FoundInput, FromFuzzWorker } from './fuzzWorker';
import type { Outcome } from './tryInput';

export interface FuzzOptions extends Pick<FuzzProcessOptions, 'silenceMs' | 'idleMs'> {
  seed: number;
  /** Inputs in all; Infinity: as many as `ms` allows. */
  inputs: number;
  /** From when the first process is ready. */
  ms: number;
  processes: number;
  /** Inputs that were finds are kept there. */
  keep: string;
  /** Of fixtures with that in their name; empty: of all. */
  only?: string;
  /** A module whose openFile inputs are opened with, instead of the reader's: to see that its faults are found. */
  opener?: string;
  /** Ends with so many faults. */
  maxFinds?: number;
  /** Ends it before. */
  signal?: AbortSignal;
  onProgress?: (result: FuzzResult) => void;
}
export interface FuzzResult {
  inputs: number;
  outcomes: Record<Outcome, number>;
  /** Inputs by format. */
  formats: Record<string, number>;
  /** The first of each fault. */
  finds: FuzzFind[];
  /** Finds in all. */
  found: number;
}
export type FuzzFind = Omit<FoundInput, 'kind'> & { kind: FoundInput['kind'] | 'hang' | 'death' };

const project = path.join(__dirname, '../..');
/** A process's inputs are numbered from a number of its own on: none tries what another has. */
const perProcess = 1e9;

/** Tries inputs in processes of their own, which are ended and begun again where one hangs or dies. */
export async function runFuzz(options: FuzzOptions): Promise<FuzzResult> {
  const outcomes = { refused: 0, problems: 0, same: 0, changed: 0 };
  const result: FuzzResult = { inputs: 0, outcomes, formats: {}, finds: [], found: 0 };
  const { maxFinds = 50 } = options;
  let endsAt = Infinity;
  const isDone = (): boolean =>
    options.signal?.aborted ||
    result.inputs >= options.inputs ||
    performance.now() >= endsAt ||
    result.finds.length >= maxFinds;
  const onMessage = ({ ready, news, find }: FromFuzzWorker): void => {
    if (ready) endsAt = Math.min(endsAt, performance.now() + options.ms);
    if (find) addFind(result, find);
    if (!news) return;
    for (const [outcome, count] of Object.entries(news.outcomes)) outcomes[outcome as Outcome] += count;
    for (const [format, count] of Object.entries(news.formats)) {
      result.formats[format] = (result.formats[format] ?? 0) + count;
      result.inputs += count;
    }
    options.onProgress?.(result);
  };
  const folder = newFuzzFolder();
  let begun = 0;
  try {
    const worker = await buildWorker(folder, options.opener);
    const { seed, keep, only = '', silenceMs, idleMs } = options;
    const common = { worker, project, seed, keep, only, silenceMs, idleMs, onMessage, isDone };
    const tryOn = async (): Promise<void> => {
      while (!isDone()) {
        const stuck = await fuzzProcess({ ...common, first: perProcess * begun++ });
        if (stuck) addFind(result, keepStuck(stuck, options));
      }
    };
    await Promise.all(Array.from({ length: options.processes }, tryOn));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
  return result;
}

function keepStuck(
  { fixture, index, ...what }: { kind: 'hang' | 'death'; detail: string; index: number; fixture: number },
  { seed, keep }: FuzzOptions,
): FuzzFind {
  const seeds = fuzzSeeds(project);
  const base = seeds[fixture]!;
  return { ...what, fixture: base.name, index, kept: keepInput(new FuzzInputs(seeds, seed), base, index, keep) };
}

/** One fault may be found by thousands of inputs. */
function addFind(result: FuzzResult, find: FuzzFind): void {
  result.found++;
  const faultOf = ({ kind, detail }: FuzzFind): string =>
    `${kind} ${detail.split('\n').slice(0, 3).join('\n').replace(/\d+/g, '#')}`;
  if (!result.finds.some(other => faultOf(other) === faultOf(find))) result.finds.push(find);
}

/** One file without the names that a loader keeps of every function: half again as fast. */
async function buildWorker(folder: string, opener?: string): Promise<string> {
  const outfile = path.join(folder, 'fuzzWorker.cjs');
  const entryPoints = [path.join(__dirname, 'fuzzWorker.ts')];
  const kind = {
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    plugins: opener === undefined ? [] : [openedBy(opener)],
  } satisfies esbuild.BuildOptions;
  await esbuild.build({ ...kind, entryPoints, outfile, bundle: true, sourcemap: 'inline', absWorkingDir: project });
  return outfile;
}

const openedBy = (opener: string): esbuild.Plugin => ({
  name: 'opener',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/openFile$/ }, ({ importer }) => (importer === opener ? null : { path: opener })),
});
