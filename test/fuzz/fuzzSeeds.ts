import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import * as zlib from 'node:zlib';
import type { CheckpointContent } from '../../extension/core/runs/checkpointContent';
import { wholeCheckpoint, writeCheckpoints } from '../unit/core/formats/formatFixtures';
import { checkpoint } from '../unit/core/runs/runFixtures';

/** A fixture that inputs are made of: what is opened, and all of its files, one of which is changed. */
export interface FuzzSeed {
  name: string;
  /** Of what is opened, in the folder with the files; `.` for the folder itself. */
  opened: string;
  files: { name: string; bytes: Uint8Array }[];
}

/** Larger files are changed in places that are rarely read: they only cost time. */
const maxBytes = 300_000;

/** Scripts, what they expect, and folders that hold no model files. */
const isBeside = (name: string): boolean => /\.(py|mjs)$|^expected.*\.json$|README|^architectures$/.test(name);
/** Opened by its own name, whatever is beside it. */
const isWhole = (name: string): boolean =>
  /\.(onnx|gguf|npy|npz|pt|keras|safetensors)$/.test(name) && !/-of-\d+/.test(name);
/** What needs the files beside it. */
const isPartOfMore = (name: string): boolean =>
  /\.index$|\.index\.json$|^model\.json$|saved_model\.pb$|-of-\d+|^checkpoint(\.json)?$|\.meta$|\.weights\.json$/.test(
    name,
  );

/**
 * Fixtures of the project: files that are opened by their own name, those in several files with the others, and a checkpoint
 * that is written here. Only those with FUZZ_ONLY in their path, where it is set.
 */
export function fuzzSeeds(project: string): FuzzSeed[] {
  const roots = ['formats', 'fuzzSeeds'].map(name => path.join(project, 'test/fixtures', name));
  return [...ownCheckpoints(), ...roots.flatMap(seedsBelow)].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function seedsBelow(root: string): FuzzSeed[] {
  const seeds: FuzzSeed[] = [];
  const add = (name: string, opened: string, files: FuzzSeed['files']): void => {
    const bytes = files.reduce((sum, f) => sum + f.bytes.length, 0);
    if (bytes > 0 && bytes <= maxBytes) seeds.push({ name: path.relative(root, name), opened, files });
  };
  const visit = (folder: string): void => {
    const entries = fs.readdirSync(folder, { withFileTypes: true }).filter(e => !isBeside(e.name));
    const own = entries.filter(e => e.isFile()).map(e => readSeed(folder, e.name));
    const hasParts = own.some(file => isPartOfMore(file.name));
    const rest = own.filter(file => !isWhole(file.name));
    const isOnnx = own.some(file => file.name.endsWith('.onnx'));
    for (const file of own) {
      if ((hasParts || isOnnx) && !isWhole(file.name)) continue;
      // With its external data.
      const others = isOnnx ? rest : [];
      add(path.join(folder, file.name), file.name, [file, ...others]);
    }
    if (hasParts) add(folder, openedOf(rest.map(file => file.name)), filesBelow(folder, folder));
    else for (const entry of entries) if (entry.isDirectory()) visit(path.join(folder, entry.name));
  };
  visit(root);
  return seeds;
}

/** Those with that in their name. */
export const chosenSeeds = (seeds: readonly FuzzSeed[], only: string): FuzzSeed[] =>
  seeds.filter(seed => seed.name.includes(only));

export const formatOf = ({ name }: FuzzSeed): string => name.split(path.sep)[0]!;

function ownCheckpoints(): FuzzSeed[] {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'layerglass-seed-'));
  const written = (name: string, content: CheckpointContent): FuzzSeed => {
    const [place] = writeCheckpoints(path.join(folder, name), [content]);
    return { name: path.join('layerglass', name), opened: '.', files: filesBelow(place!, place!) };
  };
  try {
    return [written('whole', wholeCheckpoint(1)), written('small', checkpoint(1))];
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

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
    if (entry.isDirectory()) return filesBelow(path.join(folder, entry.name), root);
    if (!entry.isFile() || isBeside(entry.name) || isWhole(entry.name)) return [];
    return [readSeed(root, path.relative(root, path.join(folder, entry.name)))];
  });
}

/** Fixtures that are packed as a whole are unpacked. */
function readSeed(folder: string, name: string): FuzzSeed['files'][number] {
  const bytes = fs.readFileSync(path.join(folder, name));
  return name.endsWith('.gz')
    ? { name: name.slice(0, -3), bytes: new Uint8Array(zlib.gunzipSync(bytes)) }
    : { name, bytes: new Uint8Array(bytes) };
}
