import { formatName } from '../modelFile/fileSummary';
import { formatBytes, formatCount } from '../../../extension/core/stats/formatFigure';
import type { FileDescription } from '../../../extension/protocol/reader';
import { strong, type Answer } from '../answer';
import type { Column, Row } from '../cell';

export const fileColumns: readonly Column[] = [
  { key: 'path', head: 'file', isCode: true },
  { key: 'size', head: 'size', isNumber: true },
  { key: 'bytes', head: 'bytes', isNumber: true, hideBelow: 560 },
];

/** The files of a checkpoint with their sizes; the last row is their sum. */
export function fileRows(files: FileDescription['files']): { rows: Row[]; total: Row } {
  const row = (key: string, path: string, bytes: number): Row => ({
    key,
    cells: { path, size: formatBytes(bytes), bytes: { text: formatCount(bytes), isMuted: true } },
  });
  return { rows: files.map(f => row(`file ${f.path}`, f.path, f.bytes)), total: row('total', 'all', sumOf(files)) };
}

export function filesAnswer({ format, files }: FileDescription): Answer {
  const count = `${formatCount(files.length)} ${files.length === 1 ? 'file' : 'files'}`;
  return [strong(formatBytes(sumOf(files))), ` in ${count}, ${formatName(format)}.`];
}

const sumOf = (files: FileDescription['files']): number => files.reduce((sum, f) => sum + f.bytes, 0);
