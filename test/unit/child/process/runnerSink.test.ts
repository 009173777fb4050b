import assert from 'node:assert/strict';
import type { CheckpointContent } from '../../../../extension/core/runs/checkpointContent';
import type { BackgroundMessage } from '../../../../extension/child/background/messages';
import type { BackgroundThread } from '../../../../extension/child/process/backgroundThread';
import { RunnerSink } from '../../../../extension/child/process/runnerSink';
import type { FitInfo, StepRecord } from '../../../../extension/protocol/run';

const step = (n: number): StepRecord => ({ fit: 0, step: n, epoch: null, loss: 1, learningRate: null });
const fit = (index: number, kind: FitInfo['kind']): FitInfo => ({
  index,
  model: 'm',
  kind,
  site: null,
  epochs: 5,
  initialEpoch: 1,
  stepsPerEpoch: 1,
  batchSize: 1,
  samples: 1,
  firstStep: 0,
  startedAt: 0,
});
const content = (reason: CheckpointContent['reason']): CheckpointContent => ({
  fit: 0,
  step: 3,
  epoch: 1,
  batch: 0,
  reason,
  time: 0,
  metrics: {},
  models: [],
  variables: [],
  optimizers: [],
  random: { seed: 1, state: [] },
  shuffle: null,
});

/** @param thread what is not as with a thread that takes everything and is never paused nor stopped; getters stay getters */
function sinkWith(thread: Partial<BackgroundThread>): { sink: RunnerSink; posted: BackgroundMessage[] } {
  const posted: BackgroundMessage[] = [];
  const whole = { post: (m: BackgroundMessage) => posted.push(m), isPaused: false, isStopAsked: false };
  Object.defineProperties(whole, Object.getOwnPropertyDescriptors(thread));
  const sink = new RunnerSink(whole as unknown as BackgroundThread, status => {
    throw new Error(status);
  });
  return { sink, posted };
}

describe('runnerSink', () => {
  it('sends steps at most ten times a second, all of them, the last ones without being asked', async () => {
    const posted: BackgroundMessage[] = [];
    let told = (): void => undefined;
    const isTold = new Promise<void>(resolve => (told = resolve));
    const { sink } = sinkWith({ post: message => void (posted.push(message) === 2 && told()) });
    for (let n = 1; n <= 1000; n++) sink.step(step(n));
    assert.equal(posted.length, 1);
    // the timer does not keep a program alive
    const alive = setInterval(() => undefined, 1000);
    await isTold;
    clearInterval(alive);
    const steps = posted.flatMap(m => (m.type === 'steps' ? m.steps.map(s => s.step) : []));
    assert.deepEqual(
      steps,
      Array.from({ length: 1000 }, (_, i) => i + 1),
    );
    assert.equal(sink.lastStep, 1000);
  });

  it('knows which fits are under way; a custom loop is none', () => {
    const { sink } = sinkWith({});
    sink.fit(fit(0, 'fit'));
    sink.fit(fit(1, 'custom'));
    assert.deepEqual([sink.openFits.map(f => f.index), sink.epochsDone], [[0], 1]);
    sink.epoch({ fit: 0, epoch: 3, step: 3, seconds: 1, metrics: {}, learningRate: null });
    assert.equal(sink.epochsDone, 3);
    sink.fitEnded(0);
    assert.deepEqual(sink.openFits, []);
  });

  it('says once that checkpoints come too fast', () => {
    const { sink, posted } = sinkWith({ postCheckpoint: () => false });
    sink.checkpoint(content('epoch'));
    sink.checkpoint(content('epoch'));
    assert.deepEqual(
      posted.map(m => m.type),
      ['notice'],
    );
  });

  it('lets the thread leave out only checkpoints that come again', () => {
    const seen: [string, boolean][] = [];
    const { sink } = sinkWith({
      postCheckpoint: (c, isLast) => {
        seen.push([c.reason, isLast]);
        return true;
      },
    });
    for (const reason of ['start', 'epoch', 'steps', 'minutes', 'end', 'stop', 'nan'] as const)
      sink.checkpoint(content(reason));
    assert.deepEqual(
      seen.filter(([, isLast]) => !isLast).map(([reason]) => reason),
      ['epoch', 'steps', 'minutes'],
    );
  });

  it('stands still while paused, tells it, and goes on', async () => {
    let isPaused = true;
    const { sink, posted } = sinkWith({
      get isPaused() {
        return isPaused;
      },
      waitWhilePaused: () => (isPaused = false),
    } as never);
    assert.equal(sink.gate(), false);
    isPaused = true;
    const gate = sink.gateAsync();
    setTimeout(() => (isPaused = false), 10);
    assert.equal(await gate, false);
    assert.deepEqual(
      posted.map(m => m.type === 'status' && m.status),
      ['paused', 'running', 'paused', 'running'],
    );
  });

  it('passes a stop on', async () => {
    const { sink } = sinkWith({ isStopAsked: true });
    assert.deepEqual([sink.gate(), await sink.gateAsync()], [true, true]);
    assert.throws(() => sink.end('stopped'), /stopped/);
  });

  it('models with layers are named apart from loose variables', () => {
    const { sink } = sinkWith({});
    const model = (name: string): never => ({ name }) as never;
    ['a', 'variables', 'a', 'b'].forEach(name => sink.model(model(name)));
    assert.deepEqual(sink.modelNames, ['a', 'b']);
  });
});
