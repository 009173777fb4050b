import * as fs from 'node:fs';
import * as path from 'node:path';
import { fileInside } from '../../core/formats/sources/byteSource';
import { readBounded } from '../../core/runs/readBounded';

const maxBytes = 2 ** 20;
const maxLabels = 100_000;
const fileNames = ['class_names.json', 'labels.json', 'metadata.json', 'labels.txt', 'class_names.txt', 'classes.txt'];

/** Names of classes that a file beside the model has; null where none does. Never leaves the folder. @param folder absolute */
export function labelsBeside(folder: string): string[] | null {
  for (const name of fileNames) {
    const text = textOf(folder, name);
    const labels = text === null ? null : name.endsWith('.txt') ? linesOf(text) : labelsIn(parsed(text));
    if (labels?.length) return labels;
  }
  return null;
}

/** Names of classes in what a model says of itself: a list, names by number, or one of these under a known name. */
export function labelsIn(value: unknown, depth = 0): string[] | null {
  if (Array.isArray(value)) {
    const isList = value.length > 1 && value.length <= maxLabels && value.every(one => typeof one === 'string');
    return isList ? (value as string[]) : null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const entries = Object.entries(value);
  if (
    entries.length > 1 &&
    entries.length <= maxLabels &&
    entries.every(([key, one], i) => key === String(i) && typeof one === 'string')
  )
    return entries.map(([, one]) => one as string);
  if (depth > 2) return null;
  for (const key of ['labels', 'class_names', 'classNames', 'classes', 'wordLabels', 'names']) {
    const found = labelsIn((value as Record<string, unknown>)[key], depth + 1);
    if (found) return found;
  }
  return null;
}

/** One name a line; `0 cat` with its number before it, as Teachable Machine writes them. */
function linesOf(text: string): string[] | null {
  const lines = text.split(/\r?\n/).map(line => line.trim());
  while (lines.at(-1) === '') lines.pop();
  if (lines.length < 2 || lines.length > maxLabels) return null;
  const isNumbered = lines.every((line, i) => line.startsWith(`${i} `));
  return lines.map((line, i) => (isNumbered ? line.slice(String(i).length + 1) : line));
}

function textOf(folder: string, name: string): string | null {
  try {
    if (!fs.existsSync(path.join(folder, name))) return null;
    const { file, size } = fileInside(folder, name);
    const bytes = size <= maxBytes ? readBounded(file, maxBytes) : null;
    return bytes && new TextDecoder().decode(bytes);
  } catch {
    // it may lead out of its folder, or not be readable: there are no names then
    return null;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
