import type { LoggedImages, LoggedImageSeries, LoggedPicture } from '../../../extension/protocol/loggedImages';

export interface ImagesOf {
  name: string;
  step: number;
  first: number;
  count: number;
}
/** A tag as an attacker would name it. */
export const hostileTag = '"><img src=x onerror="window.wasRun = 1">';

/** Tags of a log directory: many small images, one large, and some that are not shown. */
export const loggedSeries: LoggedImageSeries[] = [
  { name: 'digits', steps: [0, 100, 200, 300, 400], version: '1' },
  { name: 'confusion', steps: [400], version: '1' },
  { name: hostileTag, steps: [1, 2], version: '1' },
];

/** What the reader would answer. */
export function loggedImagesOf({ name, step, first, count }: ImagesOf): LoggedImages {
  const all = imagesOf(name, step);
  const images = all.slice(first, first + count).map((make, i) => make(count > 1 && i > 0));
  return { name, step, first, total: all.length, images };
}

type Make = (isBesideOthers: boolean) => LoggedPicture;
function imagesOf(name: string, step: number): Make[] {
  if (name === 'digits')
    return Array.from({ length: step === 400 ? 20 : 53 }, (_, i) => () => picture(28, 28, i + step));
  if (name === 'confusion') return [() => picture(480, 320, 7)];
  const large = picture(64, 64, 3);
  return [
    () => picture(16, 16, 5),
    () => ({ type: null, width: 0, height: 0, data: null, problem: 'It is no PNG, JPEG, GIF or WebP.' }),
    isBesideOthers => (isBesideOthers ? { ...large, data: null, problem: 'It is shown alone.' } : large),
    () => ({ ...large, data: large.data!.slice(0, 33) }),
  ];
}

/** A PNG with a pattern of its own. */
function picture(width: number, height: number, seed: number): LoggedPicture {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const g = canvas.getContext('2d')!;
  for (let y = 0; y < 8; y++)
    for (let x = 0; x < 8; x++) {
      g.fillStyle = `hsl(${(seed * 37) % 360} 60% ${20 + ((x * y + seed) % 8) * 9}%)`;
      g.fillRect((x * width) / 8, (y * height) / 8, width / 8 + 1, height / 8 + 1);
    }
  const data = Uint8Array.from(atob(canvas.toDataURL('image/png').split(',')[1]!), c => c.charCodeAt(0));
  return { type: 'image/png', width, height, data, problem: null };
}
