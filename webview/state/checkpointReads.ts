import type { HostChannel } from '../host/hostChannel';
import { KeptAnswers } from './keptAnswers';

/** What the reader answers of checkpoints: a checkpoint never changes, so that an answer holds. */
export type CheckpointRead =
  | 'describeCheckpoint'
  | 'checkpointSummaries'
  | 'checkpointValues'
  | 'checkpointPictures'
  | 'compareCheckpoints'
  | 'weightPaths';
const maxKept = 96;
/** Of a large network's comparison the histograms alone are tens of megabytes. */
const maxKeptBytes = 192e6;

/** Answers of the reader. */
export class CheckpointReads extends KeptAnswers<CheckpointRead> {
  constructor(channel: HostChannel, onDidArrive: () => void) {
    super(channel, onDidArrive, { count: maxKept, bytes: maxKeptBytes });
  }
}
