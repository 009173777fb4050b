import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { projectRules } from '../../../extension/engine/projectRules';
import { LayerglassError } from '../../../extension/protocol/errors';

describe('projectRules', () => {
  let folder = '';
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rules-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));
  const rulesOf = (text: string) => {
    fs.writeFileSync(path.join(folder, 'package.json'), text);
    return projectRules(path.join(folder, 'src', 'train.ts'));
  };

  it('are those of the nearest package.json', () => {
    const rules = { 'poor-initialization': { severity: 'info' } };
    assert.deepEqual(rulesOf(JSON.stringify({ name: 'x', layerglass: { rules } })), rules);
  });
  it('are none where it has none, or is not what it should be', () => {
    for (const text of [
      '{}',
      'null',
      '3',
      '{',
      '{"layerglass":null}',
      '{"layerglass":{}}',
      '{"layerglass":{"rules":null}}',
    ])
      assert.deepEqual(rulesOf(text), {}, text);
    fs.rmSync(path.join(folder, 'package.json'));
    fs.mkdirSync(path.join(folder, 'package.json'));
    assert.deepEqual(projectRules(path.join(folder, 'train.ts')), {});
  });
  it('are an error, with the file, where one is not right', () => {
    assert.throws(
      () => rulesOf('{"layerglass":{"rules":{"poor-initialisation":"off"}}}'),
      (error: LayerglassError) =>
        error.code === 'bad-rules' &&
        error.where === path.join(folder, 'package.json') &&
        /poor-initialisation/.test(error.message),
    );
  });
});
