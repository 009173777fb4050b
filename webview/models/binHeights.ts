import { axisEdges, axisKey, type Axis } from '../../extension/core/stats/axis';
import { rebin } from '../../extension/core/stats/rebin';
import type { Summary } from '../../extension/protocol/summary';

/** `count`: the share of all values in a bin. `density`: that share over the bin's width, so that the area is the share. */
export type HeightOf = 'count' | 'density';
export const heightCaption = (height: HeightOf): string =>
  height === 'count' ? 'height: share of the values in a bin' : 'height: density, share per unit of value';

const maxKept = 6;
const kept = new WeakMap<Summary, Map<string, Float64Array>>();

/** How high each bin of the axis stands; exact zeros, NaN and infinities are in none. The latest are kept: a summary never changes. */
export function binHeights(summary: Summary, axis: Axis, height: HeightOf): Float64Array {
  const key = `${axisKey(axis)}/${height}`;
  const known = kept.get(summary) ?? new Map<string, Float64Array>();
  const found = known.get(key);
  if (found) return found;
  const heights = rebin(summary, axis);
  const edges = height === 'density' ? axisEdges(axis) : null;
  for (let i = 0; i < heights.length; i++) {
    const width = edges ? edges[i + 1]! - edges[i]! : 1;
    heights[i] = summary.count && width > 0 ? heights[i]! / summary.count / width : 0;
  }
  if (known.size >= maxKept) known.delete(known.keys().next().value!);
  kept.set(summary, known.set(key, heights));
  return heights;
}
