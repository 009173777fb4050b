import * as fs from 'node:fs';
import * as path from 'node:path';
import { relativePath } from '../core/text/relativePath';
import { bundledSources } from './bundle/bundledSources';
import { bundleProgram } from './bundleProgram';

/** A file of the person's that is not what it was when a run began. */
export interface SourceChange {
  /** Relative to the program's folder, with `/`. */
  file: string;
  kind: 'changed' | 'added' | 'removed';
  /** Lines that are there now and were not, and the other way round, wherever they stand. */
  linesAdded: number;
  linesRemoved: number;
  /** null: there was no such file. */
  before: string | null;
  /** null: there is none any more. */
  after: string | null;
}

export interface SourceChanges {
  /** Whether anything that goes into the program's bundle is another. */
  isChanged: boolean;
  /** Ordered by name. */
  files: SourceChange[];
  /** The run folder does not say what its sources were, so `files` is empty whatever changed. */
  isUnknown: boolean;
}

/**
 * What changed in a program since a run began. Where `isChanged` and `files` is empty though it is known, it is something
 * else that was bundled: a package or data. Throws LayerglassError where the program cannot be bundled now.
 * @param program absolute; `folder`: its working folder; `sourceHash`: as the run's run.json has it
 */
export async function sourceChanges(
  runFolder: string,
  { program, folder, sourceHash }: { program: string; folder: string; sourceHash: string },
): Promise<SourceChanges> {
  const bundle = await bundleProgram({ program, folder });
  if (bundle.sourceHash === sourceHash) return { isChanged: false, files: [], isUnknown: false };
  const before = bundledSources(runFolder);
  if (!before) return { isChanged: true, files: [], isUnknown: true };
  const after = new Map(bundle.sources.flatMap(file => textOf(folder, file)));
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  const files = names.flatMap(file => changeOf(file, before.get(file) ?? null, after.get(file) ?? null));
  return { isChanged: true, files, isUnknown: false };
}

function textOf(folder: string, file: string): [string, string][] {
  // others are not in the bundle's map
  if (!/\.([cm]?[jt]sx?|json)$/.test(file)) return [];
  return [[relativePath(folder, file), fs.readFileSync(path.resolve(folder, file), 'utf8').replace(/^\uFEFF/, '')]];
}

function changeOf(file: string, before: string | null, after: string | null): SourceChange[] {
  if (before === after) return [];
  const [old, now] = [linesOf(before), linesOf(after)];
  const kind = before === null ? 'added' : after === null ? 'removed' : 'changed';
  return [{ file, kind, linesAdded: missingIn(old, now), linesRemoved: missingIn(now, old), before, after }];
}

const linesOf = (text: string | null): string[] => (text === null ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/));

/** How many of `lines` are not in `others`, each of those counted once. */
function missingIn(others: readonly string[], lines: readonly string[]): number {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  let missing = 0;
  for (const line of lines) {
    const count = left.get(line) ?? 0;
    if (count) left.set(line, count - 1);
    else missing++;
  }
  return missing;
}
