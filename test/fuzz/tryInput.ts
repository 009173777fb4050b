import * as fs from 'node:fs';
import * as path from 'node:path';
import { answerRequest } from '../../extension/child/reader/readerRequest';
import { Work } from '../../extension/child/reader/work';
import { LayerglassError } from '../../extension/protocol/errors';
import type { FileDescription, ReaderResults } from '../../extension/protocol/reader';
import { seedsByFormat, type FuzzSeed } from './fuzzSeeds';
import { mutate } from './mutate';
import { RandomSource } from './randomSource';
import { watchReads } from './watchReads';

export const maxMs = 2000;
const maxMemory = 1.2 * 2 ** 30;

export type Outcome = 'refused' | 'problems' | 'same' | 'changed';
/** Something that must not be: what, and what is known of it. */
export interface Find {
  kind: 'crash' | 'slow' | 'memory' | 'foreign-read' | 'silent-change';
  detail: string;
}

/** Files that have checksums of others, and none of their own. */
const hasNoSum = (file: string): boolean => /\.(onnx|meta)$|^checkpoint(\.json)?$|^\w+\.pb$/.test(file);

const ask = (name: 'describe' | 'summaries' | 'graphs', params: object): Promise<unknown> =>
  answerRequest(name, params, new Work(() => undefined));

/** What the reader finds in a place, its figures by tensor. */
async function look(place: string): Promise<{ description: FileDescription; summaries: ReaderResults['summaries'] }> {
  const description = (await ask('describe', { path: place })) as FileDescription;
  const summaries = (await ask('summaries', { path: place, names: null })) as ReaderResults['summaries'];
  if (description.hasGraphs) await ask('graphs', { path: place });
  return { description, summaries };
}

/** Makes inputs of one fixture after the other in a folder of its own, and looks at what the reader says. */
export class FuzzTrial {
  private readonly baselines = new Map<FuzzSeed, { figures: Map<string, string>; hasChecksums: boolean } | null>();
  private readonly formats: readonly (readonly FuzzSeed[])[];
  private readonly inputFolder: string;
  private foreign: string | null = null;

  /** @param folder absolute, empty: inputs are put there; @param own the project: what it loads of itself is no foreign read */
  constructor(
    private readonly seeds: readonly FuzzSeed[],
    private readonly folder: string,
    own: string,
  ) {
    this.formats = seedsByFormat(seeds);
    this.inputFolder = path.join(folder, 'in/side');
    // where a name that leads out of the folder would lead
    for (const place of ['x', 'in/x']) {
      fs.mkdirSync(path.dirname(path.join(folder, place)), { recursive: true });
      fs.writeFileSync(path.join(folder, place), 'canary');
    }
    watchReads(file => {
      const at = path.resolve(file);
      const isOwn = [this.inputFolder, own].some(f => at === f || at.startsWith(f + path.sep));
      if (!isOwn && !at.startsWith('/proc/')) this.foreign ??= at;
    });
  }

  /** The same for the same seed and index, on every machine. */
  async try(seed: number, index: number): Promise<{ outcome: Outcome; find: Find | null; name: string }> {
    const random = new RandomSource((seed * 0x9e3779b1 + index) | 0);
    const base = random.pick(random.pick(this.formats));
    const baseline = await this.baselineOf(base);
    // What is opened leads to the others: it is changed as often as all of them.
    const openedAt = base.files.findIndex(file => file.name === base.opened);
    const target = openedAt >= 0 && random.next() < 0.5 ? openedAt : random.below(base.files.length);
    const other = random.pick(random.pick(this.seeds).files).bytes;
    const { bytes, isSigned } = mutate(base.files[target]!.bytes, random, other);
    const { name: targetName } = base.files[target]!;
    this.put(base, target, bytes);
    this.foreign = null;
    const began = performance.now();
    const used = process.cpuUsage();
    const result = await this.lookAgain(base, baseline, !isSigned && !hasNoSum(targetName));
    // On a machine that is busy with others, time goes by without being used.
    const { user, system } = process.cpuUsage(used);
    const ms = Math.min(performance.now() - began, (user + system) / 1000);
    const find = result.find ?? this.measured(ms);
    return { outcome: result.outcome, find, name: `${base.name}: ${targetName}` };
  }

