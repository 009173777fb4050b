import assert from 'node:assert/strict';
import type { FileDescription, FileProblem } from '../../../../../extension/protocol/reader';
import { answerText } from '../../../../../webview/models/answer';
import { barText, fileFacts, intactAnswer, problemReport } from '../../../../../webview/models/modelFile/fileSummary';

const description = (patch: Partial<FileDescription> = {}): FileDescription => ({
  format: 'tf-checkpoint',
  models: [],
  hasGraphs: false,
  tensors: ['a', 'b', 'c'].map((name, i) => ({
    ...{ name, dtype: 'float32', shape: [10], count: 10, bytes: 40, model: null, layer: null },
    role: i === 2 ? ('optimizer' as const) : ('weight' as const),
  })),
  files: [
    { path: 'model.ckpt-9.index', bytes: 100 },
    { path: 'model.ckpt-9.data-00000-of-00001', bytes: 2000 },
  ],
  step: 9,
  checkpoint: null,
  metadata: { writtenBy: 'TensorFlow 1.15.0' },
  checksums: 3,
  problems: [],
  ...patch,
});
const wrong: FileProblem = { code: 'checksum-mismatch', message: 'Bytes have changed.', where: 'b' };
const reading = { state: 'reading' as const, done: 60, total: 120, beganMs: 0, read: 1 };
const done = { ...reading, state: 'done' as const, read: 3 };

describe('what the page says of a file', () => {
  it('counts checksums: verified, wrong, so far, not there', () => {
    const say = (...args: Parameters<typeof intactAnswer>) => answerText(intactAnswer(...args));
    assert.equal(say(description(), [], done), 'Intact: all 3 checksums verified.');
    assert.equal(say(description(), [], reading), 'Intact so far: 1 of 3 checksums verified.');
    assert.equal(say(description(), [wrong], done), '1 of 3 checksums is wrong; the rest is whole.');
    assert.equal(say(description(), [wrong], reading), '1 of 3 checksums is wrong so far.');
    assert.match(say(description({ checksums: 0 }), [], done), /no checksums/);
    assert.match(say(description({ checksums: 0 }), [{ ...wrong, code: 'file-short' }], done), /1 problem/);
    assert.match(say(description(), [], { ...done, state: 'stopped' }), /not verified yet/);
  });

  it('tells how far it is, with the time left once it can be told', () => {
    assert.equal(barText(description(), reading, 2000), 'Reading 1 of 3 tensors · 60 B of 120 B · 2 s left');
    assert.equal(barText(description(), reading, 100), 'Reading 1 of 3 tensors · 60 B of 120 B');
    assert.equal(barText(description(), done), 'step 9 · TensorFlow 1.15.0 · 3 tensors · 2.1 kB · 3 checksums');
    assert.match(barText(description(), { ...reading, state: 'stopped' }), /^Stopped at 1 · step 9/);
  });

  it('has the step, the writer, weights and what is besides, and files by what tells them apart', () => {
    const facts = Object.fromEntries(fileFacts(description()).map(f => [f.key, `${f.text} ${f.small}`.trim()]));
    assert.deepEqual(facts, {
      step: '9',
      'written by': 'TensorFlow 1.15.0',
      weights: '20 in 2 tensors, 80 B as float32',
      optimizer: '1 tensor 40 B',
      files: '.index 100 B · .data-00000-of-00001 2 kB',
    });
    const checkpoint = { kind: 'V2 bundle, little-endian', stepFrom: 'global_step', newest: 'model.ckpt-12' };
    const told = fileFacts(
      description({ metadata: { ...checkpoint, writtenBy: 'TensorFlow 1.15.0', trainable: '2 of 3 tensors' } }),
    );
    assert.deepEqual(
      told.slice(0, 2).map(f => `${f.key}: ${f.text} | ${f.small}`),
      [
        'step: 9 | from global_step · the folder’s newest is model.ckpt-12',
        'written by: TensorFlow 1.15.0 | V2 bundle, little-endian',
      ],
    );
    assert.equal(told.find(f => f.key === 'trainable')?.text, '2 of 3 tensors');
    assert.equal(fileFacts(description({ metadata: { kind: 'V1' } })).find(f => f.key === 'kind')?.text, 'V1');
    const others = description({ files: ['a/x.bin', 'b/y.bin'].map(path => ({ path, bytes: 1 })) });
    assert.equal(fileFacts(others).at(-1)!.text, 'x.bin 1 B · y.bin 1 B');
    assert.equal(fileFacts(description({ files: [] })).at(-1)!.text, '');
  });

  it('writes a report with all that is known of each problem', () => {
    assert.equal(
      problemReport('m.index', 'tf-checkpoint', [wrong]),
      'm.index (tf-checkpoint)\nchecksum-mismatch: Bytes have changed.\n  at b',
    );
  });
});
