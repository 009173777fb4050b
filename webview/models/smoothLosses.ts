export interface Point {
  x: number;
  /** null where the value is not a number: the line is broken there. */
  y: number | null;
}

/**
 * The mean of `2·half + 1` neighbours around each point, of fewer at the ends, of those that are numbers: the strong line
 * over the faint one of the batches.
 */
export function smooth(points: readonly Point[], half: number): Point[] {
  const sums = new Float64Array(points.length + 1);
  const counts = new Uint32Array(points.length + 1);
  points.forEach((p, i) => {
    sums[i + 1] = sums[i]! + (p.y ?? 0);
    counts[i + 1] = counts[i]! + (p.y === null ? 0 : 1);
  });
  return points.map((p, i) => {
    // At the start, where a loss falls fast, the window shrinks and stays centred; at the end it is cut, so that it does not follow the last batch.
    const from = i - Math.min(half, i);
    const to = i + Math.min(half, i, points.length - 1 - i) + 1;
    const count = counts[to]! - counts[from]!;
    return { x: p.x, y: p.y === null || count === 0 ? null : (sums[to]! - sums[from]!) / count };
  });
}

/** At most `max` points that still show every extreme: least and greatest of each stretch. Order is kept. */
export function thinPoints(points: readonly Point[], max: number): Point[] {
  if (points.length <= max) return [...points];
  const stretches = Math.max(1, Math.floor(max / 2));
  const kept: Point[] = [];
  for (let s = 0; s < stretches; s++) {
    const from = Math.floor((s * points.length) / stretches);
    const to = Math.floor(((s + 1) * points.length) / stretches);
    let low = from;
    let high = from;
    for (let i = from; i < to; i++) {
      const y = points[i]!.y;
      if (y === null) continue;
      if (points[low]!.y === null || y < points[low]!.y!) low = i;
      if (points[high]!.y === null || y > points[high]!.y!) high = i;
    }
    kept.push(points[Math.min(low, high)]!);
    if (low !== high) kept.push(points[Math.max(low, high)]!);
  }
  return kept;
}
