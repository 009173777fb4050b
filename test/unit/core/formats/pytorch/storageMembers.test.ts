import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { openZipFile } from '../../../../../extension/core/formats/containers/zipMembers';
import { StorageMembers } from '../../../../../extension/core/formats/pytorch/storageMembers';
import { FileSource } from '../../../../../extension/core/formats/sources/byteSource';
import { temporaryFolder } from '../../runs/runFixtures';
import { zipOf } from '../containers/zipFixtures';

describe('StorageMembers', () => {
  const { folder, remove } = temporaryFolder();
  after(remove);

  it('finds each by its key as it is written, and the first of two', () => {
    const names = ['data.pkl', 'data/1', 'data/0', 'data/x', 'data/01', 'data/77', 'data/', 'other/2', 'data/1'];
    const place = path.join(folder, 'a.zip');
    fs.writeFileSync(place, zipOf(names.map((name, i) => ({ name: `m/${name}`, bytes: new Uint8Array(i) }))));
    const file = new FileSource(place, 'a.zip', fs.statSync(place).size);
    try {
      const members = new StorageMembers(openZipFile(file), 'm/data/');
      const sizeOf = (key: string): number | null => members.member(key)?.size ?? null;
      assert.deepEqual(['0', '1', 'x', '01', '77'].map(sizeOf), [2, 1, 3, 4, 5]);
      assert.deepEqual(['2', '00', '001', '', '7', '77 ', '-1', '1e1', '4294967296'].map(sizeOf), Array(9).fill(null));
    } finally {
      file.close();
    }
  });
});
