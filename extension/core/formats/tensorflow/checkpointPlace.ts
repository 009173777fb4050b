import * as fs from 'node:fs';
import * as path from 'node:path';
import { LayerglassError } from '../../../protocol/errors';
import { readBounded } from '../../runs/readBounded';

const ending = '.index';
const listName = 'checkpoint';
const maxListBytes = 2 ** 24;
const maxNames = 100_000;

const shardEnding = /\.data-\d{5}-of-\d{5}$/;

/** A checkpoint's index where its prefix is meant, which is no file, or one of its files of values; else the place itself. */
export function meantPlace(place: string): string {
  if (fs.existsSync(place) && !shardEnding.test(place)) return place;
  const index = place.replace(shardEnding, '') + ending;
  return fs.existsSync(index) ? index : place;
}

/** True for the text in which TensorFlow keeps which checkpoint is the last. */
export const isCheckpointList = (place: string, start: Uint8Array): boolean =>
  path.basename(place) === listName && new TextDecoder().decode(start).startsWith('model_checkpoint_path');

/** True for a folder with checkpoints in it. */
export const isCheckpointFolder = (folder: string): boolean =>
  listedIndex(folder) !== null || newestIndex(folder) !== null;

/** The index of the folder's last checkpoint. Throws LayerglassError `file-missing` where there is none. */
export function lastIndex(folder: string): string {
  const index = listedIndex(folder) ?? newestIndex(folder);
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
  const index = path.join(folder, named.split(/[\\/]/).at(-1)! + ending);
  return named && fs.existsSync(index) ? index : null;
}

/** The one with the highest step behind its name, else the last by name. */
function newestIndex(folder: string): string | null {
  const names: string[] = [];
  try {
    const opened = fs.opendirSync(folder);
    try {
      for (let entry = opened.readSync(); entry && names.length < maxNames; entry = opened.readSync())
        if (entry.isFile() && entry.name.endsWith(ending)) names.push(entry.name);
    } finally {
      opened.closeSync();
    }
  } catch {
    return null;
  }
  const sorted = names.sort((a, b) => stepOfName(a) - stepOfName(b) || (a < b ? -1 : 1));
  return sorted.length ? path.join(folder, sorted.at(-1)!) : null;
}

/** The number behind a checkpoint's name, `model.ckpt-1200`; -1 where there is none. */
export function stepOfName(name: string): number {
  const step = /-(\d{1,15})(?:\.index)?$/.exec(name)?.[1];
  return step === undefined ? -1 : Number(step);
}
