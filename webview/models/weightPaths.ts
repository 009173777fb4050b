import { formatCount, formatFigure } from '../../extension/core/stats/formatFigure';
import type { CheckpointRecord } from '../../extension/protocol/run';
import type { Column, Row } from './cell';
import { epochText } from './checkpointRecords';

export const maxPaths = 5;

/** Places in a tensor of the values that moved most, most first, in row-major order; what is not finite does not count. */
export function mostMoved(a: readonly (number | string)[], b: readonly (number | string)[], max = maxPaths): number[] {
  const most: { index: number; by: number }[] = [];
  const count = Math.min(a.length, b.length);
  for (let index = 0; index < count; index++) {
    const by = Math.abs(Number(b[index]) - Number(a[index]));
    if (!(by > 0) || !Number.isFinite(by) || (most.length === max && by <= most.at(-1)!.by)) continue;
    most.push({ index, by });
    most.sort((x, y) => y.by - x.by);
    if (most.length > max) most.pop();
  }
  return most.map(m => m.index);
}

/** `[2, 0, 1, 13]`: the place of a row-major index. */
export function placeText(index: number, shape: readonly number[]): string {
  const place: number[] = [];
  for (const size of shape.toReversed()) {
    place.unshift(index % size);
    index = Math.floor(index / size);
  }
  return `[${place.join(', ')}]`;
}

export interface WeightPath {
  label: string;
  points: { step: number; value: number }[];
}
/** Lines from what the reader gave: a list of values for each checkpoint; one that has no such tensor leaves a gap. */
export function weightLines(
  records: readonly CheckpointRecord[],
  values: readonly (readonly number[] | null)[],
  labels: readonly string[],
): WeightPath[] {
  return labels.map((label, i) => ({
    label,
    points: records.flatMap(({ step }, r) => {
      const value = values[r]?.[i];
      return typeof value === 'number' && Number.isFinite(value) ? [{ step, value }] : [];
    }),
  }));
}

export function pathTable(
  records: readonly CheckpointRecord[],
  values: readonly (readonly number[] | null)[],
  labels: readonly string[],
): { columns: Column[]; rows: Row[] } {
  return {
    columns: [
      { key: 'step', head: 'step', isNumber: true },
      { key: 'epoch', head: 'epoch', isNumber: true },
      ...labels.map((head, i): Column => ({ key: `w${i}`, head, isNumber: true })),
    ],
    rows: records.toReversed().map((record, i): Row => {
      const of = values[records.length - 1 - i];
      return {
        key: record.path,
        cells: {
          step: formatCount(record.step),
          epoch: epochText(record.epoch),
          ...Object.fromEntries(labels.map((_, w) => [`w${w}`, formatFigure(of?.[w] ?? null)])),
        },
      };
    }),
  };
}
