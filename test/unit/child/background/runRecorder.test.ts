import assert from 'node:assert/strict';
import * as path from 'node:path';
import type { Writer } from '../../../../extension/child/background/guardedWriter';
import { firstManifest, RunRecorder } from '../../../../extension/child/background/runRecorder';
import { summarizeInJavaScript } from '../../../../extension/core/stats/summarizeInJavaScript';
import { LayerglassError } from '../../../../extension/protocol/errors';
import type { CheckpointRecord, RunManifest, Snapshot, StepRecord } from '../../../../extension/protocol/run';
import type { LaunchSpec, RunnerEvent } from '../../../../extension/protocol/runner';

const step = (n: number): StepRecord => ({ fit: 0, step: n, epoch: null, loss: 1, learningRate: null });
const snapshot = (): Snapshot => {
  const summary = summarizeInJavaScript(new Float32Array([1, 2, 3]));
  const layers = [
    {
      name: 'a',
      weights: { kernel: summary },
      weightGradients: {},
      preActivations: [summary],
      activations: [summary],
      activationGradients: [],
      updates: {},
      units: null,
    },
  ];
  return { fit: 0, model: 'm', step: 0, epoch: null, probed: 3, note: null, layers };
};
const record = (step: number, dropped = false): CheckpointRecord => ({
  fit: 0,
  step,
  epoch: 1,
  path: `checkpoints/step-${step}`,
  reason: 'epoch',
  time: 0,
  sizeBytes: 1,
  parameters: 1,
  metrics: {},
  changes: {},
  pinned: false,
  dropped,
});

function recorderWith(failing: Partial<Writer>): {
  recorder: RunRecorder;
  told: RunnerEvent[];
  kept: string[];
  closed: Partial<RunManifest>[];
  clock: { nowMs: number };
} {
  const clock = { nowMs: 0 };
  const told: RunnerEvent[] = [];
  const kept: string[] = [];
  const closed: Partial<RunManifest>[] = [];
  const writer: Writer = {
    update: patch => void kept.push(...Object.keys(patch)),
    addSteps: steps => void kept.push(`steps ${steps.length}`),
    addEpoch: () => void kept.push('epoch'),
    addSnapshot: s => void kept.push(s.layers[0]?.weights.kernel?.buckets ? 'snapshot with buckets' : 'snapshot'),
    addCloseUp: c => void kept.push(`close-up ${c.step}`),
    addCheckpoint: c => [record(c.step), record(1, true)],
    changeCheckpoint: () => record(1),
    flush: () => void kept.push('flush'),
    close: patch => void closed.push(patch ?? {}),
    ...failing,
  };
  return {
    recorder: new RunRecorder(
      () => writer,
      event => told.push(event),
      () => clock.nowMs,
    ),
    told,
    kept,
    closed,
    clock,
  };
}
const fullDisk = (): never => {
  throw new LayerglassError('disk-full', 'No space left to write /x', { remedy: 'Free some.' });
};

