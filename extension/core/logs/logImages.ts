import type { LoggedImageSeries, LoggedImages, LoggedPicture } from '../../protocol/loggedImages';
import { maxImagesOnPage } from '../../protocol/loggedImages';
import { formatBytes, formatCount } from '../stats/formatFigure';
import { spreadEvenly } from '../runs/readHistory';
import { decodeEvent } from './loggedEvent';
import { encodedImages, type EncodedImage } from './loggedImage';
import type { LogRun, MergedSeries } from './logRun';
import type { LogTraining } from './logTraining';
import { pictureFacts } from './pictureType';

/** What a browser is given: it would decode whatever it gets. */
const maxImageBytes = 4e6;
const maxPixels = 2 ** 24;
const maxSide = 16_384;
/** Of all images of a page; the first is always given. */
const maxPageBytes = 16e6;
/** More tags than anyone chooses from, and more steps than a slider has places. */
const maxTags = 500;
const maxSteps = 1000;
const maxStepsInAll = 20_000;

/** The images of one tag, or of several that TensorFlow 1 wrote for one call: `digits/image/0`, `digits/image/1`. */
interface ImageGroup {
  name: string;
  series: { run: LogRun; series: MergedSeries }[];
  steps: number[];
}

/** What the page is told of a training's images: by tag, the steps of which there are some. */
export function imageSeriesOf(training: LogTraining): LoggedImageSeries[] {
  const groups = groupsOf(training);
  const most = Math.max(2, Math.min(maxSteps, Math.floor(maxStepsInAll / Math.max(1, groups.length))));
  return groups.map(({ name, steps, series }) => ({
    name,
    steps: spreadEvenly(steps, most),
    version: versionOf(series.map(s => s.series)),
  }));
}

function versionOf(series: readonly MergedSeries[]): string {
  const points = series.reduce((sum, { steps }) => sum + steps.length, 0);
  const lastTime = series.reduce((last, { wallTimes }) => Math.max(last, wallTimes.at(-1) ?? 0), 0);
  return `${points}/${lastTime}`;
}

/** A page of the images of a tag at a step, from `first` on. What cannot be shown says why. */
export function loggedImages(
  training: LogTraining,
  { name, step, first, count }: { name: string; step: number; first: number; count: number },
): LoggedImages {
  const none: LoggedImages = { name, step, first: 0, total: 0, images: [] };
  const group = groupsOf(training).find(g => g.name === name);
  const points = group?.series.flatMap(({ run, series }) => {
    const point = series.steps.indexOf(step);
    return point < 0 ? [] : [{ run, series, point }];
  });
  if (!points?.length) return none;
  const [from, to] = [first, first + Math.min(count, maxImagesOnPage)];
  const isGroup = group!.series.length > 1;
  // Of a group each tag has one image: only those of the page are read.
  const all = isGroup ? null : (imagesAt(points[0]!) ?? [null]);
  const found = all ? all.slice(from, to) : points.slice(from, to).map(p => imagesAt(p)?.[0] ?? null);
  let bytes = 0;
  const images = found.map((encoded, i): LoggedPicture => {
    const picture = encoded ? pictureOf(encoded) : refused('It cannot be read any more.');
    bytes += picture.data?.length ?? 0;
    if (i > 0 && picture.data && bytes > maxPageBytes) {
      bytes -= picture.data.length;
      return { ...picture, data: null, problem: 'It is shown alone: the images of this page are too large together.' };
    }
    return picture;
  });
  return { name, step, first: from, total: all ? all.length : points.length, images };
}

const refused = (problem: string): LoggedPicture => ({ type: null, width: 0, height: 0, data: null, problem });

function pictureOf(encoded: EncodedImage): LoggedPicture {
  const facts = pictureFacts(encoded);
  if (!facts) return refused(encoded.length ? 'It is no PNG, JPEG, GIF or WebP.' : 'It is empty.');
  const { width, height } = facts;
  if (encoded.length > maxImageBytes)
    return {
      ...facts,
      data: null,
      problem: `It takes ${formatBytes(encoded.length)}: more than ${formatBytes(maxImageBytes)} are not shown.`,
    };
  if (width > maxSide || height > maxSide || width * height > maxPixels)
    return {
      ...facts,
      data: null,
      problem: `It has ${formatCount(width)} × ${formatCount(height)} pixels: too many to be shown.`,
    };
  // A view would take the whole record with it on its way to the page.
  return { ...facts, data: encoded.slice(), problem: null };
}

/** Those of a point; null where the file was replaced, or the value has none. */
function imagesAt({ run, series, point }: { run: LogRun; series: MergedSeries; point: number }): EncodedImage[] | null {
  try {
    const event = decodeEvent(run.record(series, point), () => series.plugin);
    const value = event.values.find(v => v.tag === series.tag);
    return value ? encodedImages(value.message) : null;
  } catch {
    return null;
  }
}

function groupsOf(training: LogTraining): ImageGroup[] {
  const groups = new Map<string, ImageGroup>();
  const taken = new Map<string, string>();
  for (const { run, side } of training.runs)
    for (const series of run.series.values()) {
      if (series.kind !== 'image' || !series.steps.length) continue;
      const numbered = series.plugin === '' ? /^(.+\/image)\/\d{1,6}$/.exec(series.tag) : null;
      const tag = numbered?.[1] ?? series.tag;
      const id = JSON.stringify([run.name, tag, numbered ? 'group' : series.tag]);
      let group = groups.get(id);
      if (!group) {
        if (groups.size >= maxTags) continue;
        let name = side && training.runs.length > 1 ? `${tag} · ${side}` : tag;
        // two that would have one name
        while (taken.has(name)) name += ' ·';
        taken.set(name, id);
        groups.set(id, (group = { name, series: [], steps: [] }));
      }
      group.series.push({ run, series });
    }
  const number = (tag: string): number => Number(/\d+$/.exec(tag)?.[0] ?? 0);
  for (const group of groups.values()) {
    group.series.sort((a, b) => number(a.series.tag) - number(b.series.tag));
    group.steps = [...new Set(group.series.flatMap(({ series }) => series.steps))].sort((a, b) => a - b);
  }
  return [...groups.values()];
}
