import * as path from 'node:path';
import { bestMetric } from '../../extension/core/runs/bestMetric';
import { readCheckpoints } from '../../extension/core/runs/readCheckpoints';
import { readSnapshotIndex } from '../../extension/core/runs/snapshotIndex';
import { formatBytes, formatCount, formatFigure } from '../../extension/core/stats/formatFigure';
import { mergeSummaries } from '../../extension/core/stats/mergeSummaries';
import { plainText } from '../../extension/core/text/plainText';
import { formatAge } from '../../extension/core/text/timeText';
import type { FileDescription, ReaderResults } from '../../extension/protocol/reader';
import type { CheckpointRecord } from '../../extension/protocol/run';
import type { Summary } from '../../extension/protocol/summary';
import { checkpointPicture } from '../figures/checkpointPicture';
import { writeCheckpoint } from '../figures/checkpointText';
import { histogramSvg, svgDataUri } from '../figures/histogramSvg';
import { markdownText } from '../figures/markdownText';
import type { ThemeName } from '../figures/themeColors';
import { writeLinks, type HoverLink, type MarkdownTarget } from './hoverText';
import type { NamedFile } from './namedFile';

/** All weights of a model up to so many bytes are summarized for a hover, of a larger one the largest tensor that is. */
const maxSummarizedBytes = 64e6;
const maxProblems = 3;

/** The record of a checkpoint in its run's index; null where it is not listed, or was dropped. */
export function recordOf({ checkpoint }: NamedFile): { record: CheckpointRecord; all: CheckpointRecord[] } | null {
  if (!checkpoint) return null;
  try {
    const all = readCheckpoints(checkpoint.runFolder).filter(r => r.isTrashed !== true);
    const record = all.find(r => r.path === checkpoint.path && !r.dropped);
    return record ? { record, all } : null;
  } catch {
    // a damaged index: the checkpoint itself may be whole
    return null;
  }
}

/** Writes what a run's index says of its checkpoint, with the change since the one before; opens none of its files. */
export function writeRecord(
  target: MarkdownTarget,
  runFolder: string,
  { record, all }: { record: CheckpointRecord; all: readonly CheckpointRecord[] },
  { theme, links }: { theme: ThemeName; links: readonly HoverLink[] },
): void {
  const kept = all.filter(r => !r.dropped);
  const best = kept.length > 1 ? kept[bestMetric(kept)?.index ?? -1] : undefined;
  writeCheckpoint(target, record, {
    title: `Run ${plainText(path.basename(runFolder), 20)} · step ${formatCount(record.step)}`,
    previous: all[all.indexOf(record) - 1] ?? null,
    badges: [record === best && 'best', record === kept.at(-1) && 'last', record.pinned && 'pinned'].filter(
      word => word !== false,
    ),
    picture: pictureOf(runFolder, record, theme),
    afterTitle: () => writeLinks(target, links),
  });
}

function pictureOf(runFolder: string, record: CheckpointRecord, theme: ThemeName): { uri: string; alt: string } | null {
  try {
    const { lines } = readSnapshotIndex(runFolder);
    const models = [...new Set(lines.filter(l => l.step === record.step).map(l => l.model))];
    return checkpointPicture(runFolder, record, models, theme);
  } catch {
    return null;
  }
}

/** Writes what is known of a file by its name and place alone. */
export function writeFile(target: MarkdownTarget, file: NamedFile): void {
  target.appendMarkdown('**');
  target.appendText(plainText(path.basename(file.place), 80));
  target.appendMarkdown('**');
  const facts = [file.format, file.bytes === null ? '' : formatBytes(file.bytes), formatAge(file.modifiedMs)];
  target.appendText(['', ...facts.filter(Boolean)].join(' · '));
}

/** The weights that a hover shows the histogram of: all, or the largest that is small enough; none where there is none. */
export function shownWeights({ tensors }: FileDescription): string[] {
  const weights = tensors.filter(t => t.role === 'weight' && /^(float|bfloat)/.test(t.dtype) && t.count > 0);
  if (weights.reduce((sum, t) => sum + t.bytes, 0) <= maxSummarizedBytes) return weights.map(t => t.name);
  const small = weights.filter(t => t.bytes <= maxSummarizedBytes);
  return small.length ? [small.reduce((a, b) => (b.bytes > a.bytes ? b : a)).name] : [];
}

/** Writes what the reader found in a file: figures, a histogram, and what is wrong with it. */
export function writeDescription(
  target: MarkdownTarget,
  description: FileDescription,
  summaries: ReaderResults['summaries'] | null,
  theme: ThemeName,
): void {
  const { tensors, files, step, problems } = description;
  const weights = tensors.filter(t => t.role === 'weight');
  const optimizer = tensors.filter(t => t.role === 'optimizer');
  const picture = histogram(summaries, weights.length, theme);
  if (picture) target.appendMarkdown(`![${markdownText(picture.alt, 300)}](${picture.uri})\n\n`);
  const rows: [string, string][] = [
    ...(step === null ? [] : [['step', formatCount(step)] as [string, string]]),
    ['parameters', formatCount(weights.reduce((sum, t) => sum + t.count, 0))],
    [
      'tensors',
      `${formatCount(weights.length)}${optimizer.length ? `, and ${formatCount(optimizer.length)} of the optimizer` : ''}`,
    ],
    ['size', `${formatBytes(files.reduce((sum, f) => sum + f.bytes, 0))} in ${formatCount(files.length)} files`],
  ];
  target.appendMarkdown(`| |\u2003|\n|:--|--:|\n${rows.map(([name, value]) => `|${name}|\u2003${value}|\n`).join('')}`);
  for (const { message, where } of problems.slice(0, maxProblems)) {
    target.appendMarkdown('\n\n$(warning) ');
    target.appendText(plainText(where ? `${where}: ${message}` : message, 300));
  }
}

function histogram(
  summaries: ReaderResults['summaries'] | null,
  weights: number,
  theme: ThemeName,
): { uri: string; alt: string } | null {
  const known = summaries?.tensors.filter((t): t is typeof t & { summary: Summary } => t.summary !== null) ?? [];
  if (known.length === 0) return null;
  const all = mergeSummaries(known.map(t => t.summary));
  const title =
    known.length === weights ? 'All weights' : known.length === 1 ? known[0]!.name : `${known.length} weights`;
  return {
    uri: svgDataUri(
      histogramSvg(all, { kind: 'weights', theme, title: plainText(title, 40), widthPx: 320, heightPx: 72 }),
    ),
    alt: `Histogram of ${title}: mean ${formatFigure(all.mean)}, std ${formatFigure(all.std)}`,
  };
}
