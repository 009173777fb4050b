import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { findNativeFolder, nativeFolder } from '../../../extension/engine/nativeFolder';

describe('nativeFolder', () => {
  it('is where the variable says', () =>
    assert.equal(nativeFolder({ LAYERGLASS_NATIVE: '/somewhere/native' }), path.resolve('/somewhere/native')));

  it('is a folder of the person otherwise', function () {
    if (process.platform !== 'linux') this.skip();
    assert.equal(nativeFolder({ XDG_DATA_HOME: '/data' }), '/data/layerglass/native');
    assert.equal(nativeFolder({}), path.join(os.homedir(), '.local/share/layerglass/native'));
  });

  it('is found only where something is installed in it', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'layerglass-native-'));
    try {
      assert.equal(findNativeFolder({ LAYERGLASS_NATIVE: folder }), null);
      const installed = path.join(folder, 'node_modules/@tensorflow/tfjs-node');
      fs.mkdirSync(installed, { recursive: true });
      assert.equal(findNativeFolder({ LAYERGLASS_NATIVE: folder }), null);
      fs.writeFileSync(path.join(installed, 'package.json'), '{}');
      assert.equal(findNativeFolder({ LAYERGLASS_NATIVE: folder }), folder);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});
