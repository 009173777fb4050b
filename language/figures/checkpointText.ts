import { formatBytes, formatCount, formatLoss } from '../../extension/core/stats/formatFigure';
import { plainText } from '../../extension/core/text/plainText';
import { formatAge } from '../../extension/core/text/timeText';
import type { CheckpointRecord } from '../../extension/protocol/run';
import { checkpointFacts, resumeFact } from './checkpointFacts';

/** The part of vscode.MarkdownString that is written to. */
interface TextTarget {
  appendText(text: string): unknown;
  appendMarkdown(text: string): unknown;
}
/** Cells need room of their own: tables in hovers have no padding. */
const gap = ' ';

/**
 * Writes what a checkpoint is: where it stands, a picture, its metrics against the one before, its size and age. Names come
 * from the program: they are put in as text, never as Markdown.
 */
export function writeCheckpoint(
  target: TextTarget,
  record: CheckpointRecord,
  options: {
    /** `Run 15 · step 3,010`. */
    title: string;
    previous: CheckpointRecord | null;
    /** `best`, `last`, `pinned`. */
    badges: readonly string[];
    picture: { uri: string; alt: string } | null;
    /** Writes what is to be seen without scrolling, between title and picture. */
    afterTitle?: () => void;
  },
): void {
  const { title, previous, badges, picture } = options;
  const words = [...(record.name ? [plainText(record.name, 80)] : []), ...placeWords(record), ...badges];
  target.appendMarkdown('**');
  target.appendText(title);
  target.appendMarkdown('**');
  target.appendText(['', ...words].join(' · '));
  options.afterTitle?.();
  if (picture) target.appendMarkdown(`\n\n![${picture.alt}](${picture.uri})`);

  const facts = checkpointFacts(record, previous);
  const since = previous ? `since step ${formatCount(previous.step)}` : '';
  target.appendMarkdown(`\n\n| |${gap}|${gap}${since}|\n|:--|--:|--:|\n`);
  const resume = resumeFact(record);
  for (const { name, value, change } of [...facts, ...(resume ? [resume] : [])]) {
    target.appendMarkdown('|');
    target.appendText(cell(name));
    target.appendMarkdown(`|${gap}`);
    target.appendText(cell(value));
    target.appendMarkdown('|');
    // only such spaces are kept at a cell's begin
    target.appendText(cell(change && `  ${change}`));
    target.appendMarkdown('|\n');
  }
  target.appendMarkdown(`|parameters|${gap}${formatCount(record.parameters)}|${gap}|\n`);
  target.appendMarkdown(
    `|size|${gap}${formatBytes(record.sizeBytes)}|${gap}${record.optimizers?.length === 0 ? '' : 'with optimizer'}|\n`,
  );
  target.appendMarkdown(`\n${formatAge(record.time)}`);
}

/** `epoch 7`, `epoch 7, batch 12`; nothing where there are no epochs. */
function placeWords({ epoch, batch = 0 }: CheckpointRecord): string[] {
  if (epoch === null) return [];
  return batch > 0
    ? [`epoch ${formatCount(Math.floor(epoch) + 1)}, after batch ${formatCount(batch)}`]
    : [`epoch ${formatLoss(epoch).replace(/\.?0+$/, '')}`];
}

/** A cell ends at a bar or a line's end, which appendText leaves as they are. */
const cell = (text: string): string => text.replace(/[|\r\n]/g, ' ');
