import * as vscode from 'vscode';
import { LayerglassError } from '../../protocol/errors';
import { parseCheckpointFilter } from '../../protocol/checkpointFilter';
import { checkpointOrders } from '../views/checkpointRows';
import { orderWords } from '../views/checkpointsTree';
import type { HostServices } from './hostServices';

/** Sort Checkpoints…: of each run; kept for this workspace. */
export async function sortCheckpoints({ tree }: HostServices): Promise<void> {
  const items = checkpointOrders.map(order => ({
    label: orderWords[order].replace(/^./, first => first.toUpperCase()),
    description: order === tree.order ? 'now' : '',
    order,
  }));
  const picked = await vscode.window.showQuickPick(items, { title: 'Order of the checkpoints of each run' });
  if (picked) tree.setOrder(picked.order);
}

/** Filter Checkpoints…: by text, metrics and badges. */
export async function filterCheckpoints({ tree }: HostServices): Promise<void> {
  const text = await vscode.window.showInputBox({
    title: 'Filter Checkpoints',
    prompt: 'A metric, step or size; best, last, pinned or resumed; or words. All of it has to be met.',
    placeHolder: 'val_loss<0.1 pinned',
    value: tree.filterText,
    validateInput: value => {
      try {
        parseCheckpointFilter(value);
        return undefined;
      } catch (error) {
        return error instanceof LayerglassError ? error.message : String(error);
      }
    },
  });
  if (text !== undefined) tree.setFilter(text);
}
