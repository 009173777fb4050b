import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { readPackage, type InstalledPackage } from '../../extension/child/backend/family';
import { findAddon, tryNative } from '../../extension/child/backend/nativeTrial';
import { cleanUp, makeProject } from './support/trial';

describe('tryNative', () => {
  const cacheHome = process.env.XDG_CACHE_HOME;
  let folder: string;
  let cache: string;
  before(function () {
    if (process.platform !== 'linux') this.skip();
  });
  afterEach(cleanUp);
  afterEach(() => {
    if (cacheHome === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = cacheHome;
  });

  /** A package whose "addon" notes each time that it is loaded. */
  function layPackage(result = 11): InstalledPackage {
    folder = makeProject({
      'tfjs-node/package.json': JSON.stringify({
        name: '@tensorflow/tfjs-node',
        version: '4.22.0',
        binary: { module_name: 'addon', module_path: './lib/napi-v{napi_build_version}', napi_versions: [7, 8] },
      }),
      'tfjs-node/lib/napi-v7/addon.node': '',
      'tfjs-node/lib/napi-v8/addon.node': '',
      'tfjs-node/index.js': `
        require('fs').appendFileSync(__dirname + '/loads', 'x');
        if (!require('util').isNullOrUndefined(null)) throw new Error('no shim');
        exports.matMul = () => ({ dataSync: () => [${result}] });
        exports.getBackend = () => 'tensorflow';
        exports.backend = () => ({ binding: { TF_Version: '2.9.1' } });`,
    });
    cache = path.join(folder, 'cache/layerglass/nativeTrials.json');
    process.env.XDG_CACHE_HOME = path.join(folder, 'cache');
    return readPackage(path.join(folder, 'tfjs-node'))!;
  }
  const loads = (): number => fs.readFileSync(path.join(folder, 'tfjs-node/loads'), 'utf8').length;

  it('tries once, and remembers a success', async () => {
    const candidate = layPackage();
    for (let i = 0; i < 2; i++)
      assert.deepEqual(await tryNative(candidate), { works: true, tensorflowVersion: '2.9.1' });
    assert.equal(loads(), 1);
  });

  it('tries again when the addon is another one', async () => {
    const candidate = layPackage();
    await tryNative(candidate);
    fs.writeFileSync(findAddon(candidate)!, 'rebuilt');
    await tryNative(candidate);
    assert.equal(loads(), 2);
  });

  it('tries a failure again each time', async () => {
    const candidate = layPackage(12);
    for (let i = 0; i < 2; i++) {
      const result = await tryNative(candidate);
      assert.ok(!result.works && /it computed 12 on tensorflow/.test(result.why), JSON.stringify(result));
    }
    assert.equal(loads(), 2);
    assert.ok(!fs.existsSync(cache));
  });

  it('trusts no damaged memory', async () => {
    const candidate = layPackage();
    fs.mkdirSync(path.dirname(cache), { recursive: true });
    for (const damage of ['{"torn', '[1]', '7', 'null']) {
      fs.writeFileSync(cache, damage);
      assert.ok((await tryNative(candidate)).works);
    }
    assert.equal(loads(), 4);
  });

  it('finds the addon of the newest interface, or says that there is none', async () => {
    const candidate = layPackage();
    assert.match(findAddon(candidate)!, /napi-v8/);
    fs.rmSync(path.join(folder, 'tfjs-node/lib'), { recursive: true });
    assert.equal(findAddon(candidate), null);
    assert.deepEqual(await tryNative(candidate), {
      works: false,
      why: 'its native library was never downloaded or built',
    });
  });
});
