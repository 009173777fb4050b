import * as fs from 'node:fs';
import * as path from 'node:path';
import { savedModelName, savedModelTextName } from '../../extension/core/formats/tensorflow/savedModelName';
import { containment } from '../../extension/core/runs/containedPath';
import { checkpointFileName, checkpointPathPattern, manifestName } from '../../extension/core/runs/runPaths';
import type { CheckpointPath } from '../analysis/checkpointPathText';

/** A model or checkpoint that is there. */
export interface NamedFile {
  /** Absolute; of a checkpoint of several files that has no folder of its own, the first of them. */
  place: string;
  /** What it is, in words. */
  format: string;
  /** Of the file, or of the files in the folder; null where only the format's reader knows all of them. */
  bytes: number | null;
  /** Milliseconds since 1970. */
  modifiedMs: number;
  /** Where it is a checkpoint of a run folder, or is a part of one. */
  checkpoint: { runFolder: string; path: string } | null;
  /** The reader knows the format: what it refuses is worth saying. */
  isReadable: boolean;
}
interface Places {
  /** Absolute: the source file, and the folder that it runs in. */
  file: string;
  programFolder: string;
  /** Nothing outside of these is looked at. */
  roots: readonly string[];
}

const formats: readonly [RegExp, string][] = [
  [/\.(h5|hdf5)$/i, 'Keras model or weights, HDF5'],
  [/\.keras$/i, 'Keras model'],
  [/\.safetensors$/i, 'safetensors'],
  [/\.np[yz]$/i, 'NumPy arrays'],
  [/\.onnx$/i, 'ONNX model'],
  [/\.pth?$/i, 'PyTorch checkpoint'],
  [/\.gguf$/i, 'GGUF model'],
  [/\.tflite$/i, 'TensorFlow Lite model'],
  [/\.pb$/i, 'TensorFlow graph'],
  [/\.(ckpt(-\d+)?|index|meta)$/i, 'TensorFlow checkpoint'],
  [/(^|[\\/])weights\.bin$/i, 'weights of a TensorFlow.js model'],
];
/** Known by its name alone: no reader opens it. */
const unread = /(\.tflite|[\\/]weights\.bin)$/i;
const tfjs = 'TensorFlow.js model';
/** Of a folder, before its size is given up. */
const maxEntries = 2000;

/** The model or checkpoint that a path in source names; null where there is none, or where it lies outside of the roots. */
export function findNamedFile(named: Pick<CheckpointPath, 'path' | 'from'>, places: Places): NamedFile | null {
  const isInside = containment(places.roots);
  for (const base of basesOf(named, places)) {
    const place = path.resolve(base, named.path);
    if (!isInside(place)) continue;
    const found = describePlace(place) ?? describePrefix(place);
    if (found && isInside(found.place)) return found;
  }
  return null;
}

/** What runs is relative to its working folder; what a person writes is often relative to the file. */
function basesOf({ from }: Pick<CheckpointPath, 'from'>, { file, programFolder, roots }: Places): string[] {
  if (from === 'file') return [path.dirname(file)];
  if (from === 'program') return [programFolder];
  return [...new Set([programFolder, path.dirname(file), ...roots])];
}

