import type { LaunchSpec } from '../protocol/runner';

/** What a run is watched with where neither a setting nor an option says otherwise. */
export const defaultSettings: LaunchSpec['settings'] = {
  snapshotEverySteps: 0,
  checkpointEverySteps: 0,
  checkpointEveryMinutes: 0,
  checkpointBestBy: null,
  customLoopMinSeconds: 5,
  maxCheckpoints: 20,
  maxCheckpointBytes: 2e9,
  probeBatch: 32,
  snapshotThinning: 100,
  rules: {},
};
