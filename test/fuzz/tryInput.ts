import * as fs from 'node:fs';
import * as path from 'node:path';
import { answerRequest } from '../../extension/child/reader/readerRequest';
import { summarizeFile } from '../../extension/child/reader/summarizeFile';
import { Work } from '../../extension/child/reader/work';
import { closeOpened } from '../../extension/core/formats/openedFile';
import { openFile } from '../../extension/core/formats/openFile';
import { LayerglassError } from '../../extension/protocol/errors';
import type { FileDescription, ReaderResults, TensorFigures } from '../../extension/protocol/reader';
import { filesOf, type FuzzInput, FuzzInputs } from './fuzzInput';
import type { FuzzSeed } from './fuzzSeeds';
import { contentOf, type FolderContent, MemoryFolder, writeContent } from './memoryFolder';
import { differenceOf } from './sameFigures';
import { watchReads } from './watchReads';

export const maxMs = 2000;
const maxMemory = 1.2 * 2 ** 30;
/** In less time so much memory cannot be filled: it is measured after longer ones, and now and then. */
const quickMs = 20;
/** One of so many inputs is opened on the disk too, by the requests that the editor sends, and must come to the same. */
const perDiskInput = 61;

export type Outcome = 'refused' | 'problems' | 'same' | 'changed';
/** Something that must not be: what, and what is known of it. */
export interface Find {
  kind: 'crash' | 'slow' | 'memory' | 'foreign-read' | 'silent-change' | 'left-open' | 'differs-on-disk';
  detail: string;
}
interface Told {
  outcome: Outcome;
  /** Of a refusal, its code. */
  code: string;
  find: Find | null;
}
interface Seen {
  description: FileDescription;
  summaries: ReaderResults['summaries'];
}
interface Baseline {
  figures: Map<string, TensorFigures>;
  hasChecksums: boolean;
}

/** Files that have checksums of others, and none of their own. */
const hasNoSum = (file: string): boolean => /\.(onnx|meta)$|^checkpoint(\.json)?$|^\w+\.pb$/.test(file);

const msOf = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1000;

const newWork = (): Work => new Work(() => undefined);

/** What the reader finds in a place, its figures by tensor: opened once, as it keeps what is asked of again. */
async function look(place: string): Promise<Seen> {
  const file = await openFile(place);
  try {
    const description = file.describe();
    const summaries = await summarizeFile(file, { names: null }, newWork());
    await file.graphs?.();
    return { description, summaries };
  } finally {
    closeOpened(file);
  }
}

/** The same by requests. */
async function request(place: string): Promise<Seen> {
  const ask = (name: string, params: object): Promise<unknown> => answerRequest(name, params, newWork());
  const description = (await ask('describe', { path: place })) as FileDescription;
  const summaries = (await ask('summaries', { path: place, names: null })) as ReaderResults['summaries'];
  if (description.hasGraphs) await ask('graphs', { path: place });
  return { description, summaries };
}

/** Makes inputs of one fixture after the other in a folder of its own, and looks at what the reader says. */
export class FuzzTrial {
  private readonly baselines = new Map<FuzzSeed, Baseline | null>();
  private readonly contents = new Map<FuzzSeed, FolderContent>();
  private readonly inputs: FuzzInputs;
  private readonly inputFolder: string;
  private readonly memory: MemoryFolder;
  private foreign: string | null = null;
  /** Of some inputs ago: to ask takes as long as to open a small file. */
  private used = process.cpuUsage();

  /** @param folder absolute, real, empty: inputs are put there; @param own the project: what it loads of itself is no foreign read */
  constructor(seeds: readonly FuzzSeed[], folder: string, own: string) {
    this.inputs = new FuzzInputs(seeds);
    this.inputFolder = path.join(folder, 'in/side');
    fs.mkdirSync(this.inputFolder, { recursive: true });
    // where a name that leads out of the folder would lead
    for (const place of ['x', 'in/x']) fs.writeFileSync(path.join(folder, place), 'canary');
    this.memory = new MemoryFolder(this.inputFolder);
    const roots = [this.inputFolder + path.sep, own + path.sep, '/proc/'];
    watchReads(file => {
      const at = path.resolve(file);
      if (!roots.some(root => at.startsWith(root))) this.foreign ??= at;
    });
  }

