import * as vscode from 'vscode';
import { internalCommands } from '../../contributions';
import type { LinkedLayer } from '../languageLink';
import { programFor } from '../programs/chooseEntry';
import { requireTrust } from '../trust';
import type { HostServices } from './hostServices';

/** One of the layers that a call built, as a lens names it. */
interface LayerInstance {
  model: string;
  layer: string;
}

/**
 * A lens was clicked: shows the layer in the panel. Where nothing is known of it yet, the program is inspected first, which
 * takes seconds and trains nothing.
 */
export async function inspectLayer(
  services: HostServices,
  target: unknown,
  offset: unknown,
  instance?: unknown,
): Promise<void> {
  if (typeof target !== 'string' || typeof offset !== 'number') return;
  const uri = vscode.Uri.parse(target);
  if (uri.scheme !== 'file') return;
  if (isInstance(instance)) return show(services, uri, instance);
  await services.knowledge.loadStored();
  const known = await services.layersAt(target, offset);
  if (known.length > 0) return choose(services, uri, offset, known);

  requireTrust();
  const program = await programFor(uri.fsPath, services.memory);
  if (program === null) return;
  const run = await services.start(program, 'inspect');
  await run.handle.stopped;
  services.knowledge.flush();
  const built = await services.layersAt(target, offset);
  // where the inspection failed, or never came to this line, the panel says so
  await choose(services, uri, offset, built);
}

async function choose(
  services: HostServices,
  uri: vscode.Uri,
  offset: number,
  [first, ...others]: readonly LinkedLayer[],
): Promise<void> {
  if (!first) return;
  if (others.length === 0) return show(services, uri, { model: first.model.name, layer: first.layer.name });
  await vscode.commands.executeCommand(internalCommands.chooseLayer, uri.toString(), offset);
}

function show({ knowledge, panels }: HostServices, uri: vscode.Uri, { model, layer }: LayerInstance): void {
  const known = knowledge.runOf(uri.fsPath);
  const panel = panels.open(known?.program ?? uri.fsPath);
  if (known) panel.showRunOf(known.state);
  panel.select([{ model, layer }], true);
}

const isInstance = (value: unknown): value is LayerInstance =>
  typeof value === 'object' &&
  value !== null &&
  'model' in value &&
  'layer' in value &&
  typeof value.model === 'string' &&
  typeof value.layer === 'string';
