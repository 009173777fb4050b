import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ask, fixtures } from './numpyOracle';

describe('a folder of a model', () => {
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'layerglass-folder-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));
  const names = async (place: string): Promise<string[]> =>
    (await ask('describe', { path: place })).tensors.map(t => t.name);

  for (const [format, index] of [
    ['safetensors', 'model.safetensors.index.json'],
    ['pytorch', 'pytorch_model.bin.index.json'],
  ] as const)
    it(`stands for its weights: ${index}`, async () => {
      const place = path.join(fixtures, format, 'sharded');
      assert.ok((await names(place)).length > 0);
      assert.deepEqual(await names(place), await names(path.join(place, index)));
    });

  it('stands for its safe weights where it has others too', async () => {
    fs.writeFileSync(path.join(folder, 'config.json'), '{"model_type": "bert"}');
    fs.copyFileSync(path.join(fixtures, 'pytorch/state-dict.pt'), path.join(folder, 'pytorch_model.bin'));
    assert.equal((await ask('describe', { path: folder })).format, 'pytorch');
    fs.copyFileSync(path.join(fixtures, 'safetensors/four.safetensors'), path.join(folder, 'model.safetensors'));
    assert.equal((await ask('describe', { path: folder })).format, 'safetensors');
  });

  it('is none without weights, and none whose weights lie elsewhere', async function () {
    fs.writeFileSync(path.join(folder, 'config.json'), '{"model_type": "bert"}');
    await assert.rejects(names(folder), { code: 'not-a-model' });
    await assert.rejects(names(path.join(folder, 'config.json')), {
      code: 'not-a-model',
      message: 'config.json is no model of TensorFlow.js: it has no manifest of weights',
    });
    // There a link needs rights that few have.
    if (process.platform === 'win32') return this.skip();
    fs.symlinkSync(path.join(fixtures, 'safetensors/four.safetensors'), path.join(folder, 'model.safetensors'));
    await assert.rejects(names(folder), { code: 'outside' });
  });
});
