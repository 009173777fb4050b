import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ask } from './numpyOracle';

/** A folder for the files of a describe block, which is there before its first test and gone after its last. */
export function trialFiles(name: string): { folder(): string; write(name: string, bytes: Uint8Array): string } {
  let folder: string;
  before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), `layerglass-${name}-`))));
  after(() => fs.rmSync(folder, { recursive: true }));
  return {
    folder: () => folder,
    write: (file, bytes) => {
      const place = path.join(folder, file);
      fs.writeFileSync(place, bytes);
      return place;
    },
  };
}

/** What is wrong with a file, by code and place, and the names of what can be read all the same. */
export async function outcome(place: string): Promise<{ codes: string[]; read: string[] }> {
  const { tensors, problems } = await ask('summaries', { path: place, names: null });
  const read = tensors.filter(t => t.summary).map(t => t.name);
  return { codes: problems.map(p => `${p.code} ${p.where}`), read };
}
