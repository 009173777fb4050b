import * as assert from 'node:assert/strict';
import { readSnapshots } from '../../extension/core/runs/readSnapshot';
import type { RunRequest } from '../../extension/engine/runRequest';
import { cleanUp, makeProject, smallModel, start } from './support/trial';

afterEach(cleanUp);

/** Runs a program watched and unwatched: its output and its exit must not differ. Returns the watched run. */
async function runBothWays(files: Record<string, string>, request: Partial<RunRequest> = {}) {
  const folder = makeProject(files);
  const program = Object.keys(files)[0]!;
  const plain = start(folder, program, { ...request, watch: false });
  const plainState = await plain.run.stopped;
  const watched = start(folder, program, request);
  const state = await watched.run.stopped;
  assert.deepEqual(watched.output, plain.output);
  assert.deepEqual(
    [state.status, state.error?.message, state.error?.site],
    [plainState.status, plainState.error?.message, plainState.error?.site],
  );
  return { ...watched, state };
}

describe('any program', () => {
  it('trains for the number of epochs asked for, watched or not', async () => {
    const { state, output } = await runBothWays(
      {
        'train.ts': `${smallModel}const options = { epochs: 50, verbose: 0 };
m.fit(x, y, options).then(h => console.log(h.epoch, h.history.loss.length, options.epochs));\n`,
      },
      { epochs: 2 },
    );
    assert.equal(output.stdout, '[ 0, 1 ] 2 50\n');
    assert.equal(state.epochs.length, 2);
  });

  it('may put its own clock and timers in the place of Node’s', async () => {
    const { state } = await runBothWays({
      'train.ts': `import * as tf from '@tensorflow/tfjs';
const soon = setImmediate;
Date.now = () => 42;
Object.assign(globalThis, {
  performance: { now: () => { throw new Error('no clock'); } },
  setTimeout: (f: () => void) => (soon(f), 1),
  clearTimeout: () => { throw new Error('no timer'); },
});
const m = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
m.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
m.fit(tf.ones([8, 2]), tf.ones([8, 1]), { epochs: 3, batchSize: 2, yieldEvery: 'never', verbose: 0 })
  .then(h => console.log(h.history.loss));
`,
    });
    assert.deepEqual([state.epochs.length, state.notices], [3, []]);
    assert.ok(state.fits[0]!.startedAt > 42);
  });

  it('may freeze Error', async () => {
    const { state } = await runBothWays({
      'train.ts': `${smallModel}Object.freeze(Error);
tf.variable(tf.zeros([1]));
m.fit(x, y, { epochs: 2, verbose: 0 }).then(() => tf.sequential());
`,
    });
    assert.deepEqual([state.status, state.epochs.length, state.notices], ['completed', 2, []]);
    assert.equal(state.models[0]?.layers[0]?.site?.line, 2);
  });

  it('may have layers with state of their own, getters that throw, and no configuration', async () => {
    const { state, output } = await runBothWays({
      'train.js': `const tf = require('@tensorflow/tfjs');
class Annealed extends tf.layers.Layer {
  static className = 'Annealed';
  schedule = { step: 0, seen: new Map(), values: new Float32Array(1) };
  constructor() {
    super({});
    Object.defineProperty(this, 'broken', { enumerable: true, get() { throw new Error('never read'); } });
    this.proxy = new Proxy({}, { get() { throw new Error('never read'); } });
  }
  call(x) {
    const { schedule } = this;
    schedule.step++;
    schedule.seen.set(schedule.step, true);
    schedule.values[0] += 0.1;
    return tf.mul(Array.isArray(x) ? x[0] : x, 1 + schedule.values[0] / schedule.seen.size);
  }
  computeOutputShape(shape) { return shape; }
  getConfig() { throw new Error('no configuration'); }
}
const annealed = new Annealed();
const m = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [2] }), annealed, tf.layers.dense({ units: 1 })] });
m.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
m.fit(tf.ones([8, 2]), tf.ones([8, 1]), { epochs: 3, batchSize: 4, verbose: 0 })
  .then(h => console.log(h.history.loss, annealed.schedule));
`,
    });
    assert.match(output.stdout, /step: 6/);
    assert.deepEqual(
      state.notices.map(n => n.code),
      ['topology-missing'],
    );
    assert.deepEqual(
      state.models[0]?.layers.map(l => l.className),
      ['Dense', 'Annealed', 'Dense'],
    );
    assert.equal(state.epochs.length, 3);
  });

  it('may count the calls of its loss function', async () => {
    const { state, output } = await runBothWays({
      'train.ts': `${smallModel.replace("'meanSquaredError'", 'annealed')}
let calls = 0;
function annealed(target: tf.Tensor, output: tf.Tensor): tf.Tensor {
  calls++;
  return tf.losses.meanSquaredError(target, output).mul(1 + calls / 10);
}
m.fit(x, y, { epochs: 3, verbose: 0 }).then(h => console.log(h.history.loss, calls));
`,
    });
    assert.match(output.stdout, /\] 6\n$/);
    const { snapshots } = readSnapshots(state.path!);
    assert.match(
      snapshots[0]!.note ?? '',
      /No gradients of activations: each call of the loss function changes "calls"/,
    );
    assert.ok(snapshots.every(s => s.layers[0]!.activations.length === 1));
  });

  it('may collect what its layers see', async () => {
    const { state, output } = await runBothWays({
      'train.js': `const tf = require('@tensorflow/tfjs');
const seen = [];
class Look extends tf.layers.Layer {
  static className = 'Look';
  call(x) {
    const [value] = [x].flat();
    seen.push(tf.keep(value.clone()));
    return value;
  }
  computeOutputShape(shape) { return shape; }
}
const m = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [2] }), new Look({})] });
m.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
m.fit(tf.ones([8, 2]), tf.ones([8, 2]), { epochs: 2, verbose: 0 })
  .then(h => console.log(h.history.loss, seen.map(t => t.dataSync()[0]), tf.memory().numTensors));
`,
    });
    assert.match(output.stdout, /\] 7\n$/);
    assert.match(readSnapshots(state.path!).snapshots[0]!.note ?? '', /look_Look1 on: each call of it changes "seen"/);
  });

  it('may train on data that are no numbers: the finding names them', async () => {
    const { state } = await runBothWays({
      'train.ts': `import * as tf from '@tensorflow/tfjs';
const m = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
m.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
const x = tf.tensor2d(Array.from({ length: 32 }, (_, i) => (i === 20 ? NaN : i / 32)), [16, 2]);
m.fit(x, tf.ones([16, 1]), { epochs: 2, batchSize: 4, shuffle: false, verbose: 0 }).then(h => console.log(h.history));
`,
    });
    const [loss] = state.findings.filter(f => f.layer === null);
    assert.equal(loss?.message, 'Loss is NaN at step 3, as the batch’s inputs are');
  });
});
