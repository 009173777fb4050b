import * as path from 'node:path';
import type { FileProblem } from '../../../protocol/reader';
import { LayerglassError } from '../../../protocol/errors';
import type { ByteSource, FileSource } from '../sources/byteSource';
import type { ChosenFile } from '../chosenFile';
import { addFailure, addProblem } from '../fileProblems';
import { SourcePart } from '../sources/sourceViews';
import type { BundleEntry } from './bundleEntry';

/** The files of values that an index speaks of; each is looked for when an entry needs it. */
export class BundleFiles {
  private readonly shards = new Map<number, { source: FileSource } | { error: LayerglassError }>();
  private readonly broken = new Map<BundleEntry, LayerglassError>();

  /** @param count how many there are */
  constructor(
    private readonly index: ChosenFile,
    private readonly count: number,
    entries: readonly BundleEntry[],
    private readonly problems: FileProblem[],
  ) {
    this.checkPlaces(entries);
  }

  /** Those that were found, in order. */
  opened(): FileSource[] {
    const found = [...this.shards.values()].flatMap(shard => ('source' in shard ? [shard.source] : []));
    return found.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** No byte of a file belongs to two tensors: else a small file could be read without end. */
  private checkPlaces(entries: readonly BundleEntry[]): void {
    const stored = entries.filter(entry => entry.slices.length === 0 && entry.size > 0);
    stored.sort((a, b) => a.shard - b.shard || a.offset - b.offset);
    let [shard, covered] = [-1, 0];
    for (const entry of stored) {
      if (entry.shard !== shard) [shard, covered] = [entry.shard, 0];
      if (!(entry.offset >= covered))
        this.broken.set(entry, new LayerglassError('overlapping-ranges', 'Its bytes are those of another tensor too'));
      covered = Math.max(covered, entry.offset + entry.size);
    }
  }

  /** The file of values of that number. */
  private shardOf(number: number): { source: FileSource } | { error: LayerglassError } {
    let shard = this.shards.get(number);
    if (shard) return shard;
    const digits = (n: number): string => String(n).padStart(5, '0');
    const ending = `.data-${digits(number)}-of-${digits(this.count)}`;
    const name = this.index.name.replace(/\.index$/, '') + ending;
    try {
      if (!(number < this.count)) throw this.noSuch(number);
      shard = { source: this.index.sibling(own => path.basename(own, '.index') + ending, name) };
    } catch (error) {
      shard = { error: addFailure(this.problems, error) };
    }
    this.shards.set(number, shard);
    return shard;
  }

  /** The bytes of an entry, which has no slices; or why there are none. */
  bytesOf(entry: BundleEntry, name: string, wanted: number | null): ByteSource | LayerglassError {
    const file = this.fileOf(entry, name, wanted);
    if (file instanceof LayerglassError) return file;
    const missing = (): LayerglassError => new LayerglassError('bad-range', `${name} ends there`, { where: name });
    return new SourcePart(file, entry.offset, entry.size, missing);
  }

  /** The file in which all bytes of an entry are; or why there is none. @param wanted how many there should be */
  fileOf(entry: BundleEntry, name: string, wanted: number | null): FileSource | LayerglassError {
    const broken = this.broken.get(entry);
    if (broken) return this.fail(broken.code, broken.message, name);
    const shard = this.shardOf(entry.shard);
    if ('error' in shard) return shard.error;
    const { source } = shard;
    const end = entry.offset + entry.size;
    if (!(end <= source.size))
      return this.fail('file-short', `${source.name} ends after ${source.size} bytes, where ${end} are needed`, name);
    if (wanted !== null && wanted !== entry.size)
      return this.fail('bad-range', `It has ${entry.size} bytes, where its shape needs ${wanted}`, name);
    return source;
  }

  private fail(code: string, message: string, name: string): LayerglassError {
    addProblem(this.problems, code, `${message}.`, name);
    return new LayerglassError(code, message, { where: name });
  }

  private noSuch(number: number): LayerglassError {
    const { name } = this.index;
    return new LayerglassError('bad-index', `${name} cannot be read: it has no file ${number}`, { where: name });
  }
}
