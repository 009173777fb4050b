// Pause, continue, stop; several runs; inspection.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { readRun } from '../../extension/core/runs/readRun';
import { cleanUp, makeProject, runToEnd, smallModel, start } from './support/trial';

const long = `${smallModel}m.fit(x, y, { epochs: 100_000, verbose: 0 });\n`;
/** Trains for ever without ever yielding. */
const synchronous = `import * as tf from '@tensorflow/tfjs';
const w = tf.variable(tf.scalar(5));
const optimizer = tf.train.sgd(0.01);
for (;;) tf.tidy(() => { optimizer.minimize(() => w.square()); });
`;

describe('control of a run', () => {
  afterEach(cleanUp);

  for (const [kind, program] of [
    ['in fit', long],
    ['in a loop that never yields', synchronous],
  ] as const)
    it(`pauses, goes on and stops ${kind}`, async () => {
      const { run, until, events } = start(makeProject({ 'train.ts': program }), 'train.ts');
      await until('steps');
      run.control({ type: 'pause' });
      await until('status', e => e.status === 'paused');
      assert.equal(run.state.status, 'paused');
      const step = run.state.steps.at(-1)!.step;
      // whatever had been on its way has come by the time the next event has
      run.control({ type: 'resume' });
      const at = events.length;
      await until('steps', e => events.indexOf(e) >= at);
      assert.equal(run.state.status, 'running');
      assert.ok(run.state.steps.at(-1)!.step > step);
      const state = await run.stop();
      assert.deepEqual([state.status, state.error], ['stopped', null]);
      const kept = readRun(state.path!);
      assert.equal(kept.status, 'stopped');
      assert.ok(kept.checkpoints.some(c => c.reason === 'stop' && c.step === kept.steps.at(-1)?.step));
    });

  it('stops while it is paused', async () => {
    const { run, until } = start(makeProject({ 'train.ts': synchronous }), 'train.ts');
    await until('steps');
    run.control({ type: 'pause' });
    await until('status', e => e.status === 'paused');
    assert.equal((await run.stop()).status, 'stopped');
  });

  it('stops a program that waits for something before its first step, at once', async () => {
    const { run, until } = start(
      makeProject({ 'train.ts': `${smallModel}setTimeout(() => m.fit(x, y), 60_000);\n` }),
      'train.ts',
    );
    await until('status', e => e.status === 'running');
    const began = performance.now();
    assert.equal((await run.stop()).status, 'stopped');
    // far sooner than the program would have begun
    assert.ok(performance.now() - began < 30_000);
  });

  it('stops before its process has started', async () => {
    const { run } = start(makeProject({ 'train.ts': long }), 'train.ts');
    const state = await run.stop();
    assert.deepEqual([state.status, state.error, state.path], ['stopped', null, null]);
  });

  it('runs two programs of one folder at once, each with its own folder', async () => {
    const folder = makeProject({ 'train.ts': `${smallModel}m.fit(x, y, { epochs: 3, verbose: 0 });\n` });
    const runs = [start(folder, 'train.ts'), start(folder, 'train.ts')];
    const states = await Promise.all(runs.map(r => r.run.stopped));
    assert.deepEqual(
      states.map(s => s.status),
      ['completed', 'completed'],
    );
    assert.deepEqual(states.map(s => s.id).sort(), [1, 2]);
    for (const state of states) assert.equal(readRun(state.path!).epochs.length, 3);
  });

  it('inspects: the program is ended before its first step, and what was written is removed', async () => {
    const { state, run, events } = await runToEnd({ 'train.ts': long }, { mode: 'inspect' });
    const shown = events.flatMap(e => (e.type === 'snapshot' ? [e.snapshot] : []));
    const withGradients = shown.map(s => s.layers.filter(l => l.activationGradients.length).length);
    assert.deepEqual([shown.length, withGradients[0]], [2, 0], 'the picture is there before the gradients are');
    assert.ok(withGradients[1]! > 0 && shown[0]!.layers.some(l => l.activations.length));
    assert.equal(state.snapshots.length, 1);
    assert.deepEqual([state.status, state.steps.length, state.error], ['completed', 0, null]);
    assert.ok(state.models.length === 1 && events.some(e => e.type === 'snapshot'));
    assert.ok(fs.existsSync(state.path!));
    await run.dispose();
    assert.ok(!fs.existsSync(state.path!));
  });

  it('runs unwatched: nothing is seen, nothing is written', async () => {
    const { state, folder, output } = await runToEnd(
      { 'train.ts': `${smallModel}m.fit(x, y, { epochs: 1, verbose: 0 }).then(() => console.log('done'));\n` },
      { watch: false },
    );
    assert.deepEqual([state.status, state.models.length, state.path, output.stdout], ['completed', 0, null, 'done\n']);
    assert.ok(!fs.existsSync(`${folder}/.layerglass`));
  });

  it('a listener that throws harms nobody', async () => {
    const { run } = start(makeProject({ 'train.ts': `${smallModel}m.fit(x, y, { verbose: 0 });\n` }), 'train.ts');
    const warned: Error[] = [];
    const onWarning = (warning: Error): void => void warned.push(warning);
    process.on('warning', onWarning);
    run.onEvent(() => {
      throw new Error('listener');
    });
    assert.equal((await run.stopped).status, 'completed');
    process.off('warning', onWarning);
    assert.ok(warned.some(w => w.message === 'listener'));
  });
});
