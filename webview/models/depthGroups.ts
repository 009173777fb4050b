import type { ModelInfo } from '../../extension/protocol/model';
import { isBeyondLimit, type ScaleRow } from './scaleRows';

/** More layers than this do not fit below one another: they run from left to right. */
export const maxStackedRows = 16;

/** Layers `from` to `to` (not included) of the rows that belong together. */
export interface DepthGroup {
  name: string;
  from: number;
  to: number;
}

/** Neighbours of one nested model, or of one name scope (`stage1/b2/conv` is in `stage1/b2`); the others are of their own. */
export function depthGroups(model: ModelInfo, rows: readonly ScaleRow[]): DepthGroup[] {
  const byName = new Map(model.layers.map(l => [l.name, l]));
  const groups: DepthGroup[] = [];
  rows.forEach((row, i) => {
    const scope = row.layer.includes('/') ? row.layer.slice(0, row.layer.lastIndexOf('/')) : row.layer;
    const name = byName.get(row.layer)?.parent ?? scope;
    const last = groups.at(-1);
    if (last?.name === name) last.to = i + 1;
    else groups.push({ name, from: i, to: i + 1 });
  });
  return groups;
}

/** Indices of the rows whose variance departs most from the layer before, beyond the limit, at most three, worst first. */
export function worstRows(rows: readonly ScaleRow[]): number[] {
  const departure = (i: number) => Math.abs(Math.log(rows[i]!.growth!));
  return [...rows.keys()]
    .filter(i => rows[i]!.growth && isBeyondLimit(rows[i]!.growth))
    .sort((a, b) => departure(b) - departure(a))
    .slice(0, 3);
}
