import * as path from 'node:path';
import { LayerglassError } from '../../protocol/errors';
import type { FileProblem } from '../../protocol/reader';
import { addProblem } from '../formats/fileProblems';
import { emptySeries, EventFile, type Series } from './eventFile';
import type { LogRunFiles } from './findLogRuns';

/** Read in one go: 8 MB are gone through in some milliseconds. */
const pieceBytes = 2 ** 23;

/** A series of a whole run; `files`: which of its event files each point lies in. */
export interface MergedSeries extends Series {
  files: number[];
}

/** One folder of event files, whoever wrote them; read again and again, only what is new. */
export class LogRun {
  readonly name: string;
  readonly folder: string;
  files: EventFile[] = [];
  private merged: Map<string, MergedSeries> | null = null;
  private unread: FileProblem[] = [];

  constructor({ name, folder }: Pick<LogRunFiles, 'name' | 'folder'>) {
    this.name = name;
    this.folder = folder;
  }

  /** Reads what is new in these files; returns whether there was anything. */
  async read(names: readonly string[], pause: (bytes: number) => Promise<void>): Promise<boolean> {
    const known = new Map(this.files.map(f => [path.basename(f.file), f]));
    let hasChanged = names.length !== this.files.length || names.some(n => !known.has(n));
    this.files = names.map(
      n => known.get(n) ?? new EventFile(path.join(this.folder, n), this.name === '.' ? n : `${this.name}/${n}`),
    );
    this.unread = [];
    for (const file of this.files)
      try {
        do {
          hasChanged = file.read(pieceBytes) || hasChanged;
          await pause(pieceBytes);
        } while (file.hasMore);
      } catch (error) {
        if (!(error instanceof LayerglassError)) throw error;
        addProblem(this.unread, error.code, error.message, file.name);
      }
    if (hasChanged) this.merged = null;
    return hasChanged;
  }

  get problems(): FileProblem[] {
    return [...this.unread, ...this.files.flatMap(f => f.problems)];
  }

  /** Seconds since 1970; null without any event. */
  get firstTime(): number | null {
    const times = this.files.flatMap(f => f.firstTime ?? []);
    return times.length ? Math.min(...times) : null;
  }
  get lastTime(): number {
    return Math.max(0, ...this.files.map(f => f.lastTime));
  }

  /**
   * The series of all its files, one after the other, as TensorBoard's page has them: a step that comes again, or an earlier
   * one, is that of a run that was resumed, and puts an end to what was written at that step and after it.
   */
  get series(): ReadonlyMap<string, MergedSeries> {
    if (this.merged) return this.merged;
    const merged = new Map<string, MergedSeries>();
    for (const [index, file] of this.files.entries())
      for (const part of file.series.values()) {
        let whole = merged.get(part.tag);
        if (!whole) {
          whole = { ...emptySeries(part), files: [] };
          merged.set(part.tag, whole);
        }
        if (part.kind === whole.kind) append(whole, part, index);
      }
    return (this.merged = merged);
  }

  /** The bytes of a point's record. Throws LayerglassError where they are gone. */
  record(series: MergedSeries, point: number): Uint8Array {
    return this.files[series.files[point]!]!.recordAt(series.places[point]!, series.lengths[point]!);
  }
}

function append(whole: MergedSeries, part: Series, index: number): void {
  whole.isFloat32 &&= part.isFloat32;
  for (const [i, step] of part.steps.entries()) {
    while (whole.steps.length && whole.steps.at(-1)! >= step) {
      for (const list of [whole.steps, whole.wallTimes, whole.places, whole.lengths, whole.files]) list.pop();
      if (whole.kind === 'scalar') whole.scalars.pop();
    }
    whole.steps.push(step);
    whole.wallTimes.push(part.wallTimes[i]!);
    whole.places.push(part.places[i]!);
    whole.lengths.push(part.lengths[i]!);
    whole.files.push(index);
    if (whole.kind === 'scalar') whole.scalars.push(part.scalars[i]!);
  }
}
