import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { settingNames, settingsSection } from '../../../extension/contributions';
import { checkSetting } from '../../../extension/host/checkSetting';

const manifest = JSON.parse(fs.readFileSync(path.join(__dirname, '../../../package.json'), 'utf8'));

describe('checkSetting', () => {
  it('accepts every default', () => {
    for (const name of settingNames) {
      const value = manifest.contributes.configuration.properties[`${settingsSection}.${name}`].default;
      assert.deepEqual(checkSetting(name, value), value, name);
    }
  });

  it('accepts what a program is started with', () => {
    const programs = {
      'a.ts': { arguments: ['--x'], folder: '.', environment: { A: 'b' }, entry: 'b.ts' },
      'c.ts': {},
    };
    assert.deepEqual(checkSetting('programs', programs), programs);
    assert.equal(checkSetting('seed', 7), 7);
  });

  const wrong: [Parameters<typeof checkSetting>[0], unknown, RegExp][] = [
    ['programs', null, /layerglass\.programs is not valid/],
    ['programs', 'train.ts', /layerglass\.programs is not valid/],
    ['programs', { 'a.ts': { arguments: '--x' } }, /layerglass\.programs › a\.ts\.arguments/],
    ['programs', { 'a.ts': { environment: { A: 1 } } }, /environment\.A/],
    ['backend', 'gpu', /layerglass\.backend/],
    ['seed', -1, /layerglass\.seed/],
    ['seed', 0.5, /layerglass\.seed/],
    ['nodePath', 3, /layerglass\.nodePath/],
    ['checkpoints.maxCount', 0, /maxCount/],
    ['checkpoints.maxGigabytes', 0, /maxGigabytes/],
    ['snapshots.everySteps', '5', /everySteps/],
    ['customLoop.minSeconds', undefined, /minSeconds/],
  ];
  for (const [name, value, message] of wrong)
    it(`refuses ${name} = ${JSON.stringify(value)} and names it`, () =>
      assert.throws(() => checkSetting(name, value), { code: 'bad-setting', message }));
});
