import * as vscode from 'vscode';
import { contextKeys } from '../../contributions';
import { LayerglassError } from '../../protocol/errors';
import { findCheckpoint, type CheckpointPlace } from '../checkpoints/findCheckpoint';
import { chosenCheckpoints, pickCheckpoint } from './chosenCheckpoints';
import type { HostServices } from './hostServices';

/** Compare Checkpoints: the two that are selected; else the person picks what is missing. */
export async function compareCheckpoints(services: HostServices, node: unknown, nodes: unknown): Promise<void> {
  const chosen = await chosenCheckpoints(services, 'Compare which checkpoint?', node, nodes);
  if (chosen.length > 2)
    throw new LayerglassError('two-checkpoints', `${chosen.length} checkpoints are selected.`, {
      remedy: 'Select the two that are to be compared.',
    });
  const [first] = chosen;
  if (!first) return;
  const second = chosen[1] ?? (await pickCheckpoint(services, 'Compare it with which one?', at => !isSame(at, first)));
  if (second) compare(services, first, second, true);
}

/** Select for Compare, as the Explorer has it for files. */
export async function selectForCompare(services: HostServices, node: unknown): Promise<void> {
  const [chosen] = await chosenCheckpoints(services, 'Compare which checkpoint?', node, undefined);
  if (!chosen) return;
  services.compareChoice.value = chosen;
  await vscode.commands.executeCommand('setContext', contextKeys.isComparing, true);
}

/** Compare with Selected: what was selected is A. */
export async function compareWithSelected(services: HostServices, node: unknown): Promise<void> {
  const first = services.compareChoice.value;
  if (!first)
    throw new LayerglassError('no-checkpoint', 'No checkpoint is selected for comparison.', {
      remedy: 'Use Select for Compare first.',
    });
  const [second] = await chosenCheckpoints(services, 'Compare it with which one?', node, undefined);
  if (second) compare(services, first, second, false);
}

/** Shows both in the panel's Checkpoints view. `inTime`: the earlier one is A. */
function compare({ catalog, panels }: HostServices, a: CheckpointPlace, b: CheckpointPlace, inTime: boolean): void {
  const found = [a, b].map(at => findCheckpoint(catalog, at));
  if (inTime) found.sort((x, y) => x.runId - y.runId || x.record.step - y.record.step);
  const [first, second] = found;
  if (!first || !second) return;
  if (isSame(first, second))
    throw new LayerglassError('two-checkpoints', 'This is one and the same checkpoint.', {
      remedy: 'Choose another one to compare it with.',
    });
  // a panel is of one program
  if (first.program !== second.program)
    throw new LayerglassError('two-programs', 'These checkpoints are of two programs.', {
      remedy: 'In a terminal, layerglass compare takes any two.',
    });
  const panel = panels.open(second.program);
  panel.choose(second.runFolder);
  panel.compare({ key: first.runFolder, path: first.path }, { key: second.runFolder, path: second.path });
}

const isSame = (a: CheckpointPlace, b: CheckpointPlace): boolean => a.runFolder === b.runFolder && a.path === b.path;
