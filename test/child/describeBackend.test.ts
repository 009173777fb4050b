import * as assert from 'node:assert/strict';
import * as path from 'node:path';
import { describeBackend } from '../../extension/engine/describeBackend';
import { LayerglassError } from '../../extension/protocol/errors';
import { nativeFolder } from './support/backends';
import { cleanUp, makeProject } from './support/trial';

describe('describeBackend', () => {
  afterEach(cleanUp);
  const ask = (more: object = {}): ReturnType<typeof describeBackend> =>
    describeBackend({
      folder: makeProject({}),
      nodePath: null,
      backend: 'auto',
      nativeFolder: null,
      tensorflowPath: null,
      ...more,
    });

  it('tells what a program would get, why, and what else there is', async () => {
    const { backend, available, advice } = await ask();
    assert.equal(backend.name, 'wasm');
    assert.match(backend.reason, /no native TensorFlow is installed/);
    assert.deepEqual(
      available.map(a => a.name),
      ['wasm', 'cpu'],
    );
    assert.match(advice, /layerglass backend install/);
  });

  const title = 'names native TensorFlow with its version';
  if (!nativeFolder) it.skip(`${title} (no native TensorFlow here)`);
  else
    it(title, async () => {
      const { backend, available, advice } = await ask({ nativeFolder });
      assert.equal(backend.name, 'native');
      assert.match(backend.version, /^2\.\d+\.\d+$/);
      assert.ok(backend.threads >= 1);
      assert.deepEqual(
        available.map(a => a.name),
        ['native', 'wasm', 'cpu'],
      );
      assert.equal(advice, '');
    });

  it('passes on what the setting has wrong', async () => {
    await assert.rejects(ask({ tensorflowPath: '/nowhere' }), (error: unknown) => {
      assert.ok(error instanceof LayerglassError);
      assert.equal(error.code, 'tensorflow-path');
      assert.match(error.remedy, /layerglass\.tensorflowPath/);
      return true;
    });
  });

  it('names a Node that cannot be started', async () => {
    await assert.rejects(
      ask({ nodePath: path.join(makeProject({}), 'no-node') }),
      /TensorFlow\.js cannot start: .*ENOENT/,
    );
  });
});
