import type { LoggedImageSeries, LoggedImages, LoggedPicture } from '../../extension/protocol/loggedImages';
import type { RunState } from '../../extension/protocol/runState';
import { formatBytes, formatCount } from '../../extension/core/stats/formatFigure';
import type { Answer } from './answer';
import type { Column, Row } from './cell';
import type { TimeStops } from './timeStops';

/** Which images of a run are shown: null where it has none. */
export interface ShownImages {
  series: LoggedImageSeries;
  step: number;
  /** The newest, which follows the log. */
  isLatest: boolean;
}

/** What was chosen where that is still there; else the first tag, and the newest step. */
export function shownImages(
  run: RunState | null,
  { imagesOf, imageStep }: { imagesOf: string | null; imageStep: number | null },
): ShownImages | null {
  const all = run?.log?.images ?? [];
  const series = all.find(s => s.name === imagesOf) ?? all[0];
  const latest = series?.steps.at(-1);
  if (!series || latest === undefined) return null;
  const isThere = imageStep !== null && series.steps.length > 0;
  const step = isThere ? nearest(series.steps, imageStep) : latest;
  return { series, step, isLatest: step === latest };
}

const nearest = (steps: readonly number[], wanted: number): number =>
  steps.reduce((best, step) => (Math.abs(step - wanted) < Math.abs(best - wanted) ? step : best));

/** The steps along a slider. */
export function imageStops({ steps }: LoggedImageSeries): TimeStops {
  const [first, last] = [steps[0] ?? 0, steps.at(-1) ?? 0];
  const range = last - first || 1;
  return {
    stops: steps.map(step => ({ fit: 0, step, position: (step - first) / range, hasSnapshot: true })),
    now: 1,
  };
}

export const sizeText = ({ width, height }: Pick<LoggedPicture, 'width' | 'height'>): string =>
  width && height ? `${formatCount(width)} × ${formatCount(height)}` : '';

/** For those who do not see it. `number` counts from 1. */
export const altText = ({ name, step, total }: LoggedImages, number: number, picture: LoggedPicture): string =>
  [
    name,
    `step ${formatCount(step)}`,
    `image ${formatCount(number)} of ${formatCount(total)}`,
    picture.problem ?? sizeText(picture),
  ].join(', ');

export function imagesAnswer({ series }: ShownImages, page: LoggedImages | null): Answer {
  if (!page) return ['Reading.'];
  if (!page.total) return ['There is none at this step.'];
  const count = (n: number, word: string): string => `${formatCount(n)} ${word}${n === 1 ? '' : 's'}`;
  const shown = page.total > page.images.length ? `, ${page.first + 1} to ${page.first + page.images.length} here` : '';
  return [
    { strong: count(page.total, 'image') },
    ` at step ${formatCount(page.step)}${shown}; ${count(series.steps.length, 'step')}.`,
  ];
}

export const imageColumns: Column[] = [
  { key: 'number', head: 'image', isNumber: true },
  { key: 'size', head: 'pixels', isNumber: true },
  { key: 'type', head: 'type' },
  { key: 'bytes', head: 'bytes', isNumber: true },
  { key: 'problem', head: '' },
];
export const imageRows = ({ first, images }: LoggedImages): Row[] =>
  images.map((picture, i) => ({
    key: String(first + i),
    isSelectable: true,
    cells: {
      number: formatCount(first + i + 1),
      size: sizeText(picture) || '–',
      type: picture.type?.slice('image/'.length).toUpperCase() ?? '–',
      bytes: picture.data ? formatBytes(picture.data.length) : '–',
      problem: { text: picture.problem ?? '', isMuted: true },
    },
  }));