  private measured(ms: number): Find | null {
    if (this.foreign) return { kind: 'foreign-read', detail: this.foreign };
    if (ms > maxMs) return { kind: 'slow', detail: `${Math.round(ms)} ms` };
    const memory = process.memoryUsage.rss();
    return memory > maxMemory ? { kind: 'memory', detail: `${Math.round(memory / 2 ** 20)} MB` } : null;
  }

  private async lookAgain(
    base: FuzzSeed,
    baseline: { figures: Map<string, string>; hasChecksums: boolean } | null,
    isSummed: boolean,
  ): Promise<{ outcome: Outcome; find: Find | null }> {
    try {
      const { description, summaries } = await look(path.join(this.inputFolder, base.opened));
      const hasProblems = description.problems.length + summaries.problems.length > 0;
      if (hasProblems || !baseline) return { outcome: 'problems', find: null };
      const different = differenceOf(baseline.figures, figuresOf(summaries));
      if (different === null) return { outcome: 'same', find: null };
      const find = baseline.hasChecksums && isSummed ? { kind: 'silent-change' as const, detail: different } : null;
      return { outcome: 'changed', find };
    } catch (error) {
      if (error instanceof LayerglassError && error.code !== 'internal') return { outcome: 'refused', find: null };
      return { outcome: 'refused', find: { kind: 'crash', detail: String((error as Error)?.stack ?? error) } };
    }
  }

  /** Null for a fixture that is refused as it is. */
  private async baselineOf(base: FuzzSeed) {
    const known = this.baselines.get(base);
    if (known !== undefined) return known;
    this.put(base, -1, new Uint8Array());
    let baseline: { figures: Map<string, string>; hasChecksums: boolean } | null = null;
    try {
      const { description, summaries } = await look(path.join(this.inputFolder, base.opened));
      const isWhole = description.problems.length + summaries.problems.length === 0;
      if (isWhole) baseline = { figures: figuresOf(summaries), hasChecksums: description.checksums > 0 };
    } catch (error) {
      if (!(error instanceof LayerglassError)) throw error;
    }
    this.baselines.set(base, baseline);
    return baseline;
  }

  /** Writes the files, that at `target` with other bytes. */
  private put(base: FuzzSeed, target: number, bytes: Uint8Array): void {
    fs.rmSync(this.inputFolder, { recursive: true, force: true });
    fs.mkdirSync(this.inputFolder, { recursive: true });
    for (const [i, file] of base.files.entries()) {
      const place = path.join(this.inputFolder, file.name);
      if (file.name.includes(path.sep)) fs.mkdirSync(path.dirname(place), { recursive: true });
      fs.writeFileSync(place, i === target ? bytes : file.bytes);
    }
  }

  /** Keeps the input that was tried last. */
  keep(target: string): void {
    fs.rmSync(target, { recursive: true, force: true });
    fs.cpSync(this.inputFolder, target, { recursive: true });
  }
}

const figuresOf = ({ tensors }: ReaderResults['summaries']): Map<string, string> =>
  new Map(
    tensors.map(({ name, dtype, shape, summary, exact }) => {
      const { buckets, ...figures } = summary ?? {};
      const counts = buckets && [...buckets.bucket, ...buckets.count];
      return [name, JSON.stringify([dtype, shape, figures, exact, counts])];
    }),
  );

function differenceOf(before: Map<string, string>, after: Map<string, string>): string | null {
  for (const [name, figures] of before) {
    const now = after.get(name);
    if (now === undefined) return `${name} is not there`;
    if (now !== figures) return `${name}: ${figures.slice(0, 200)} became ${now.slice(0, 200)}`;
  }
  for (const name of after.keys()) if (!before.has(name)) return `${name} is new`;
  return null;
}
