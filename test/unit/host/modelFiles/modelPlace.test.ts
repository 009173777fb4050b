import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { fileFingerprint } from '../../../../extension/host/modelFiles/fileFingerprint';
import { isModelFolder, modelPlace, opensByDefault } from '../../../../extension/host/modelFiles/modelPlace';

describe('modelPlace', () => {
  let root: string;
  before(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), 'lg-place-'));
    for (const name of [
      'saved/saved_model.pb',
      'web/model.json',
      'tf/model.ckpt-9.index',
      'tf/model.ckpt-9.data-00000-of-00001',
      'tf/model.ckpt-10.index',
      'one/best.h5',
      'one/notes.txt',
      'two/a.npz',
      'two/b.npz',
      'bert/config.json',
      'bert/model.safetensors',
      'bert/pytorch_model.bin',
      'bert/other.onnx',
      'none/readme.md',
    ]) {
      fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
      fs.writeFileSync(path.join(root, name), name);
    }
  });
  after(() => fs.rmSync(root, { recursive: true }));
  const place = (name: string) => path.relative(root, modelPlace(path.join(root, name))).replaceAll(path.sep, '/');

  it('is the file that opens a folder, a prefix or a file of values', () => {
    assert.equal(place('saved'), 'saved/saved_model.pb');
    assert.equal(place('web'), 'web/model.json');
    assert.equal(place('tf'), 'tf/model.ckpt-10.index');
    assert.equal(place('tf/model.ckpt-9'), 'tf/model.ckpt-9.index');
    assert.equal(place('tf/model.ckpt-9.data-00000-of-00001'), 'tf/model.ckpt-9.index');
    assert.equal(place('one'), 'one/best.h5');
    assert.equal(place('bert'), 'bert/model.safetensors');
    assert.equal(place('two/a.npz'), 'two/a.npz');
  });

  it('is named where there is none, or several', () => {
    for (const [name, code] of [
      ['two', 'no-model'],
      ['none', 'no-model'],
      ['gone.h5', 'file-missing'],
    ] as const)
      assert.throws(() => place(name), { code });
  });

  it('is a folder that the Explorer offers to open where a model begins in it', () => {
    const folders = fs.readdirSync(root).sort();
    assert.deepEqual(
      folders.filter(name => isModelFolder(path.join(root, name))),
      ['saved', 'tf', 'web'],
    );
    for (const name of ['saved', 'tf', 'web']) assert.ok(place(name));
    assert.equal(isModelFolder(path.join(root, 'gone')), false);
  });

  it('agrees with the patterns of package.json', () => {
    const manifest = JSON.parse(fs.readFileSync(path.join(__dirname, '../../../../package.json'), 'utf8')) as {
      contributes: { customEditors: { selector: { filenamePattern: string }[] }[] };
    };
    const [byDefault, asOption] = manifest.contributes.customEditors.map(e =>
      e.selector.map(s => s.filenamePattern.replaceAll('*', 'x')),
    );
    for (const name of byDefault!) assert.match(name, opensByDefault);
    for (const name of asOption!) assert.doesNotMatch(name, opensByDefault);
  });
});

describe('fileFingerprint', () => {
  it('is another one when a part changes, goes or comes', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lg-print-'));
    const main = path.join(folder, 'a.index');
    fs.writeFileSync(main, 'x');
    const files = [{ path: 'a.index' }, { path: 'a.data' }];
    const prints = [fileFingerprint(main, files)];
    fs.writeFileSync(path.join(folder, 'a.data'), 'one');
    prints.push(fileFingerprint(main, files));
    fs.writeFileSync(path.join(folder, 'a.data'), 'other');
    prints.push(fileFingerprint(main, files));
    fs.rmSync(main);
    prints.push(fileFingerprint(main, files));
    assert.equal(new Set(prints).size, 4);
    fs.rmSync(folder, { recursive: true });
  });
});
