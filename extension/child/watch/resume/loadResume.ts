import type { CheckpointContent, ResumeFacts } from '../../../core/runs/checkpointContent';
import { readCheckpointContent } from '../../../core/runs/readCheckpointContent';
import { readManifest } from '../../../core/runs/manifestFile';
import type { LaunchSpec } from '../../../protocol/runner';
import { EarlierRuns } from './earlierRuns';

/** The checkpoint that a run goes on from, and what led to it. */
export interface LoadedCheckpoint {
  content: CheckpointContent;
  facts: ResumeFacts;
  earlier: EarlierRuns;
}

/** Reads them before the program runs. Throws LayerglassError as readCheckpointContent, readManifest and readRun do. */
export function loadResume({ runFolder, step, path }: NonNullable<LaunchSpec['resume']>): LoadedCheckpoint {
  const { manifest } = readManifest(runFolder);
  const content = readCheckpointContent(runFolder, path);
  const earlier = new EarlierRuns(runFolder, step, manifest.sourceHash);
  const kind = earlier.fits.get(content.fit)?.kind;
  return { content, facts: content.resume ?? factsOf(content, kind === 'fit' || kind === 'fitDataset'), earlier };
}

/** Of a checkpoint from before those were written down. */
function factsOf({ batch, reason }: CheckpointContent, isFit: boolean): ResumeFacts {
  const inEpoch = reason === 'start' || reason === 'nan' ? 'update' : batch > 0 ? 'batch' : 'epoch';
  return {
    place: isFit ? inEpoch : 'loop',
    ...{ sums: null, batchLogs: [], pass: null, ended: [], dataHash: null, sourceHash: '' },
  };
}
