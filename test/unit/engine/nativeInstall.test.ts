import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { installNative } from '../../../extension/engine/nativeInstall';
import { nativeRecipe } from '../../../extension/engine/nativeRecipe';
import { LayerglassError } from '../../../extension/protocol/errors';

/** With programs of our own in the place of npm, Python and the compiler: the real ones are tried when tests are set up. */
describe('installNative', () => {
  let root: string;
  let bin: string;
  beforeEach(function () {
    if (!nativeRecipe.wheels[`${process.platform}-${process.arch}`]) this.skip();
    root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'layerglass-install-')));
    bin = path.join(root, 'bin');
    fs.mkdirSync(bin);
  });
  afterEach(() => {
    if (root) fs.rmSync(root, { recursive: true, force: true });
  });
  const put = (name: string, script: string): void =>
    fs.writeFileSync(path.join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const install = (onProgress?: (line: string) => void): Promise<unknown> =>
    installNative(path.join(root, 'native'), { environment: { PATH: bin }, onProgress });
  const refuses =
    (code: string, ...patterns: RegExp[]) =>
    (error: unknown) => {
      assert.ok(error instanceof LayerglassError);
      assert.equal(error.code, code);
      for (const pattern of patterns) assert.match(error.message, pattern);
      assert.notEqual(error.remedy, '');
      return true;
    };

  it('names all that is missing at once', async () => {
    await assert.rejects(install(), refuses('native-prerequisites', /npm/, /Python 3/, /C\+\+ compiler/));
    put('npm', 'exit 0');
    put('python3', 'case "$*" in *pip*) exit 1;; esac; exit 0');
    await assert.rejects(
      install(),
      refuses('native-prerequisites', /missing pip \(python3 -m pip\), a C\+\+ compiler/),
    );
    assert.deepEqual(fs.readdirSync(root), ['bin']);
  });

  it('leaves nothing behind when a step fails, and says which and why', async () => {
    put('npm', 'if [ "$1" = ci ]; then echo "the registry is not reachable" >&2; exit 1; fi');
    for (const name of ['python3', 'c++']) put(name, 'exit 0');
    const lines: string[] = [];
    await assert.rejects(
      install(line => lines.push(line)),
      refuses('native-download', /Fetching tfjs-node/, /ended with 1: the registry is not reachable/),
    );
    assert.deepEqual(fs.readdirSync(root), ['bin']);
    assert.deepEqual(lines, [`Fetching tfjs-node ${nativeRecipe.tfjsVersion}`]);
  });

  it('keeps what is there when the new one fails', async () => {
    const old = path.join(root, 'native/node_modules/@tensorflow/tfjs-node');
    fs.mkdirSync(old, { recursive: true });
    fs.writeFileSync(path.join(old, 'index.js'), 'process.abort()');
    put('npm', '[ "$1" = ci ] && exit 1; exit 0');
    for (const name of ['python3', 'c++']) put(name, 'exit 0');
    await assert.rejects(install(), refuses('native-download', /Fetching/));
    assert.deepEqual(fs.readdirSync(root).sort(), ['bin', 'native']);
    assert.ok(fs.existsSync(path.join(old, 'index.js')));
  });

  it('pins every package by its checksum, and names no host', () => {
    const { '': own, ...packages } = nativeRecipe.lock.packages as Record<string, { integrity?: string }>;
    assert.ok(own);
    for (const [name, entry] of Object.entries(packages)) assert.match(entry.integrity ?? '', /^sha512-/, name);
    assert.ok(!JSON.stringify(packages).includes('"resolved"'));
    for (const wheel of Object.values(nativeRecipe.wheels)) assert.match(wheel?.sha256 ?? '', /^[0-9a-f]{64}$/);
  });
});
