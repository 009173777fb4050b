/** Corners of a stepped histogram from left to right: the bins' tops over a base, `scale` pixels for one count. */
export function stepCorners(
  counts: ArrayLike<number>,
  x0: number,
  x1: number,
  base: number,
  scale: number,
): [number, number][] {
  const corners: [number, number][] = [];
  const width = (x1 - x0) / counts.length;
  for (let i = 0; i < counts.length; i++) {
    const y = base - counts[i]! * scale;
    corners.push([x0 + i * width, y], [x0 + (i + 1) * width, y]);
  }
  return corners;
}

/** One corner for each bin, at its middle: for ridges, where steps would be finer than the line. */
export function outlineCorners(
  counts: ArrayLike<number>,
  x0: number,
  x1: number,
  base: number,
  scale: number,
): [number, number][] {
  const width = (x1 - x0) / counts.length;
  const corners: [number, number][] = [[x0, base]];
  for (let i = 0; i < counts.length; i++) corners.push([x0 + (i + 0.5) * width, base - counts[i]! * scale]);
  corners.push([x1, base]);
  return corners;
}

export function fillUnder(
  g: CanvasRenderingContext2D,
  corners: readonly [number, number][],
  base: number,
  color: string,
): void {
  if (!corners.length) return;
  g.fillStyle = color;
  g.beginPath();
  g.moveTo(corners[0]![0], base);
  for (const [x, y] of corners) g.lineTo(x, y);
  g.lineTo(corners.at(-1)![0], base);
  g.fill();
}

export function strokeAlong(
  g: CanvasRenderingContext2D,
  corners: readonly [number, number][],
  color: string,
  width = 1,
  dash: number[] = [],
): void {
  if (!corners.length) return;
  g.strokeStyle = color;
  g.lineWidth = width;
  g.setLineDash(dash);
  g.beginPath();
  corners.forEach(([x, y], i) => (i ? g.lineTo(x, y) : g.moveTo(x, y)));
  g.stroke();
  g.setLineDash([]);
}

/** Strokes only where there is something: empty bins have no line along the base. */
export function strokeSteps(
  g: CanvasRenderingContext2D,
  corners: readonly [number, number][],
  base: number,
  color: string,
  width = 1,
): void {
  let run: [number, number][] = [];
  const flush = () => {
    if (run.length > 1) strokeAlong(g, [[run[0]![0], base], ...run, [run.at(-1)![0], base]], color, width);
    run = [];
  };
  for (const corner of corners) {
    if (corner[1] < base - 0.2) run.push(corner);
    else flush();
  }
  flush();
}

export const greatest = (counts: ArrayLike<number>): number => {
  let max = 0;
  for (let i = 0; i < counts.length; i++) if (counts[i]! > max) max = counts[i]!;
  return max;
};
