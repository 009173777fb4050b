// A run that goes on from a checkpoint ends with the numbers of one that was never stopped, to the bit.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
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
  const settings = { snapshotThinning: 0, customLoopMinSeconds: 0, maxCheckpoints: 500, checkpointEverySteps: 2 };
  const { run, output } = start('', program, { ...common, settings, ...request });
  const { status, error, path: folder } = await run.stopped;
  assert.equal(status, 'completed', `${error?.code} ${error?.message} ${output.stderr}`);
  const lines = output.stdout.split('\n').filter(Boolean);
  const printed = lines.map(line => JSON.parse(line) as { label: string });
  return { state: readRun(folder!), printed: new Map(printed.map(p => [p.label, p])) };
}

/** Goes on from a checkpoint of a run and compares what the program prints from there on, and the epochs that are trained. */
async function assertExact(
  backend: TestedBackend,
  whole: Finished,
  from: string,
  { step, path: inner }: CheckpointRecord,
  request: Partial<RunRequest>,
  /** The first label of what is compared: what was printed before is done. */
  label: string,
): Promise<Finished> {
  const again = await train(backend, { ...request, resume: { runFolder: from, step, path: inner } });
  const labels = [...whole.printed.keys()];
  for (const name of labels.slice(labels.indexOf(label)))
    assert.deepEqual(again.printed.get(name), whole.printed.get(name), `${name} from step ${step} (${inner})`);
  const figures = ({ epochs }: RunState): unknown[] =>
    epochs.filter(e => e.step > step).map(({ fit, epoch, step: at, metrics }) => ({ fit, epoch, at, metrics }));
  assert.deepEqual(figures(again.state), figures(whole.state));
  return again;
}

type Fits = (c: CheckpointRecord) => boolean;
const pick = (folder: string, fits: Fits): CheckpointRecord => {
  const all = readCheckpoints(folder).filter(c => !c.dropped);
  const found = all.find(fits);
  assert.ok(found, `none among ${all.map(c => `${c.fit}:${c.step}/${c.epoch}+${c.batch}`).join()}`);
  return found;
};
/** Not the start, and not where nothing is left to train. */
const isInside: Fits = c => c.reason !== 'start' && (c.epoch ?? 0) < 3;
const resumeCodes = ({ state }: Finished): string[] =>
  state.notices.map(n => n.code).filter(code => code.startsWith('resume'));

const optimizers = ['sgd', 'momentum', 'rmsprop', 'adam', 'adagrad', 'adadelta', 'adamax'];

onEachBackend('going on', backend => {
  afterEach(cleanUp);

  it('trains the same with each optimizer, at an epoch’s end or within one', async () => {
    const request = { arguments: ['eachOptimizer'] };
    const whole = await train(backend, request);
    const folder = whole.state.path!;
    for (const [fit, label] of optimizers.entries()) {
      const isWithin = (fit % 2 === 0) === (backend.name === 'wasm');
      const ofFit = readCheckpoints(folder).filter(c => c.fit === fit && isInside(c));
      // on a slow disk some are left out
      const from = ofFit.find(c => !!c.batch === isWithin) ?? pick(folder, c => c.fit === fit && isInside(c));
      await assertExact(backend, whole, folder, from, request, label);
    }
  });
  it('hears the same in callbacks: schedules, early stopping, classes', async () => {
    const request = { arguments: ['callbacks'] };
    const whole = await train(backend, request);
    const folder = whole.state.path!;
    for (const isWithin of [false, true]) {
      const from = pick(folder, c => isInside(c) && c.epoch === 2 && !!c.batch === isWithin);
      const again = await assertExact(backend, whole, folder, from, request, 'callbacks');
      assert.deepEqual(resumeCodes(again), ['resume-callbacks']);
    }
  });
});

describe('going on', () => {
  afterEach(cleanUp);
  const backend: TestedBackend = { name: 'wasm', nativeFolder: null };

  for (const args of [['datasets', 'whole'], ['datasets', 'limited'], ['datasets', 'seeded'], ['twoFits']])
    it(`trains the same, and so does what goes on from that: ${args.join(' ')}`, async () => {
      const request = { arguments: args };
      const whole = await train(backend, request);
      const folder = whole.state.path!;
      const fit = args[0] === 'twoFits' ? 1 : 0;
      const within = pick(folder, c => c.fit === fit && isInside(c) && c.epoch === 1 && !!c.batch);
      const again = await assertExact(backend, whole, folder, within, request, args[0]!);
      assert.deepEqual(resumeCodes(again), []);
      const newFolder = again.state.path!;
      const later = pick(newFolder, c => c.fit === fit && isInside(c) && c.epoch === 2 && !c.batch);
      await assertExact(backend, whole, newFolder, later, request, args[0]!);
    });
  for (const args of [['loop', 'adam'], ['batches']])
    it(`trains the same in a loop of the program’s own: ${args.join(' ')}`, async () => {
      const request = { arguments: args };
      const whole = await train(backend, request);
      const from = pick(whole.state.path!, c => c.step > 4);
      const again = await assertExact(backend, whole, whole.state.path!, from, request, args[0]!);
      assert.deepEqual(resumeCodes(again), ['resume-loop']);
    });
  for (const seed of [21, 24])
    it(`trains a drawn network the same: seed ${seed}`, async () => {
      const request = { arguments: ['drawn'], seed };
      const whole = await train(backend, request);
      const folder = whole.state.path!;
      const all = readCheckpoints(folder).filter(c => !c.dropped);
      await assertExact(backend, whole, folder, all[(seed * 7) % all.length]!, request, 'drawn');
    });

  it('is refused, naming file and tensors, where the checkpoint is damaged; nothing runs', async () => {
    const whole = await train(backend, { arguments: ['twoFits'] });
    const { step, path: inner } = pick(whole.state.path!, isInside);
    const [model] = fs.readdirSync(path.join(whole.state.path!, inner)).filter(name => name.startsWith('sequential'));
    const file = path.join(whole.state.path!, inner, model!, 'weights.bin');
    const bytes = fs.readFileSync(file);
    bytes[5]! ^= 1;
    fs.writeFileSync(file, bytes);
    const resume = { runFolder: whole.state.path!, step, path: inner };
    const { run, output } = start('', program, {
      runsFolder: makeProject({}),
      arguments: ['twoFits'],
      seed: 5,
      resume,
    });
    const { status, error } = await run.stopped;
    assert.equal(status, 'failed');
    assert.equal(error?.code, 'checkpoint-damaged');
    assert.match(error?.message ?? '', /weights\.bin.*checksum.*kernel/);
    assert.equal(output.stdout, '');
  });
});
