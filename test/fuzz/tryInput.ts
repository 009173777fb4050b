import * as fs from 'node:fs';
import * as path from 'node:path';
import { answerRequest } from '../../extension/child/reader/readerRequest';
import { summarizeFile } from '../../extension/child/reader/summarizeFile';
import { Work } from '../../extension/child/reader/work';
import { closeOpened } from '../../extension/core/formats/openedFile';
import { openFile } from '../../extension/core/formats/openFile';
import { LayerglassError } from '../../extension/protocol/errors';
import type { FileDescription, ReaderResults, TensorFigures } from '../../extension/protocol/reader';
import { filesOf, type FuzzInput, type FuzzInputs } from './fuzzInput';
import type { FuzzSeed } from './fuzzSeeds';
import { contentOf, type FolderContent, MemoryFolder, writeContent } from './memoryFolder';
import { differenceOf } from './sameFigures';
import { SeenInputs } from './seenInputs';
import { watchReads } from './watchReads';

export const maxMs = 2000;
const maxMemory = 1.2 * 2 ** 30;
/** In less time so much memory cannot be filled: it is measured after longer ones, and now and then. */
const quickMs = 20;
const perTime = 64;
const perMemory = 512;
/** One of so many inputs is opened on the disk too, by the requests that the editor sends, and must come to the same. */
const perDiskInput = 61;
/** Of what a fault's stack says. */
const faultFrames = 10;

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

/** What is known of a fixture. */
interface Known {
  content: FolderContent;
  /** Absolute. */
  opened: string;
  /** Absolute, of its files. */
  files: string[];
  /** Null for a fixture that is refused as it is, or has problems. */
  baseline: Baseline | null;
}

/** Puts inputs into a folder of its own, one after the other, and looks at what the reader says. */
export class FuzzTrial {
  private readonly known = new Map<FuzzSeed, Known>();
  private readonly inputFolder: string;
  private readonly memory: MemoryFolder;
  private readonly seen = new SeenInputs();
  private foreign: string | null = null;
  private count = 0;
  /** Of some inputs ago: to ask takes as long as to open a small file. */
  private used = process.cpuUsage();

  /** @param folder absolute, real, empty: inputs are put there; @param own the project: what it loads of itself is no foreign read */
  constructor(
    private readonly inputs: FuzzInputs,
    folder: string,
    own: string,
  ) {
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

  /** Null where the same was tried before, of another index. */
  async try(base: FuzzSeed, index: number): Promise<{ outcome: Outcome; find: Find | null } | null> {
    const known = this.known.get(base) ?? (await this.learn(base));
    const input = this.inputs.at(base, index);
    if (!this.seen.add(this.inputs.streams.get(base)!, input)) return null;
    this.memory.show(known.content, known.files[input.target]!, input.bytes);
    this.foreign = null;
    const began = performance.now();
    const told = await this.tell(look, input, known);
    const ms = performance.now() - began;
    this.count++;
    const find = told.find ?? this.leftOpen() ?? this.measured(ms);
    const onDisk = find || this.count % perDiskInput ? null : await this.onDisk(input, known, told);
    return { outcome: told.outcome, find: find ?? onDisk };
  }

  private leftOpen(): Find | null {
    const count = this.memory.leftOpen();
    return count ? { kind: 'left-open', detail: `${count} files` } : null;
  }

  private measured(ms: number): Find | null {
    if (this.foreign) return { kind: 'foreign-read', detail: this.foreign };
    const isMeasured = ms >= quickMs || this.count % perMemory === 0;
    const memory = isMeasured ? process.memoryUsage.rss() : 0;
    if (memory > maxMemory) return { kind: 'memory', detail: `${Math.round(memory / 2 ** 20)} MB` };
    // On a machine that is busy with others, time goes by without being used.
    const usedMs = ms > maxMs ? Math.min(ms, msOf(process.cpuUsage(this.used))) : 0;
    if (this.count % perTime === 0 || ms > maxMs) this.used = process.cpuUsage();
    return usedMs > maxMs ? { kind: 'slow', detail: `${Math.round(usedMs)} ms` } : null;
  }

  private async tell(open: typeof look, input: FuzzInput, { opened, baseline }: Known): Promise<Told> {
    try {
      const { description, summaries } = await open(opened);
      const hasProblems = description.problems.length + summaries.problems.length > 0;
      if (hasProblems || !baseline) return { outcome: 'problems', code: '', find: null };
      const different = differenceOf(baseline.figures, summaries.tensors);
      if (different === null) return { outcome: 'same', code: '', find: null };
      const { base, target, isSigned } = input;
      const isSummed = baseline.hasChecksums && !isSigned && !hasNoSum(base.files[target]!.name);
      const find = isSummed ? { kind: 'silent-change' as const, detail: different } : null;
      return { outcome: 'changed', code: '', find };
    } catch (error) {
      if (isRefusal(error)) return { outcome: 'refused', code: error.code, find: null };
      const detail = await faultOf(() => open(opened), error);
      return { outcome: 'refused', code: '', find: { kind: 'crash', detail } };
    }
  }

  private async onDisk(input: FuzzInput, known: Known, told: Told): Promise<Find | null> {
    this.memory.hide();
    this.foreign = null;
    writeContent(this.inputFolder, filesOf(input));
    try {
      const { find, outcome, code } = await this.tell(request, input, known);
      if (find) return find;
      if (this.foreign) return { kind: 'foreign-read', detail: this.foreign };
      if (outcome === told.outcome && code === told.code) return null;
      return { kind: 'differs-on-disk', detail: `${told.outcome} ${told.code} became ${outcome} ${code}` };
    } finally {
      writeContent(this.inputFolder, []);
    }
  }

  private async learn(base: FuzzSeed): Promise<Known> {
    const content = contentOf(this.inputFolder, base.files);
    const opened = path.join(this.inputFolder, base.opened);
    const files = base.files.map(file => path.join(this.inputFolder, file.name));
    this.memory.show(content, '', new Uint8Array());
    const known: Known = { content, opened, files, baseline: null };
    try {
      const { description, summaries } = await look(opened);
      const isWhole = description.problems.length + summaries.problems.length === 0;
      const figures = new Map(summaries.tensors.map(tensor => [tensor.name, tensor]));
      if (isWhole) known.baseline = { figures, hasChecksums: description.checksums > 0 };
    } catch (error) {
      if (!isRefusal(error)) throw new Error(`${base.name} as it is: ${await faultOf(() => look(opened), error)}`);
    }
    this.known.set(base, known);
    return known;
  }
}

const isRefusal = (error: unknown): error is LayerglassError =>
  error instanceof LayerglassError && error.code !== 'internal';

/** Says where a fault is: it is made once more, as a refusal has no stack here. */
async function faultOf(again: () => Promise<unknown>, first: unknown): Promise<string> {
  const frames = Error.stackTraceLimit;
  Error.stackTraceLimit = faultFrames;
  try {
    await again();
    return `${String(first)} (not when it was tried again)`;
  } catch (error) {
    return isRefusal(error)
      ? `${String(first)} (then ${error.code})`
      : String((error as Error | undefined)?.stack ?? error);
  } finally {
    Error.stackTraceLimit = frames;
  }
}
