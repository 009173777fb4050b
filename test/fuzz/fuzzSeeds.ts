import * as fs from 'node:fs';
import * as path from 'node:path';

/** A fixture that inputs are made of: what is opened, and all of its files, one of which is changed. */
export interface FuzzSeed {
  name: string;
  /** Of what is opened, in the folder with the files; `.` for the folder itself. */
  opened: string;
  files: { name: string; bytes: Uint8Array }[];
}

/** Larger files are changed in places that are rarely read: they only cost time. */
const maxBytes = 300_000;

const isScript = (name: string): boolean => /\.py$|^expected.*\.json$|README/.test(name);

/** Files that are opened by their own name; folders that hold models in several files are opened whole. */
export function fuzzSeeds(root: string): FuzzSeed[] {
  const seeds: FuzzSeed[] = [];
  const visit = (folder: string): void => {
    const entries = fs.readdirSync(folder, { withFileTypes: true }).filter(e => !isScript(e.name));
    const files = filesBelow(folder, folder);
    const bytes = files.reduce((sum, f) => sum + f.bytes.length, 0);
    const hasParts = entries.some(e => e.isFile() && isPartOfMore(e.name));
    if (hasParts && bytes <= maxBytes) {
      seeds.push({ name: path.relative(root, folder), opened: openedOf(entries.map(e => e.name)), files });
      return;
    }
    for (const entry of entries)
      if (entry.isDirectory()) visit(path.join(folder, entry.name));
      else if (entry.isFile()) {
        const file = path.join(folder, entry.name);
        const own = fs.readFileSync(file);
        if (own.length > 0 && own.length <= maxBytes)
          seeds.push({
            name: path.relative(root, file),
            opened: entry.name,
            files: [{ name: entry.name, bytes: new Uint8Array(own) }],
          });
      }
  };
  visit(root);
  return seeds;
}

/** What needs the files beside it. */
const isPartOfMore = (name: string): boolean =>
  /\.index$|\.index\.json$|^model\.json$|saved_model\.pb$|-of-\d+|^checkpoint(\.json)?$|\.meta$|\.weights\.json$/.test(
    name,
  );

/** What a person would click on among them. */
function openedOf(names: readonly string[]): string {
  const wanted = [
    /^model\.json$/,
    /^checkpoint\.json$/,
    /\.index\.json$/,
    /\.weights\.json$/,
    /\.index$/,
    /-00001-of-/,
  ];
  for (const pattern of wanted) {
    const name = names.find(n => pattern.test(n));
    if (name !== undefined) return name;
  }
  return '.';
}

function filesBelow(folder: string, root: string): FuzzSeed['files'] {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(file, root);
    return entry.isFile() && !isScript(entry.name)
      ? [{ name: path.relative(root, file), bytes: new Uint8Array(fs.readFileSync(file)) }]
      : [];
  });
}
