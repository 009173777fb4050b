import * as vscode from 'vscode';
import { formatBytes, formatCount, formatLoss } from '../../core/stats/formatFigure';
import type { CheckpointRecord } from '../../protocol/run';
import { themeName } from '../themeName';
import { formatAge } from '../timeText';
import { checkpointFacts } from './checkpointFacts';
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
  const words = node.row.description.split(' · ').filter(w => /^(best|last|pinned)/.test(w));
  const epoch = record.epoch === null ? [] : [`epoch ${formatLoss(record.epoch).replace(/\.?0+$/, '')}`];
  text.appendMarkdown(`**Run ${node.run.item.id} · ${node.row.label}**`);
  text.appendText([' ', ...epoch, ...words].join(' · '));
  const picture = checkpointPicture(node.run.runFolder, record, models, themeName());
  if (picture) text.appendMarkdown(`\n\n![${picture.alt}](${picture.uri})`);

  const facts = checkpointFacts(record, node.previous);
  const since = node.previous ? `since step ${formatCount(node.previous.step)}` : '';
  text.appendMarkdown(`\n\n| |${gap}|${gap}${since}|\n|:--|--:|--:|\n`);
  for (const { name, value, change } of facts) {
    text.appendMarkdown('|');
    text.appendText(cell(name));
    text.appendMarkdown(`|${gap}${value}|${gap}`);
    text.appendText(cell(change));
    text.appendMarkdown('|\n');
  }
  text.appendMarkdown(`|parameters|${gap}${formatCount(record.parameters)}|${gap}|\n`);
  text.appendMarkdown(`|size|${gap}${formatBytes(record.sizeBytes)}|${gap}with optimizer|\n`);
  text.appendMarkdown(`\n${formatAge(record.time)}`);
  return text;
}

/** A cell ends at a bar or a line's end, which appendText leaves as they are. */
const cell = (text: string): string => text.replace(/[|\r\n]/g, ' ');
