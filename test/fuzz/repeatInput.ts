import * as fs from 'node:fs';
import * as path from 'node:path';
import { FuzzInputs, keepInput } from './fuzzInput';
import { newFuzzFolder } from './fuzzProcess';
import { fuzzSeeds } from './fuzzSeeds';
import { FuzzTrial, type Find, type Outcome } from './tryInput';

const project = path.join(__dirname, '../..');

/** Tries one input again, in this process; returns what it came to, and the folder below `keep` that has it. */
export async function repeatInput(
  { seed, fixture, index }: { seed: number; fixture: string; index: number },
  keep: string,
): Promise<{ outcome: Outcome; find: Find | null; kept: string }> {
  const seeds = fuzzSeeds(project);
  const base = seeds.find(each => each.name === fixture);
  if (!base) throw new Error(`There is no fixture ${fixture}`);
  const inputs = new FuzzInputs(seeds, seed);
  const folder = newFuzzFolder();
  try {
    const tried = await new FuzzTrial(inputs, folder, project).try(base, index);
    return { ...tried!, kept: keepInput(inputs, base, index, keep) };
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}
