import * as vscode from 'vscode';
import { internalCommands } from '../../extension/contributions';
import { plainText } from '../../extension/core/text/plainText';
import { healthText, shapeText } from './layerText';
import type { KnownLayer } from './modelKnowledge';

/** Asks which of the layers that one call built is meant, then runs Inspect layer for it. */
export async function chooseLayer(uri: string, offset: number, layers: readonly KnownLayer[]): Promise<void> {
  const items = layers.map(known => ({
    label: plainText(known.layer.name),
    description: shapeText(known.layer.outputShape),
    detail: healthText([known]),
    instance: { model: known.model.name, layer: known.layer.name },
  }));
  const chosen =
    items.length > 1
      ? await vscode.window.showQuickPick(items, { placeHolder: 'This call built several layers: which one?' })
      : items[0];
  if (chosen || items.length === 0)
    await vscode.commands.executeCommand(internalCommands.inspectLayer, uri, offset, chosen?.instance);
}
