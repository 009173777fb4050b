import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { unzipSync } from 'fflate';
import type { FileDescription } from '../../../../../extension/protocol/reader';
import { temporaryFolder } from '../../runs/runFixtures';
import { ask, fixtures } from '../numpyOracle';

describe('a .keras that was unzipped', () => {
  const { folder, remove } = temporaryFolder();
  after(remove);
  let made = 0;
  const parts = ['config.json', 'metadata.json', 'model.weights.h5'];

  /** A folder with the members of a fixture, those that are changed as they are then; null is left out. */
  function unzipped(archive: string, changed: Record<string, string | null> = {}): string {
    const place = path.join(folder, String(made++));
    fs.mkdirSync(place);
    const members = unzipSync(fs.readFileSync(path.join(fixtures, archive)));
    assert.deepEqual(Object.keys(members).sort(), parts);
    for (const [name, bytes] of Object.entries(members)) {
      const content = changed[name] === undefined ? bytes : changed[name];
      if (content !== null) fs.writeFileSync(path.join(place, name), content);
    }
    return place;
  }
  const describeAt = (place: string): Promise<FileDescription> => ask('describe', { path: place });

  for (const archive of ['keras2/small.keras', 'keras3/small.keras', 'keras3/whole.keras', 'keras3/packed.keras'])
    it(`shows what ${archive} shows, by its folder and by each of its files`, async () => {
      const place = unzipped(archive);
      const whole = await describeAt(path.join(fixtures, archive));
      assert.ok(whole.models.length > 0 && whole.tensors.length > 0);
      for (const opened of [place, ...parts.map(name => path.join(place, name))]) {
        const found = await describeAt(opened);
        // An archive has one file, and sums of its members.
        assert.deepEqual({ ...found, files: whole.files, checksums: whole.checksums }, whole);
        assert.deepEqual(found.files.map(file => file.path).sort(), parts);
        assert.equal(found.checksums, 0);
      }
      const figures = async (at: string): Promise<unknown> =>
        (await ask('summaries', { path: at, names: null })).tensors;
      assert.deepEqual(await figures(place), await figures(path.join(fixtures, archive)));
    });

  it('shows its weights where a text beside them is damaged, missing or elsewhere', async () => {
    const codes = async (place: string): Promise<string[]> => {
      const { tensors, problems } = await describeAt(place);
      assert.ok(tensors.length > 0);
      return problems.map(({ code, where }) => `${code} ${where}`);
    };
    assert.deepEqual(await codes(unzipped('keras3/small.keras', { 'metadata.json': null })), []);
    assert.deepEqual(await codes(unzipped('keras3/small.keras', { 'config.json': '{"class_name":' })), [
      'bad-json config.json',
    ]);
    const outside = unzipped('keras3/small.keras', { 'metadata.json': null });
    fs.writeFileSync(path.join(folder, 'elsewhere.json'), '{}');
    try {
      fs.symlinkSync('../elsewhere.json', path.join(outside, 'metadata.json'));
    } catch {
      // Windows makes no links without a privilege.
      return;
    }
    assert.deepEqual(await codes(outside), ['outside metadata.json']);
  });

  it('is no model where its weights or its configuration are missing', async () => {
    const noWeights = unzipped('keras3/small.keras', { 'model.weights.h5': null });
    await assert.rejects(describeAt(noWeights), { code: 'not-a-model' });
    const alone = unzipped('keras3/small.keras', { 'config.json': null });
    assert.equal((await describeAt(path.join(alone, 'model.weights.h5'))).format, 'keras-h5');
  });
});
