import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { configFolder } from '../../../extension/engine/configFolder';
import { isRecordedHere, signatureOf } from '../../../extension/engine/machineKey';

const facts = { program: 'train.ts', folder: '../../..', arguments: ['a', 'b'], sourceHash: 'abc' };

describe('machineKey', () => {
  let folder = '';
  let here: NodeJS.ProcessEnv = {};
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'layerglass-key-'));
    here = { LAYERGLASS_CONFIG: path.join(folder, 'config') };
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('knows the runs of this machine, and no others', () => {
    const signature = signatureOf(facts, here);
    assert.match(signature!, /^[0-9a-f]{64}$/);
    assert.equal(isRecordedHere({ ...facts, signature }, here), true);
    const elsewhere = { LAYERGLASS_CONFIG: path.join(folder, 'other') };
    assert.equal(isRecordedHere({ ...facts, signature }, elsewhere), false, 'no key yet');
    assert.notEqual(signatureOf(facts, elsewhere), signature);
    assert.equal(isRecordedHere({ ...facts, signature }, elsewhere), false, 'another key');
    assert.equal(isRecordedHere(facts, here), false, 'unsigned');
    assert.equal(isRecordedHere({ ...facts, signature: '' }, here), false);
  });

  it('vouches for program, folder, arguments and source, each as it stands', () => {
    const signature = signatureOf(facts, here);
    for (const change of [
      { program: 'evil.ts' },
      { folder: '../..' },
      { arguments: ['a,b'] },
      { arguments: ['a', 'b', ''] },
      { sourceHash: 'abd' },
    ])
      assert.equal(isRecordedHere({ ...facts, ...change, signature }, here), false, JSON.stringify(change));
  });

  it('keeps its secret to the person', function () {
    if (process.platform === 'win32') this.skip();
    signatureOf(facts, here);
    const [name, ...others] = fs.readdirSync(here.LAYERGLASS_CONFIG!);
    assert.deepEqual(others, [], 'nothing else is left there');
    const { mode, size } = fs.statSync(path.join(here.LAYERGLASS_CONFIG!, name!));
    assert.deepEqual([(mode & 0o777).toString(8), size], ['600', 32]);
    assert.equal((fs.statSync(here.LAYERGLASS_CONFIG!).mode & 0o777).toString(8), '700');
  });

  it('signs nothing where the secret cannot be kept, and takes no other file for it', () => {
    fs.writeFileSync(path.join(folder, 'file'), '');
    assert.equal(signatureOf(facts, { LAYERGLASS_CONFIG: path.join(folder, 'file', 'config') }), undefined);
    signatureOf(facts, here);
    const [name] = fs.readdirSync(here.LAYERGLASS_CONFIG!);
    fs.writeFileSync(path.join(here.LAYERGLASS_CONFIG!, name!), 'short');
    assert.equal(signatureOf(facts, here), undefined);
  });

  it('lies in the folder that the system has for such things', function () {
    if (process.platform !== 'linux') this.skip();
    assert.equal(configFolder({ XDG_CONFIG_HOME: '/c' }), '/c/layerglass');
    assert.equal(configFolder({}), path.join(os.homedir(), '.config/layerglass'));
  });
});
