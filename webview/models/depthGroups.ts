import type { ModelInfo } from '../../extension/protocol/model';
import type { ScaleRow } from './scaleRows';
import { shapeText } from './shapeText';

/** More layers than this do not fit below one another: they run from left to right. */
export const maxStackedRows = 16;

/** Layers `from` to `to` (not included) of the rows that belong together. */
export interface DepthGroup {
  name: string;
  /** Under the name. */
  caption?: string;
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

const maxStages = 8;

/** Neighbours whose outputs have one shape but for the channels: what blocks belong to. None where all or hardly any are alike. */
export function depthStages(model: ModelInfo, rows: readonly ScaleRow[]): DepthGroup[] {
  const byName = new Map(model.layers.map(l => [l.name, l]));
  const place = (row: ScaleRow) => JSON.stringify(byName.get(row.layer)?.outputShape?.slice(1, -1) ?? null);
  const stages: DepthGroup[] = [];
  let before = '';
  rows.forEach((row, i) => {
    const at = place(row);
    const last = stages.at(-1);
    if (last && at === before) last.to = i + 1;
    else stages.push({ name: '', from: i, to: i + 1 });
    before = at;
  });
  if (stages.length < 2 || stages.length > maxStages) return [];
  return stages.map(stage => {
    const last = rows[stage.to - 1]!;
    return {
      ...stage,
      name: scopeOfAll(rows.slice(stage.from, stage.to)),
      caption: shapeText(byName.get(last.layer)?.outputShape ?? null),
    };
  });
}
/** The first part of their names, where all have the same. */
function scopeOfAll(rows: readonly ScaleRow[]): string {
  const scopes = new Set(rows.map(r => /^[^/]+(?=\/)/.exec(r.layer)?.[0] ?? ''));
  return scopes.size === 1 ? [...scopes][0]! : '';
}
