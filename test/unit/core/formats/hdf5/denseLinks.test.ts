import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Hdf5Library } from '../../../../../extension/core/formats/hdf5/hdf5Library';
import { temporaryFolder } from '../../runs/runFixtures';
import { ask } from '../numpyOracle';

describe('groups of HDF5 with many links', () => {
  const { folder, remove } = temporaryFolder();
  after(remove);
  let file: string;
  /** So many that blocks lead to blocks, and parts of the index to parts. */
  const names = Array.from({ length: 3000 }, (_, i) => `kernel-${'x'.repeat(i % 40)}-${i}`);

  before(async function () {
    this.timeout(60_000);
    const { default: h5wasm } = await import('h5wasm/node');
    await h5wasm.ready;
    file = path.join(folder, 'dense.h5');
    const written = new h5wasm.File(file, 'w', { libver: 'latest' });
    for (const name of names) written.create_dataset({ name, data: new Float32Array(1), shape: [1], dtype: '<f4' });
    written.close();
  });

  it('are read without the library, by their names', async () => {
    const { load } = Hdf5Library;
    Hdf5Library.load = () => Promise.reject(new Error('the library is loaded'));
    try {
      const { tensors, problems } = await ask('describe', { path: file });
      assert.deepEqual(problems, []);
      assert.deepEqual(
        tensors.map(tensor => tensor.name),
        names.map(name => `/${name}`).sort(),
      );
    } finally {
      Hdf5Library.load = load;
    }
  });

  for (const mark of ['FRHP', 'FHIB', 'FHDB', 'BTHD', 'BTIN', 'BTLF'])
    it(`say so where ${mark} has changed`, async () => {
      const bytes = fs.readFileSync(file);
      const at = bytes.indexOf(mark);
      assert.ok(at > 0);
      bytes[at + 20]! ^= 1;
      const changed = path.join(folder, `${mark}.h5`);
      fs.writeFileSync(changed, bytes);
      const { problems } = await ask('describe', { path: changed });
      assert.deepEqual(
        problems.map(({ code, where }) => `${code} ${where}`),
        ['bad-hdf5 /'],
      );
    });
});
