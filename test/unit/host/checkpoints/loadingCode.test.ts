import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { loadingCode, modelsIn } from '../../../../extension/host/checkpoints/loadingCode';

describe('loadingCode', () => {
  it('is one line for a model', () =>
    assert.equal(
      loadingCode([{ name: 'sequential_1', file: '/w/runs/1/checkpoints/step-2/sequential_1/model.json' }]),
      "const model = await tf.loadLayersModel('file:///w/runs/1/checkpoints/step-2/sequential_1/model.json');",
    ));

  it('names several models as they are named, each once', () => {
    const names = ['generator', 'my disc-1', '2nd', 'class', 'Generator', '鳥'];
    const code = loadingCode(names.map(name => ({ name, file: `/w/${name}` })));
    assert.deepEqual(
      [...code.matchAll(/^const (\S+) = /gm)].map(m => m[1]),
      ['generator', 'myDisc1', 'model', 'model2', 'generator2', 'model3'],
    );
  });

  it('is code whatever the path is', () => {
    const file = `/w/o'neil "x"/\n/model.json`;
    const code = loadingCode([{ name: 'm', file }]);
    const literal = /\((.*)\);$/.exec(code)?.[1] ?? '';
    assert.equal(new Function(`return ${literal}`)(), `file://${file}`);
    assert.match(loadingCode([{ name: 'm', file: 'C:\\w\\model.json' }]), /file:\/\/C:\/w\/model\.json/);
  });

  it('says that a loop without a model has none', () =>
    assert.throws(() => loadingCode([]), { name: 'LayerglassError', code: 'no-model' }));
});

describe('modelsIn', () => {
  let folder = '';
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'models-in-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));
  const write = (text: string): void => fs.writeFileSync(path.join(folder, 'checkpoint.json'), text);

  it('has the models of a checkpoint', () => {
    write(JSON.stringify({ models: [{ name: 'a b', folder: 'a_b' }] }));
    assert.deepEqual(modelsIn(folder), [{ name: 'a b', file: path.join(folder, 'a_b/model.json') }]);
  });

  for (const [what, text] of [
    ['no JSON', '{'],
    ['no models', '{}'],
    ['a folder that leads out', '{"models":[{"name":"m","folder":"../x"}]}'],
    ['a hidden folder', '{"models":[{"name":"m","folder":".."}]}'],
  ] as const)
    it(`refuses ${what}`, () => {
      write(text);
      assert.throws(() => modelsIn(folder), { name: 'LayerglassError', code: 'checkpoint-damaged' });
    });

  it('refuses a folder without checkpoint.json', () =>
    assert.throws(() => modelsIn(folder), { code: 'checkpoint-damaged' }));
});
