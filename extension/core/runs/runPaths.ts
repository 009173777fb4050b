/** Names of what is in a run folder; DESIGN "Runs" lays it down. */
export const manifestName = 'run.json';
export const eventFilePrefix = 'events.out.tfevents.';
export const snapshotsName = 'snapshots';
/** In the folder of snapshots: all of them, thinned, one record after the other. */
export const snapshotDataName = 'snapshots.bin';
/** Figures and pictures of single units, a file each: `<number>.bin`. */
export const closeUpsName = 'closeups';
/** In the folders of snapshots, of close-ups and of checkpoints: one line each. */
export const indexName = 'index.jsonl';
export const checkpointsName = 'checkpoints';
/** In the folder of checkpoints: those that a person deleted, until they are emptied out. */
export const trashName = '.trash';
/** In the folder of checkpoints: who changes those of a run that has ended. */
export const lockName = '.lock';
/** In a checkpoint's folder: all that is not weights. */
export const checkpointFileName = 'checkpoint.json';
export const weightsFileName = 'weights.bin';

/** The only form a checkpoint's path has: nothing else is opened, whatever an index says. */
export const checkpointPathPattern = /^checkpoints\/step-\d{1,15}(?:-\d{1,6})?$/;

/** Where a checkpoint of this path lies while it is in the trash, relative to the run folder. */
export const trashPath = (checkpointPath: string): string =>
  `${checkpointsName}/${trashName}/${checkpointPath.slice(checkpointsName.length + 1)}`;
