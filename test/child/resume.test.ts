// A run that goes on from a checkpoint ends with the numbers of one that was never stopped, to the bit.
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { readCheckpoints } from '../../extension/core/runs/readCheckpoints';
import { readRun } from '../../extension/core/runs/readRun';
import type { RunRequest } from '../../extension/engine/runRequest';
import type { CheckpointRecord } from '../../extension/protocol/run';
import type { RunState } from '../../extension/protocol/runState';
import { onEachBackend, type TestedBackend } from './support/backends';
import { cleanUp, makeProject, start } from './support/trial';

const program = path.join(import.meta.dirname, 'programs/resumed.ts');

interface Finished {
  state: RunState;
  /** What the program printed, by label. */
  printed: Map<string, unknown>;
}

async function train({ name, nativeFolder }: TestedBackend, request: Partial<RunRequest>): Promise<Finished> {
  const common = { runsFolder: makeProject({}), backend: name, nativeFolder, seed: 5 };
  const settings = { snapshotThinning: 0, customLoopMinSeconds: 0, maxCheckpoints: 500, checkpointEverySteps: 1 };
  const { run, output } = start('', program, { ...common, settings, ...request });
  const { status, error, path: folder } = await run.stopped;
  assert.equal(status, 'completed', `${error?.code} ${error?.message} ${output.stderr}`);
  const lines = output.stdout.split('\n').filter(Boolean);
  const printed = lines.map(line => JSON.parse(line) as { label: string });
  return { state: readRun(folder!), printed: new Map(printed.map(p => [p.label, p])) };
}

/** Goes on from a checkpoint of a run and compares what the program prints at its end, and the epochs that are trained. */
async function assertExact(
  backend: TestedBackend,
  whole: Finished,
  { step, path: inner }: CheckpointRecord,
  request: Partial<RunRequest>,
): Promise<Finished> {
  const runFolder = whole.state.path!;
  const again = await train(backend, { ...request, resume: { runFolder, step, path: inner } });
  const label = [...whole.printed.keys()].at(-1)!;
  assert.deepEqual(again.printed.get(label), whole.printed.get(label), `from step ${step} (${inner})`);
  const figures = ({ epochs }: RunState, from: number): unknown[] =>
    epochs.filter(e => e.step > from).map(({ fit, epoch, step: at, metrics }) => ({ fit, epoch, at, metrics }));
  assert.deepEqual(figures(again.state, step), figures(whole.state, step));
  return again;
}

const pick = (checkpoints: CheckpointRecord[], fits: (c: CheckpointRecord) => boolean): CheckpointRecord => {
  const found = checkpoints.find(fits);
  assert.ok(
    found,
    `no such checkpoint among ${checkpoints.map(c => `${c.fit}:${c.step}/${c.epoch}+${c.batch}`).join()}`,
  );
  return found;
};

onEachBackend('going on', backend => {
  afterEach(cleanUp);

  it('trains the same with each optimizer, at an epoch’s end and within one', async () => {
    const request = { arguments: ['eachOptimizer'] };
    const whole = await train(backend, request);
    const all = readCheckpoints(whole.state.path!);
    for (const fit of [0, 1, 2, 3, 4, 5, 6]) {
      const epoch = pick(all, c => c.fit === fit && c.epoch === 2 && !c.batch);
      await assertExact(backend, whole, epoch, request);
      const within = pick(all, c => c.fit === fit && c.epoch === 1 + (fit % 2) && c.batch === 1 + (fit % 3));
      await assertExact(backend, whole, within, request);
    }
  });
  for (const args of [
    ['callbacks'],
    ['datasets', 'whole'],
    ['datasets', 'limited'],
    ['datasets', 'seeded'],
    ['twoFits'],
  ])
    it(`trains the same: ${args.join(' ')}`, async () => {
      const request = { arguments: args };
      const whole = await train(backend, request);
      const all = readCheckpoints(whole.state.path!);
      const fit = args[0] === 'twoFits' ? 1 : 0;
      await assertExact(
        backend,
        whole,
        pick(all, c => c.fit === fit && c.epoch === 2 && !c.batch),
        request,
      );
      const within = pick(all, c => c.fit === fit && c.epoch === 1 && c.batch === 2);
      const again = await assertExact(backend, whole, within, request);
      const later = pick(readCheckpoints(again.state.path!), c => c.fit === fit && c.epoch === 2 && c.batch === 1);
      const codes = again.state.notices.map(n => n.code).filter(code => code.startsWith('resume'));
      assert.deepEqual(codes, args[0] === 'callbacks' ? ['resume-callbacks'] : []);
      await assertExact(backend, { ...whole, state: { ...whole.state, path: again.state.path } }, later, request);
    });
  for (const args of [['loop', 'adam'], ['batches']])
    it(`trains the same: ${args.join(' ')}`, async () => {
      const request = { arguments: args };
      const whole = await train(backend, request);
      const all = readCheckpoints(whole.state.path!);
      await assertExact(
        backend,
        whole,
        pick(all, c => c.step === 13),
        request,
      );
    });
});
