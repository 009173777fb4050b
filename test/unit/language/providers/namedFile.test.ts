import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { findNamedFile } from '../../../../language/providers/namedFile';

describe('findNamedFile', () => {
  let root: string;
  before(() => {
    root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'named-')));
    const write = (file: string, text = 'x') => {
      fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      fs.writeFileSync(path.join(root, file), text);
    };
    write('w/package.json', '{}');
    write('w/out/model.json', '{}');
    write('w/out/weights.bin', '12345');
    write('w/src/near/model.json', '{}');
    write('w/src/train.ts');
    write('w/best.h5', '1234');
    write('w/notes.txt');
    write('w/.layerglass/runs/15/run.json', '{}');
    write('w/.layerglass/runs/15/checkpoints/step-30/checkpoint.json', '{}');
    write('w/.layerglass/runs/15/checkpoints/step-30/net/model.json', '{}');
    write('w/.layerglass/runs/15/checkpoints/step-30/net/weights.bin', '123456');
    write('w/tf/model.ckpt-5.index', '12');
    write('w/tf/model.ckpt-20.index', '123');
    write('w/tf/model.ckpt-20.data-00000-of-00001', '1234567');
    write('w/saved/saved_model.pb', '1');
    write('outside/model.json', '{}');
    fs.symlinkSync(path.join(root, 'outside'), path.join(root, 'w/leads-out'), 'dir');
  });
  after(() => fs.rmSync(root, { recursive: true, force: true }));

  const find = (name: string, from: 'file' | 'program' | 'unknown' = 'unknown') => {
    const roots = [path.join(root, 'w')];
    return findNamedFile(
      { path: name, from },
      { file: path.join(root, 'w/src/train.ts'), programFolder: roots[0]!, roots },
    );
  };
  const inner = (name: string, from?: 'file' | 'program') => {
    const found = find(name, from);
    return found && path.relative(root, found.place).replaceAll(path.sep, '/');
  };

  it('looks where the program runs, beside the file, and in the workspace', () => {
    assert.equal(inner('./out/model.json'), 'w/out/model.json');
    assert.equal(inner('near/model.json'), 'w/src/near/model.json');
    assert.equal(inner('out', 'program'), 'w/out');
    assert.equal(inner('out', 'file'), null);
    assert.equal(inner('near', 'program'), null);
    assert.equal(inner(path.join(root, 'w/out')), 'w/out');
  });

  it('says what it is, and how large', () => {
    assert.deepEqual(
      [find('out')!.format, find('out')!.bytes, find('out')!.isReadable],
      ['TensorFlow.js model', null, true],
    );
    assert.deepEqual([find('best.h5')!.format, find('best.h5')!.bytes], ['Keras model or weights, HDF5', 4]);
    assert.equal(find('saved')!.format, 'SavedModel');
    assert.equal(find('notes.txt'), null);
    assert.equal(find('src'), null);
  });

  it('takes a part of a checkpoint for the checkpoint', () => {
    for (const name of ['', '/net', '/net/model.json', '/checkpoint.json']) {
      const found = find(`.layerglass/runs/15/checkpoints/step-30${name}`)!;
      assert.deepEqual(found.checkpoint, {
        runFolder: path.join(root, 'w/.layerglass/runs/15'),
        path: 'checkpoints/step-30',
      });
      assert.equal(found.bytes, 10);
    }
  });

  it('knows the prefix of a TensorFlow checkpoint, the newest step of it', () => {
    const found = find('tf/model.ckpt')!;
    assert.deepEqual([found.format, found.bytes], ['TensorFlow checkpoint, step 20', 10]);
    assert.equal(find('tf/model.ckpt-5')!.bytes, 2);
    assert.equal(find('tf/mod'), null);
    assert.equal(find('nowhere/model.ckpt'), null);
  });

  it('looks at nothing outside of the workspace', () => {
    for (const name of [
      '../outside/model.json',
      'leads-out/model.json',
      'leads-out',
      path.join(root, 'outside'),
      '/etc',
      '\\\\server\\m',
    ])
      assert.equal(find(name), null, name);
  });
});
