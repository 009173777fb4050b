import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { summarizeInJavaScript } from '../../../../extension/core/stats/summarizeInJavaScript';
import { LayerglassError } from '../../../../extension/protocol/errors';
import type { FileDescription, TensorEntry } from '../../../../extension/protocol/reader';
import {
  recordOf,
  shownWeights,
  writeDescription,
  writeFile,
  writeRecord,
} from '../../../../language/providers/checkpointHoverText';
import type { NamedFile } from '../../../../language/providers/namedFile';
import { readerFailure } from '../../../../language/providers/readerFailure';

class Target {
  markdown = '';
  text = '';
  appendMarkdown(text: string): void {
    this.markdown += text;
  }
  appendText(text: string): void {
    this.text += text;
  }
}
const file = (over: Partial<NamedFile> = {}): NamedFile => ({
  place: '/w/best.h5',
  format: 'Keras model or weights, HDF5',
  bytes: 1_500_000,
  modifiedMs: Date.now() - 3 * 3_600_000,
  checkpoint: null,
  isReadable: false,
  ...over,
});
const tensor = (name: string, count: number, role: TensorEntry['role'] = 'weight'): TensorEntry => ({
  name,
  dtype: 'float32',
  shape: [count],
  count,
  bytes: 4 * count,
  role,
  model: null,
  layer: null,
});
const description = (tensors: TensorEntry[]): FileDescription => ({
  format: 'TensorFlow.js model',
  tensors,
  files: [
    { path: 'model.json', bytes: 500 },
    { path: 'weights.bin', bytes: 1500 },
  ],
  step: null,
  checkpoint: null,
  ...{ models: [], hasGraphs: false, checksums: 0 },
  metadata: {},
  problems: [{ code: 'short', message: '](command:evil) is $(bad)', where: 'weights.bin' }],
});

describe('the hover on a checkpoint’s path', () => {
  let runFolder: string;
  before(() => {
    runFolder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'hover-')), '15');
    for (const step of [10, 30]) {
      fs.mkdirSync(path.join(runFolder, `checkpoints/step-${step}`), { recursive: true });
      fs.writeFileSync(path.join(runFolder, `checkpoints/step-${step}/checkpoint.json`), '{}');
    }
    const record = (step: number, loss: number) => ({
      fit: 0,
      step,
      epoch: step / 10,
      path: `checkpoints/step-${step}`,
      reason: 'epoch',
      time: Date.now(),
      sizeBytes: 5_100_000,
      parameters: 421_642,
      metrics: { val_loss: loss },
      changes: { 'net/dense2/kernel': 0.041 },
      pinned: false,
      dropped: false,
    });
    fs.writeFileSync(
      path.join(runFolder, 'checkpoints/index.jsonl'),
      [record(10, 0.5), record(30, 0.25)].map(r => `${JSON.stringify(r)}\n`).join(''),
    );
  });
  after(() => fs.rmSync(path.dirname(runFolder), { recursive: true, force: true }));

  it('of a run says where it stands and what has changed since the one before', () => {
    const at = (inner: string) => recordOf(file({ checkpoint: { runFolder, path: inner } }));
    const known = at('checkpoints/step-30')!;
    const target = new Target();
    writeRecord(target, runFolder, known, {
      theme: 'dark',
      links: [{ title: 'Open', command: 'layerglass.openCheckpoint', arguments: [runFolder, 30] }],
    });
    // seen without scrolling
    assert.ok(target.markdown.indexOf('[Open](command:') < target.markdown.indexOf('|'));
    assert.match(target.text, /^Run 15 · step 30 · epoch 3 · best · last/);
    assert.match(target.markdown, /since step 10/);
    assert.match(target.text, /validation loss0\.2500\s*−50 %/);
    assert.match(target.text, /4\.1 %\s*in dense2\/kernel/);
    assert.match(target.markdown, /421,642/);
    assert.equal(at('checkpoints/step-99'), null);
    assert.equal(recordOf(file()), null);
  });

  it('of another file says format, size and age', () => {
    const target = new Target();
    writeFile(target, file());
    assert.equal(target.text, 'best.h5 · Keras model or weights, HDF5 · 1.5 MB · 3 h ago');
  });

  it('shows what the reader found, and names in it as text only', () => {
    const tensors = [tensor('a/kernel', 300), tensor('a/bias', 3), tensor('optimizer/a/m', 300, 'optimizer')];
    const names = shownWeights(description(tensors));
    assert.deepEqual(names, ['a/kernel', 'a/bias']);
    const summary = summarizeInJavaScript(Float32Array.from({ length: 300 }, (_, i) => i / 300 - 0.5));
    const target = new Target();
    writeDescription(
      target,
      description(tensors),
      { tensors: tensors.slice(0, 2).map(t => ({ ...t, summary })), findings: [], problems: [] },
      'light',
    );
    assert.match(target.markdown, /!\[Histogram of All weights\\: mean .*\]\(data:image\/svg\+xml;base64,/);
    assert.match(target.markdown, /\|parameters\|\u2003303\|/);
    assert.match(target.markdown, /\|tensors\|\u20032, and 1 of the optimizer\|/);
    assert.match(target.markdown, /\|size\|\u20032 kB in 2 files\|/);
    assert.doesNotMatch(target.markdown, /evil|bad/);
    assert.doesNotMatch(target.text, /\]\(|\$\(/);
  });

  it('summarizes no more of a large model than its largest bearable tensor', () => {
    assert.deepEqual(shownWeights(description([tensor('small', 10), tensor('fits', 1e7), tensor('large', 1e8)])), [
      'fits',
    ]);
    assert.deepEqual(shownWeights(description([tensor('large', 1e8)])), []);
    assert.deepEqual(shownWeights(description([])), []);
  });

  it('says what is wrong with a file, not that the reader was away', () => {
    const failure = (code: string) =>
      readerFailure(new LayerglassError(code, 'It is cut.', { remedy: 'Copy it again.' }));
    assert.equal(failure('half-written'), 'It is cut. Copy it again.');
    for (const code of ['timeout', 'cancelled', 'reader-ended']) assert.equal(failure(code), null);
    assert.equal(readerFailure(new Error('x')), null);
  });
});