function describePlace(place: string): NamedFile | null {
  const stat = fs.statSync(place, { throwIfNoEntry: false });
  if (!stat) return null;
  const checkpoint = checkpointOf(place);
  const found = { place, modifiedMs: stat.mtimeMs, checkpoint, isReadable: true };
  if (checkpoint) {
    const own = path.join(checkpoint.runFolder, checkpoint.path);
    return { ...found, place: own, format: 'Layerglass checkpoint', bytes: folderBytes(own) };
  }
  if (stat.isFile()) {
    if (path.basename(place) === 'model.json') return { ...found, format: tfjs, bytes: null };
    if (path.basename(place) === checkpointFileName)
      return { ...found, format: 'Layerglass checkpoint', bytes: folderBytes(path.dirname(place)) };
    const format = formats.find(([pattern]) => pattern.test(place))?.[1];
    if (format === undefined) return null;
    return { ...found, format, bytes: stat.size, isReadable: !unread.test(place) };
  }
  if (!stat.isDirectory()) return null;
  const has = (name: string): boolean => fs.existsSync(path.join(place, name));
  if (has(checkpointFileName)) return { ...found, format: 'Layerglass checkpoint', bytes: folderBytes(place) };
  if (has(manifestName)) return { ...found, format: 'run of Layerglass', bytes: null };
  if (has('model.json')) return { ...found, format: tfjs, bytes: null };
  if (has(savedModelName) || has(savedModelTextName))
    return { ...found, format: 'SavedModel', bytes: folderBytes(place) };
  return null;
}

/** TensorFlow writes `model.ckpt` as `model.ckpt.index` and shards beside it, with the step where it was told one. */
function describePrefix(prefix: string): NamedFile | null {
  const folder = path.dirname(prefix);
  const name = path.basename(prefix);
  const files = entriesOf(folder)?.filter(f => f.startsWith(name)) ?? [];
  const steps = files.flatMap(f => {
    const match = f.endsWith('.index') ? /^(?:-(\d+))?$/.exec(f.slice(name.length, -'.index'.length)) : null;
    return match ? [{ prefix: f.slice(0, -'.index'.length), step: Number(match[1] ?? -1) }] : [];
  });
  const newest = steps.reduce<(typeof steps)[number] | null>((a, b) => (a && a.step > b.step ? a : b), null);
  if (!newest) return null;
  const own = files.filter(f => f.startsWith(`${newest.prefix}.`)).map(f => path.join(folder, f));
  const stats = own.map(f => fs.lstatSync(f, { throwIfNoEntry: false }));
  return {
    place: path.join(folder, `${newest.prefix}.index`),
    format: newest.step >= 0 ? `TensorFlow checkpoint, step ${newest.step}` : 'TensorFlow checkpoint',
    bytes: stats.reduce((sum, s) => sum + (s?.isFile() ? s.size : 0), 0),
    modifiedMs: Math.max(...stats.map(s => s?.mtimeMs ?? 0)),
    checkpoint: null,
    isReadable: true,
  };
}

/** A run folder is told by its run.json. */
function checkpointOf(place: string): NamedFile['checkpoint'] {
  const match = /^(.+?[\\/]\d+)[\\/](checkpoints[\\/]step-\d+(?:-\d+)?)(?:[\\/]|$)/.exec(place);
  const inner = match?.[2]?.replace('\\', '/');
  if (!match?.[1] || inner === undefined || !checkpointPathPattern.test(inner)) return null;
  return fs.existsSync(path.join(match[1], manifestName)) ? { runFolder: match[1], path: inner } : null;
}

/** Bytes of the files in a folder and in those in it, links not followed; null where there are too many to look at. */
function folderBytes(folder: string, depth = 0): number | null {
  let sum = 0;
  const names = entriesOf(folder);
  if (!names) return null;
  for (const name of names) {
    const stat = fs.lstatSync(path.join(folder, name), { throwIfNoEntry: false });
    if (stat?.isFile()) sum += stat.size;
    else if (stat?.isDirectory() && depth < 2) sum += folderBytes(path.join(folder, name), depth + 1) ?? 0;
  }
  return sum;
}

/** Names in a folder; null where it cannot be read or there are too many. */
function entriesOf(folder: string): string[] | null {
  try {
    const names: string[] = [];
    const entries = fs.opendirSync(folder);
    try {
      for (let entry = entries.readSync(); entry; entry = entries.readSync()) {
        if (names.length >= maxEntries) return null;
        names.push(entry.name);
      }
    } finally {
      entries.closeSync();
    }
    return names;
  } catch {
    return null;
  }
}
