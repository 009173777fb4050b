import type { PanelParams } from '../../protocol/panel';

export type CheckpointDeed = PanelParams<'checkpointCommand'>['do'];
/** A checkpoint: absolute run folder, path of its record, absolute folder. */
export interface CheckpointPlace {
  runFolder: string;
  path: string;
  place: string;
}

/** What a person does with checkpoints, whether asked for in the tree, in the page or in the palette. */
export class CheckpointDeeds {
  async run(_what: CheckpointDeed, _at: readonly CheckpointPlace[]): Promise<void> {}
}
