import * as vscode from 'vscode';
import { formatBytes, formatCount, formatLoss } from '../../core/stats/formatFigure';
import { plainText } from '../../core/text/plainText';
import type { CheckpointRecord } from '../../protocol/run';
import { themeName } from '../themeName';
import { formatAge } from '../timeText';
import { checkpointFacts, resumeFact } from './checkpointFacts';
import { checkpointPicture } from './checkpointPicture';
import type { CheckpointNode } from './treeNodes';

/** Cells need room of their own: tables in tooltips have no padding. */
const gap = ' ';

/**
 * The tooltip of a checkpoint: where it stands, a histogram of its weights, its metrics against the one before, its size.
 * Names come from the program: they are put in as text, never as Markdown.
 */
export function checkpointTooltip(
  node: CheckpointNode,
  record: CheckpointRecord,
  models: readonly string[],
): vscode.MarkdownString {
  const text = new vscode.MarkdownString('', true);
  const words = [...(record.name ? [plainText(record.name, 80)] : []), ...placeWords(record), ...node.badges];
  text.appendMarkdown(`**Run ${node.run.item.id} · ${node.row.label}**`);
  text.appendText([' ', ...words].join(' · '));
  const picture = checkpointPicture(node.run.runFolder, record, models, themeName());
  if (picture) text.appendMarkdown(`\n\n![${picture.alt}](${picture.uri})`);

  const facts = checkpointFacts(record, node.previous);
  const since = node.previous ? `since step ${formatCount(node.previous.step)}` : '';
  text.appendMarkdown(`\n\n| |${gap}|${gap}${since}|\n|:--|--:|--:|\n`);
  const resume = resumeFact(record);
  for (const { name, value, change } of [...facts, ...(resume ? [resume] : [])]) {
    text.appendMarkdown('|');
    text.appendText(cell(name));
    text.appendMarkdown(`|${gap}`);
    text.appendText(cell(value));
    text.appendMarkdown(`|${gap}`);
    text.appendText(cell(change));
    text.appendMarkdown('|\n');
  }
  text.appendMarkdown(`|parameters|${gap}${formatCount(record.parameters)}|${gap}|\n`);
  text.appendMarkdown(`|size|${gap}${formatBytes(record.sizeBytes)}|${gap}with optimizer|\n`);
  text.appendMarkdown(`\n${formatAge(record.time)}`);
  return text;
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