describe('runRecorder', () => {
  it('tells of a snapshot once it is kept, without its buckets', () => {
    const { recorder, told, kept } = recorderWith({});
    recorder.take({ type: 'snapshot', snapshot: snapshot() });
    assert.deepEqual(kept, ['snapshot with buckets']);
    const [event] = told;
    assert.ok(event?.type === 'snapshot');
    const layer = event.snapshot.layers[0]!;
    assert.equal(layer.weights.kernel?.max, 3);
    for (const s of [layer.weights.kernel, ...layer.preActivations, ...layer.activations])
      assert.equal(s?.buckets, undefined);
  });

  it('tells of a checkpoint and of those that were dropped for it', () => {
    const { recorder, told } = recorderWith({});
    recorder.take({ type: 'checkpoint', content: { step: 5 } as never, heldBytes: 0 });
    assert.deepEqual(
      told.map(e => e.type === 'checkpoint' && [e.checkpoint.step, e.checkpoint.dropped]),
      [
        [5, false],
        [1, true],
      ],
    );
  });

  it('keeps all steps, tells at most two hundred at once, the last one in them', () => {
    const { recorder, told, kept } = recorderWith({});
    recorder.take({ type: 'steps', steps: Array.from({ length: 1001 }, (_, i) => step(i + 1)) });
    assert.deepEqual(kept, ['steps 1001']);
    const [event] = told;
    assert.ok(event?.type === 'steps');
    const numbers = event.steps.map(s => s.step);
    assert.equal(numbers.length, 200);
    assert.equal(numbers.at(-1), 1001);
    assert.deepEqual(
      numbers,
      [...new Set(numbers)].sort((a, b) => a - b),
    );
  });

  it('a full disk ends the keeping, not the telling; the last word is tried all the same', () => {
    const { recorder, told, kept, closed } = recorderWith({ addSnapshot: fullDisk });
    recorder.take({ type: 'snapshot', snapshot: snapshot() });
    recorder.take({ type: 'steps', steps: [step(1)] });
    recorder.take({ type: 'checkpoint', content: { step: 5 } as never, heldBytes: 0 });
    recorder.take({ type: 'end', status: 'completed', error: null });
    assert.deepEqual(
      told.map(e => e.type),
      ['notice', 'steps', 'ended'],
    );
    assert.match(JSON.stringify(told[0]), /disk-full.*nothing of it is kept until there is room again\. Free some\./);
    assert.deepEqual(kept, ['notices']);
    assert.equal(closed[0]?.status, 'completed');
    assert.equal(closed[0]?.notices?.[0]?.code, 'disk-full');
  });

  it('a full disk is tried again after a while, and it is said when there is room', () => {
    let isFull = true;
    const { recorder, told, kept, clock } = recorderWith({
      addCheckpoint: c => (isFull ? fullDisk() : [record(c.step)]),
    });
    const add = (step: number): void => recorder.take({ type: 'checkpoint', content: { step } as never, heldBytes: 0 });
    add(1);
    isFull = false;
    add(2);
    // what run.json is to say is remembered all the while
    recorder.take({ type: 'epoch', epoch: { epoch: 1 } as never });
    assert.deepEqual(kept, ['notices', 'epoch']);
    clock.nowMs = 31_000;
    add(3);
    add(4);
    assert.deepEqual(
      told.map(e => (e.type === 'checkpoint' ? e.checkpoint.step : e.type === 'notice' ? e.notice.code : e.type)),
      ['disk-full', 'epoch', 'writing-again', 3, 4],
    );
    assert.ok(kept.includes('flush'));
  });

  it('a disk that is full again and again is told of three times', () => {
    const { recorder, told, clock } = recorderWith({
      addCheckpoint: c => (c.step % 2 ? fullDisk() : [record(c.step)]),
    });
    for (let i = 1; i <= 20; i++) {
      recorder.take({ type: 'checkpoint', content: { step: i } as never, heldBytes: 0 });
      clock.nowMs += 31_000;
    }
    assert.equal(told.filter(e => e.type === 'notice').length, 6);
  });

  it('changes a checkpoint as asked, or says why not', () => {
    const changed: string[] = [];
    const { recorder, told } = recorderWith({
      changeCheckpoint: change => {
        changed.push(change.do);
        if (change.do === 'trash') throw new LayerglassError('no-checkpoint', 'It was dropped', { remedy: 'Choose.' });
        return { ...record(7), pinned: true };
      },
    });
    recorder.change({ do: 'pin', path: 'checkpoints/step-7', pinned: true });
    recorder.change({ do: 'trash', path: 'checkpoints/step-8' });
    recorder.take({ type: 'end', status: 'completed', error: null });
    recorder.change({ do: 'untrash', path: 'checkpoints/step-8' });
    assert.deepEqual(changed, ['pin', 'trash']);
    assert.deepEqual(
      told.map(e => (e.type === 'checkpoint' ? e.checkpoint.pinned : e.type === 'notice' ? e.notice : e.type)),
      [
        true,
        { code: 'checkpoint-not-changed', message: 'It was dropped. Choose.' },
        'ended',
        { code: 'checkpoint-not-changed', message: 'Nothing is written for this run any more.' },
      ],
    );
  });

  it('one thing that cannot be written does not end the keeping; three in a row do', () => {
    let failures = 2;
    const { recorder, told, kept } = recorderWith({
      addSnapshot: () => {
        if (failures-- > 0) throw new Error('odd');
        kept.push('snapshot');
      },
    });
    for (let i = 0; i < 3; i++) recorder.take({ type: 'snapshot', snapshot: snapshot() });
    assert.deepEqual(
      told.map(e => e.type),
      ['notice', 'snapshot'],
    );
    failures = 10;
    for (let i = 0; i < 5; i++) recorder.take({ type: 'snapshot', snapshot: snapshot() });
    assert.equal(failures, 7);
    assert.match(JSON.stringify(told.at(-1)), /nothing more/);
  });

  it('a folder that cannot be opened is said, and the run goes on', () => {
    const told: RunnerEvent[] = [];
    const recorder = new RunRecorder(fullDisk, event => told.push(event));
    recorder.take({ type: 'status', status: 'running' });
    assert.deepEqual(
      told.map(e => e.type),
      ['notice', 'status'],
    );
  });

  it('replaces a model of the same name', () => {
    const models: unknown[] = [];
    const { recorder } = recorderWith({
      update: patch => void models.push(patch.models?.map(m => `${m.name} ${m.parameters}`)),
    });
    const model = (name: string, parameters: number): never =>
      ({ type: 'model', model: { name, parameters } }) as never;
    [model('a', 1), model('b', 2), model('a', 3)].forEach(m => recorder.take(m));
    assert.deepEqual(models.at(-1), ['a 3', 'b 2']);
  });

  it('tells the error, then the end', () => {
    const { recorder, told, closed } = recorderWith({});
    const error = { code: 'x', message: 'm', remedy: '', site: null, stack: [] };
    recorder.take({ type: 'end', status: 'failed', error });
    assert.deepEqual(
      told.map(e => e.type),
      ['failed', 'ended'],
    );
    assert.deepEqual([closed[0]?.status, closed[0]?.error], ['failed', error]);
  });

  it('an interrupted run says so and tells nobody; one that has ended stays what it is', () => {
    const { recorder, told, closed } = recorderWith({});
    recorder.interrupt();
    recorder.interrupt();
    assert.deepEqual([told.length, closed.map(c => c.status)], [0, ['interrupted']]);
  });

  it('its first manifest has paths that move with the folder', () => {
    const root = path.resolve('/p');
    const spec = {
      runId: 3,
      folder: root,
      program: path.join(root, 'src/train.ts'),
      runFolder: path.join(root, '.layerglass/runs/3'),
      arguments: [],
      seed: 1,
      sourceHash: 'h',
      mode: 'train',
      resume: null,
    } as unknown as LaunchSpec & { runFolder: string };
    const { id, program, folder, status } = firstManifest(spec);
    assert.deepEqual([id, program, folder, status], [3, 'src/train.ts', '../../..', 'starting']);
  });

  it('names the run that it goes on from relative to its own folder, so that both can be moved', () => {
    const at = (...names: string[]): string => path.resolve('/p', ...names);
    const runFolder = at('.layerglass/runs/3');
    const resume = { runFolder: at('.layerglass/runs/1'), step: 4, path: 'checkpoints/step-4' };
    const spec = { program: at('train.ts'), folder: at(), runFolder, resume, signature: 's', epochs: 9 } as LaunchSpec;
    const { resumedFrom, signature, epochsAsked } = firstManifest({ ...spec, runFolder });
    assert.deepEqual(resumedFrom, { run: '../1', step: 4, path: 'checkpoints/step-4' });
    assert.deepEqual([signature, epochsAsked], ['s', 9]);
  });
});
