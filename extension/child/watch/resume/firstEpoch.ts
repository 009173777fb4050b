import type { LaunchSpec } from '../../../protocol/runner';
import type { EarlierFit } from './earlierRuns';
import type { LoadedCheckpoint } from './loadResume';
import type { ResumedFit } from './resumedFit';

/** The epoch, from 0, with which the checkpoint's fit begins; Infinity where none is left. */
export function firstEpoch(
  { options }: ResumedFit,
  { lastEpoch, epochs }: EarlierFit,
  { content, earlier, facts }: LoadedCheckpoint,
  spec: Pick<LaunchSpec, 'mode' | 'sourceHash' | 'epochs'>,
): number {
  const done = content.epoch ?? 0;
  const planned = spec.epochs ?? options.epochs;
  if (spec.mode === 'inspect') return typeof planned === 'number' ? Math.max(0, Math.min(done, planned - 1)) : done;
  // one that its callbacks had ended stays ended, unless a person asks for a number of epochs
  const hadEnded = earlier.status === 'completed' || earlier.calls.some(f => f.index > content.fit);
  const wasCut = epochs !== null && lastEpoch < epochs;
  const isEnded = facts.place === 'epoch' && hadEnded && wasCut && lastEpoch <= done;
  return isEnded && spec.epochs === null && earlier.sourceHash === spec.sourceHash ? Infinity : done;
}
