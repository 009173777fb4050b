import { backgroundColor, roleColor } from '../dom/themeColors';
import type { TimeStops } from '../models/timeStops';
import { crisp, drawDot, drawSegment } from './canvas';
import { drawHandle } from './handle';

export const timeTrackHeight = 30;
const margin = 11;
/** Marks closer than this are left out: the line alone is clearer. */
const leastGap = 5;

export const trackX = (position: number, width: number): number => margin + position * (width - 2 * margin);
export const trackPosition = (x: number, width: number): number =>
  Math.min(1, Math.max(0, (x - margin) / (width - 2 * margin)));

export interface TimeTrack extends TimeStops {
  /** Places of A and B, 0 to 1; A null where it is B. */
  a: number | null;
  b: number;
  /** What its handle is called where there is no A besides. */
  name?: 'B' | '';
}

/** The times of a run on a line: filled marks have a snapshot, hollow ones have none; A and B on it, faint what is to come. */
export function drawTimeTrack(
  g: CanvasRenderingContext2D,
  width: number,
  { stops, now, a, b, name = 'B' }: TimeTrack,
): void {
  const y = crisp(timeTrackHeight / 2 - 1);
  const x = (position: number) => trackX(position, width);
  const reference = roleColor('reference');
  drawSegment(g, [x(0), y, x(1), y], roleColor('grid'), 2);
  drawSegment(g, [x(0), y, x(now), y], roleColor('axis'), 2);
  if (a !== null) drawSegment(g, [x(Math.min(a, b)), y, x(Math.max(a, b)), y], reference, 3);
  const gap = stops.reduce(
    (least, s, i) => Math.min(least, i ? x(s.position) - x(stops[i - 1]!.position) : width),
    width,
  );
  const isDense = gap < leastGap;
  for (const { position, hasSnapshot } of stops) {
    if (isDense && hasSnapshot) continue;
    drawDot(
      g,
      x(position),
      y,
      2.5,
      hasSnapshot ? reference : roleColor('muted'),
      hasSnapshot ? reference : backgroundColor(),
    );
  }
  if (a !== null) drawHandle(g, 'A', x(a), y);
  drawHandle(g, name, x(b), y);
}
