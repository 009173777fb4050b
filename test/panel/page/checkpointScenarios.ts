import type { RunListItem } from '../../../extension/protocol/panel';
import type { RunState } from '../../../extension/protocol/runState';
import { denseModel, digitsModel } from './modelsOf';
import { runOf } from './runOf';
import { scenario, type Scenario } from './scenarios';

const manyRuns = 200;

/** A run of fifty checkpoints. */
const fifty = (patch: Partial<RunState> = {}): RunState => ({
  ...runOf({ model: denseModel('small', [16, 32, 32, 10]), epochs: 49, done: 49, stepsPerEpoch: 10 }),
  status: 'completed',
  ...patch,
});
const digits = (checkpoints: (all: RunState['checkpoints']) => RunState['checkpoints']): RunState => {
  const run = runOf({ model: digitsModel(), epochs: 12, done: 9.3, stepsPerEpoch: 430 });
  return { ...run, checkpoints: checkpoints(run.checkpoints) };
};

/** What is unusual in the Checkpoints view. */
export const checkpointScenarios: Record<string, () => Scenario> = {
  noCheckpoints: () => scenario(digits(() => [])),
  oneCheckpoint: () => scenario(digits(all => all.slice(0, 1))),
  /** 10,000 checkpoints in 200 runs. */
  manyCheckpoints: () => {
    const run = fifty();
    const own: RunListItem = {
      key: 'run15',
      id: manyRuns,
      status: 'completed',
      startedAt: Date.now(),
      program: 'train.ts',
      best: null,
    };
    const others = Array.from({ length: manyRuns - 1 }, (_, i): RunListItem => {
      const id = manyRuns - 1 - i;
      return { ...own, key: `many${id}`, id, startedAt: own.startedAt - (i + 1) * 60_000 };
    });
    return scenario(run, { runs: [own, ...others] });
  },
};
