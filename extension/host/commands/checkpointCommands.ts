import { LayerglassError } from '../../protocol/errors';
import type { CheckpointDeed } from '../checkpoints/checkpointDeeds';
import { requireTrust } from '../trust';
import { chosenCheckpoints, chosenNodes, isCheckpointNode } from './chosenCheckpoints';
import type { HostServices } from './hostServices';
import { deleteRun } from './runFolderCommands';

const questions: Record<CheckpointDeed, string> = {
  resume: 'Resume from which checkpoint?',
  restore: 'Restore which checkpoint?',
  rename: 'Rename which checkpoint?',
  pin: 'Pin which checkpoint?',
  unpin: 'Unpin which checkpoint?',
  trash: 'Delete which checkpoint?',
  reveal: 'Reveal which checkpoint?',
  copyPath: 'Copy the path of which checkpoint?',
  copyCode: 'Copy the code that loads which checkpoint?',
  export: 'Export which checkpoint?',
};

const ofSeveral: ReadonlySet<CheckpointDeed> = new Set(['pin', 'unpin', 'trash', 'copyPath', 'copyCode']);

/** Does it with the checkpoints of the rows, else with one that the person picks. */
export async function doWithCheckpoints(
  services: HostServices,
  what: CheckpointDeed,
  node: unknown,
  nodes: unknown,
): Promise<void> {
  // said before anything is asked
  if (what === 'resume' || what === 'restore') requireTrust();
  // what takes one is about the row that was clicked, however many are selected
  const at = await chosenCheckpoints(services, questions[what], node, ofSeveral.has(what) ? nodes : undefined);
  try {
    if (at.length > 0) await services.deeds.run(what, at);
  } catch (error) {
    // what is gone since it was drawn goes from the tree
    for (const { runFolder } of at) services.tree.touch(runFolder);
    throw error;
  }
}

/** Delete Checkpoint; where rows of runs are selected and no checkpoint, Delete Run. */
export async function deleteCheckpoints(services: HostServices, node: unknown, nodes: unknown): Promise<void> {
  const chosen = chosenNodes(services, node, nodes);
  const [first] = chosen;
  if (first && !chosen.some(isCheckpointNode)) {
    if (chosen.length > 1 || first.kind !== 'run')
      throw new LayerglassError('one-run', 'Runs are deleted one at a time.', { remedy: 'Select one run.' });
    return deleteRun(services, first);
  }
  await doWithCheckpoints(services, 'trash', node, nodes);
}
