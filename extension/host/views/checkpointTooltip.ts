import * as vscode from 'vscode';
import { checkpointPicture } from '../../../language/figures/checkpointPicture';
import { writeCheckpoint } from '../../../language/figures/checkpointText';
import type { CheckpointRecord } from '../../protocol/run';
import { themeName } from '../themeName';
import type { CheckpointNode } from './treeNodes';

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
  writeCheckpoint(text, record, {
    title: `Run ${node.run.item.id} · ${node.row.label}`,
    previous: node.previous,
    badges: node.badges,
    picture: checkpointPicture(node.run.runFolder, record, models, themeName()),
  });
  return text;
}
