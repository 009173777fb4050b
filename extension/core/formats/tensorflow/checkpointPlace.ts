import * as fs from 'node:fs';
import * as path from 'node:path';
import { LayerglassError } from '../../../protocol/errors';
import { readBounded } from '../../runs/readBounded';
import { fileInside, FileSource } from '../sources/byteSource';
import { isTable } from './isTable';

const ending = '.index';
const listName = 'checkpoint';
const maxListBytes = 2 ** 24;
const maxNames = 100_000;

const shardEnding = /\.data-\d{5}-of-\d{5}$/;
/** The first of several files in TensorFlow's first format. */
const firstOldShard = /-00000-of-\d{5}$/;

/** A checkpoint's index where its prefix is meant, which is no file, or one of its files of values; else the place itself. */
export function meantPlace(place: string): string {
  if (fs.existsSync(place) && !shardEnding.test(place)) return place;
  return checkpointOf(place.replace(shardEnding, '')) ?? place;
}

/** The file by which the checkpoint of that prefix is opened, of either format; null where there is none. */
export function checkpointOf(prefix: string): string | null {
  for (const place of [prefix + ending, prefix]) if (isFile(place)) return place;
  const name = path.basename(prefix);
  const folder = path.dirname(prefix);
  const shard = namesIn(folder).find(
    each => each.startsWith(name) && each.length === name.length + '-00000-of-00001'.length && firstOldShard.test(each),
  );
  return shard === undefined ? null : path.join(folder, shard);
}

function isFile(place: string): boolean {
  try {
    return fs.statSync(place).isFile();
  } catch {
    return false;
  }
}

/** True for the text in which TensorFlow keeps which checkpoint is the last. */
export const isCheckpointList = (place: string, start: Uint8Array): boolean =>
  path.basename(place) === listName && new TextDecoder().decode(start).startsWith('model_checkpoint_path');

/** True for a folder with checkpoints in it. */
export const isCheckpointFolder = (folder: string): boolean => lastIn(folder) !== null;

/** By what a folder's last checkpoint is opened; null where there is none. */
export const lastIn = (folder: string): string | null => listedIndex(folder) ?? newestIndex(folder);

/** The index of the folder's last checkpoint. Throws LayerglassError `file-missing` where there is none. */
export function lastIndex(folder: string): string {
  const index = lastIn(folder);
  if (index) return index;
  throw new LayerglassError('file-missing', `There is no checkpoint in ${path.basename(folder)}`, {
    where: folder,
    remedy: 'Choose an .index file.',
  });
}

/** What the list names as the last, beside it: the path there may be one of another machine. Null where it is not there. */
function listedIndex(folder: string): string | null {
  const bytes = readBounded(path.join(folder, listName), maxListBytes);
  const [, quoted] =
    /^\s*model_checkpoint_path:\s*("(?:[^"\\\n]|\\.)*")/m.exec(new TextDecoder().decode(bytes ?? undefined)) ?? [];
  if (!quoted) return null;
  const named = quoted.slice(1, -1).replace(/\\(.)/g, '$1');
  // Several files of TensorFlow's first format are named by a pattern.
  const name = named
    .split(/[\\/]/)
    .at(-1)!
    .replace(/-\?{5}-of-\d{5}$/, '');
  return name ? checkpointOf(path.join(folder, name)) : null;
}

/** The one with the highest step behind its name, else the last by name. */
function newestIndex(folder: string): string | null {
  const all = namesIn(folder);
  const indexes = all.filter(name => name.endsWith(ending));
  // Those of the first format have no ending of their own, and a name that others use too.
  const olds = all.filter(name => oldName.test(name)).slice(0, maxAsked);
  const names = indexes.length ? indexes : olds.filter(name => endsAsTable(path.join(folder, name)));
  const sorted = names.sort((a, b) => stepOfName(a) - stepOfName(b) || (a < b ? -1 : 1));
  return sorted.length ? path.join(folder, sorted.at(-1)!) : null;
}

const oldName = /\.ckpt(-\d+)?(-00000-of-\d{5})?$/;
/** Files whose end is looked at. */
const maxAsked = 100;

function endsAsTable(place: string): boolean {
  try {
    const { file, size } = fileInside(path.dirname(place), path.basename(place));
    const source = new FileSource(file, path.basename(place), size);
    try {
      const end = new Uint8Array(Math.min(8, size));
      source.read(end, size - end.length);
      return isTable(end);
    } finally {
      source.close();
    }
  } catch (error) {
    if (error instanceof LayerglassError) return false;
    throw error;
  }
}

/** Regular files of a folder. */
function namesIn(folder: string): string[] {
  const names: string[] = [];
  try {
    const opened = fs.opendirSync(folder);
    try {
      for (let entry = opened.readSync(); entry && names.length < maxNames; entry = opened.readSync())
        if (entry.isFile()) names.push(entry.name);
    } finally {
      opened.closeSync();
    }
  } catch {
    return [];
  }
  return names;
}

/** What the files of a checkpoint in TensorFlow's first format are called, without the number of the file. */
export const oldPrefix = (name: string): string => /^(.*)-\d{5}-of-\d{5}$/.exec(name)?.[1] ?? name;

/** The number behind a checkpoint's name, `model.ckpt-1200`; -1 where there is none. */
export function stepOfName(name: string): number {
  const step = /-(\d{1,15})(?:\.index|-\d{5}-of-\d{5})?$/.exec(name)?.[1];
  return step === undefined ? -1 : Number(step);
}
