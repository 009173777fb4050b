import { formatBytes, formatCount } from '../../../extension/core/stats/formatFigure';
import type { FileDescription, TensorEntry } from '../../../extension/protocol/reader';
import { strong, type Answer } from '../answer';
import type { Column, Row } from '../cell';
import { fuzzyMatches } from '../fuzzyMatch';

const roleWords: Record<TensorEntry['role'], string> = { weight: 'weight', optimizer: 'optimizer', other: 'other' };

/** A tensor's own shape, all of its dimensions: `3×3×1×32`, `scalar`. */
export const tensorShapeText = (shape: readonly number[]): string =>
  shape.length ? shape.map(formatCount).join('×') : 'scalar';

export const tensorColumns: readonly Column[] = [
  { key: 'name', head: 'name' },
  { key: 'shape', head: 'shape', isNumber: true },
  { key: 'dtype', head: 'type', hideBelow: 560 },
  { key: 'count', head: 'values', isNumber: true, hideBelow: 860 },
  { key: 'size', head: 'size', isNumber: true, hideBelow: 560 },
  { key: 'role', head: 'what it is', hideBelow: 860 },
];

/** A row for each tensor whose name is found, best first; keys are the names. */
export function tensorRows(tensors: readonly TensorEntry[], find: string): Row[] {
  return fuzzyMatches(tensors, find, t => t.name).map(({ item: t, pieces }) => ({
    key: t.name,
    isSelectable: true,
    cells: {
      name: { pieces, title: t.name },
      shape: tensorShapeText(t.shape),
      dtype: { text: t.dtype, isMuted: true },
      count: { text: formatCount(t.count), isMuted: true },
      size: { text: formatBytes(t.bytes), isMuted: true },
      role: { text: roleWords[t.role], isMuted: true },
    },
  }));
}

/** How many there are, or how many of them are found. */
export function tensorsAnswer({ tensors }: FileDescription, find: string, found: number): Answer {
  const all = `${formatCount(tensors.length)} ${tensors.length === 1 ? 'tensor' : 'tensors'}`;
  if (!find.trim()) {
    const weights = tensors.filter(t => t.role === 'weight');
    const values = weights.reduce((sum, t) => sum + t.count, 0);
    return [strong(all), `; ${formatCount(values)} values in ${formatCount(weights.length)} weights.`];
  }
  return found
    ? [strong(formatCount(found)), ` of ${all} found, the best first.`]
    : [`None of ${all} has such a name.`];
}

/** The tensor that is looked into: the chosen one where this checkpoint has it. */
export const chosenTensor = (description: FileDescription | null, name: string | null): TensorEntry | null =>
  description?.tensors.find(t => t.name === name) ?? null;