  async try(seed: number, index: number): Promise<{ outcome: Outcome; find: Find | null; name: string }> {
    const input = this.inputs.at(seed, index);
    const { base, target } = input;
    const { name: targetName } = base.files[target]!;
    const baseline = await this.baselineOf(base);
    this.show(base, path.join(this.inputFolder, targetName), input.bytes);
    this.foreign = null;
    const began = performance.now();
    const told = await this.tell(look, input, baseline);
    const ms = performance.now() - began;
    const find = told.find ?? this.leftOpen() ?? this.measured(ms, index);
    const onDisk = find || index % perDiskInput ? null : await this.onDisk(input, baseline, told);
    return { outcome: told.outcome, find: find ?? onDisk, name: `${base.name}: ${targetName}` };
  }

  private leftOpen(): Find | null {
    const count = this.memory.leftOpen();
    return count ? { kind: 'left-open', detail: `${count} files` } : null;
  }

  private measured(ms: number, index: number): Find | null {
    if (this.foreign) return { kind: 'foreign-read', detail: this.foreign };
    // On a machine that is busy with others, time goes by without being used.
    const usedMs = ms > maxMs ? Math.min(ms, msOf(process.cpuUsage(this.used))) : 0;
    if (usedMs > maxMs) return { kind: 'slow', detail: `${Math.round(usedMs)} ms` };
    if (index % 64 === 0 || ms > maxMs) this.used = process.cpuUsage();
    if (ms < quickMs && index % 64) return null;
    const memory = process.memoryUsage.rss();
    return memory > maxMemory ? { kind: 'memory', detail: `${Math.round(memory / 2 ** 20)} MB` } : null;
  }

  private async tell(
    open: typeof look,
    { base, target, isSigned }: FuzzInput,
    baseline: Baseline | null,
  ): Promise<Told> {
    try {
      const { description, summaries } = await open(path.join(this.inputFolder, base.opened));
      const hasProblems = description.problems.length + summaries.problems.length > 0;
      if (hasProblems || !baseline) return { outcome: 'problems', code: '', find: null };
      const different = differenceOf(baseline.figures, summaries.tensors);
      if (different === null) return { outcome: 'same', code: '', find: null };
      const isSummed = baseline.hasChecksums && !isSigned && !hasNoSum(base.files[target]!.name);
      const find = isSummed ? { kind: 'silent-change' as const, detail: different } : null;
      return { outcome: 'changed', code: '', find };
    } catch (error) {
      if (error instanceof LayerglassError && error.code !== 'internal')
        return { outcome: 'refused', code: error.code, find: null };
      const detail = String((error as Error)?.stack ?? error);
      return { outcome: 'refused', code: '', find: { kind: 'crash', detail } };
    }
  }

  private async onDisk(input: FuzzInput, baseline: Baseline | null, told: Told): Promise<Find | null> {
    this.memory.hide();
    this.foreign = null;
    writeContent(this.inputFolder, filesOf(input));
    try {
      const { find, outcome, code } = await this.tell(request, input, baseline);
      if (find) return find;
      if (this.foreign) return { kind: 'foreign-read', detail: this.foreign };
      if (outcome === told.outcome && code === told.code) return null;
      return { kind: 'differs-on-disk', detail: `${told.outcome} ${told.code} became ${outcome} ${code}` };
    } finally {
      writeContent(this.inputFolder, []);
    }
  }

  /** Null for a fixture that is refused as it is, or has problems. */
  private async baselineOf(base: FuzzSeed): Promise<Baseline | null> {
    const known = this.baselines.get(base);
    if (known !== undefined) return known;
    this.show(base, '', new Uint8Array());
    let baseline: Baseline | null = null;
    try {
      const { description, summaries } = await look(path.join(this.inputFolder, base.opened));
      const isWhole = description.problems.length + summaries.problems.length === 0;
      const figures = new Map(summaries.tensors.map(tensor => [tensor.name, tensor]));
      if (isWhole) baseline = { figures, hasChecksums: description.checksums > 0 };
    } catch (error) {
      if (!(error instanceof LayerglassError)) throw error;
    }
    this.baselines.set(base, baseline);
    return baseline;
  }

  private show(base: FuzzSeed, changed: string, bytes: Uint8Array): void {
    let content = this.contents.get(base);
    if (!content) this.contents.set(base, (content = contentOf(this.inputFolder, base.files)));
    this.memory.show(content, changed, bytes);
  }
}
