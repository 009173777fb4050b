import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { installNative, type NativeInstallation } from '../../../../extension/engine/native/installNative';
import { nativeRecipe, wheelHere } from '../../../../extension/engine/native/nativeRecipe';
import { removeNative } from '../../../../extension/engine/native/removeNative';
import { processIdentity } from '../../../../extension/core/runs/processIdentity';
import { LayerglassError } from '../../../../extension/protocol/errors';
import type { NativeProgress } from '../../../../extension/protocol/nativeProgress';
import { expectFakeWheel, FakeNativeTools, wheelBytes, type FakePlan } from '../../../child/support/fakeNativeTools';

/** With programs of our own in the place of npm, Python and the compiler: the real ones are tried when tests are set up. */
describe('installNative', () => {
  let root: string;
  let target: string;
  let tools: FakeNativeTools;
  let restore: () => void;
  beforeEach(function () {
    if (!wheelHere()) this.skip();
    root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'layerglass-install-')));
    target = path.join(root, 'data/native');
    tools = new FakeNativeTools(path.join(root, 'tools'));
    restore = expectFakeWheel();
  });
  afterEach(() => {
    restore?.();
    if (root) fs.rmSync(root, { recursive: true, force: true });
  });
  const install = (
    onProgress?: (progress: NativeProgress) => void,
    more: { signal?: AbortSignal; path?: string } = {},
  ): Promise<NativeInstallation> =>
    installNative(target, { environment: { PATH: more.path ?? tools.path }, onProgress, signal: more.signal });
  const refuses =
    (code: string, ...patterns: RegExp[]) =>
    (error: unknown) => {
      assert.ok(error instanceof LayerglassError, String(error));
      assert.equal(error.code, code, error.message);
      for (const pattern of patterns) assert.match(`${error.message} ${error.remedy}`, pattern);
      assert.notEqual(error.remedy, '');
      return true;
    };
  const fails = async (plan: FakePlan, code: string, ...patterns: RegExp[]): Promise<void> => {
    tools.set(plan);
    await assert.rejects(install(), refuses(code, ...patterns));
    assert.ok(!fs.existsSync(target));
  };
  const left = (): string[] => fs.readdirSync(path.dirname(target)).sort();

  it('puts it together from the wheel, proves it, and leaves nothing else', async () => {
    const seen: NativeProgress[] = [];
    assert.deepEqual(await install(p => seen.push(p)), {
      folder: target,
      tensorflowVersion: '2.15.1-fake',
      way: 'wheel',
    });
    assert.deepEqual(tools.takeCalls(), ['ci', 'download', 'unpack', 'compile']);
    assert.deepEqual(left(), ['native']);
    assert.deepEqual(seen.filter((p, i) => p.stage !== seen[i - 1]?.stage).map(p => p.stage), [
      'Fetching tfjs-node 4.22.0',
      'Fetching TensorFlow 2.15.1',
      'Unpacking its library',
      'Building the addon',
      'Trying it',
    ]); // prettier-ignore
    assert.ok(seen.every((p, i) => p.share >= (seen[i - 1]?.share ?? 0) && p.share <= 1));
  });

  it('leaves one that works as it is', async () => {
    await install();
    tools.takeCalls();
    assert.equal((await install()).way, 'present');
    assert.deepEqual(tools.takeCalls(), []);
  });

  it('tells bytes while the wheel comes', async () => {
    tools.set({ pauseMs: 700 });
    const seen: NativeProgress[] = [];
    await install(p => seen.push(p));
    const wheel = seen.filter(p => p.stage.startsWith('Fetching TensorFlow') && p.doneBytes > 0);
    assert.ok(wheel.length > 0, JSON.stringify(seen));
    assert.ok(wheel.every(p => p.totalBytes === wheelBytes.length && p.doneBytes <= wheelBytes.length));
  });

  it('runs the package’s own script where the wheel’s tools are missing', async () => {
    fs.rmSync(path.join(tools.path, 'c++'));
    assert.equal((await install()).way, 'script');
    assert.deepEqual(tools.takeCalls(), ['ci', 'rebuild']);
  });

  it('runs it too where the wheel cannot be fetched', async () => {
    tools.set({ fails: { download: 'ERROR: Temporary failure in name resolution' } });
    assert.equal((await install()).way, 'script');
    assert.deepEqual(tools.takeCalls(), ['ci', 'download', 'rebuild']);
  });

  it('names all that is missing at once, and how to get it', async () => {
    for (const name of ['npm', 'python3', 'c++']) fs.rmSync(path.join(tools.path, name));
    await assert.rejects(install(), refuses('native-prerequisites', /npm, Python 3\.8 or later \(python3\), a C\+\+ compiler/)); // prettier-ignore
    fs.writeFileSync(path.join(tools.path, 'apt-get'), '');
    await assert.rejects(install(), refuses('native-prerequisites', /Run sudo apt-get install npm python3 g\+\+\./));
    assert.deepEqual(fs.readdirSync(root), ['tools']);
  });

  it('names what the wheel needs where the script fails', async () => {
    fs.rmSync(path.join(tools.path, 'c++'));
    await fails({ fails: { rebuild: 'getaddrinfo ENOTFOUND' } }, 'native-prerequisites', /a C\+\+ compiler.*ENOTFOUND/);
  });

  it('asks for room on the disk before it writes', async () => {
    const real = nativeRecipe.neededBytes;
    nativeRecipe.neededBytes = Number.MAX_SAFE_INTEGER;
    try {
      await assert.rejects(
        install(),
        refuses('native-prerequisites', /more of disk .* are free at .*LAYERGLASS_NATIVE/),
      );
      assert.ok(!fs.existsSync(path.dirname(target)));
    } finally {
      nativeRecipe.neededBytes = real;
    }
  });

  it('says that the machine is offline, or stuck at a proxy', async () => {
    await fails({ fails: { ci: 'npm error code ENOTFOUND\nnpm error request to a host failed' } }, 'native-download', /registry cannot be reached.*HTTPS_PROXY/); // prettier-ignore
    await fails({ fails: { ci: 'npm error 407 Proxy Authentication Required' } }, 'native-download', /proxy/);
    assert.deepEqual(left(), []);
  });

  it('refuses a wheel that is not the one expected, and takes the right one afterwards', async () => {
    tools.setWheel(wheelBytes.subarray(0, 5000));
    await fails({}, 'native-checksum', /damaged/);
    await fails({ fails: { download: 'THESE PACKAGES DO NOT MATCH THE HASHES' } }, 'native-checksum');
    assert.deepEqual(left(), []);
    tools.setWheel(wheelBytes);
    tools.set({});
    assert.equal((await install()).way, 'wheel');
  });

  it('gives the room back where the disk gets full', async () => {
    for (const step of ['ci', 'download', 'unpack', 'compile'] as const)
      await fails(
        { fails: { [step]: 'OSError: [Errno 28] No space left on device' } },
        'disk-full',
        /LAYERGLASS_NATIVE/,
      );
    assert.deepEqual(left(), []);
  });

  it('installs nothing that does not compute, and says why', async () => {
    await fails({ addon: 'SIGILL' }, 'native-processor', /this processor lacks instructions.*WebAssembly/);
    await fails({ addon: 'x.node: invalid ELF header' }, 'native-platform', /another system, processor or Node\.js/);
    await fails({ addon: 'undefined symbol' }, 'native-install', /does not load: undefined symbol/);
    assert.deepEqual(left(), []);
  });

  it('says that its folder cannot be written', async () => {
    // read-only for whoever runs this test: a folder cannot be made where a file is
    fs.writeFileSync(path.join(root, 'data'), '');
    await assert.rejects(install(), refuses('read-only', /may not be written.*LAYERGLASS_NATIVE/));
  });

  it('goes on with what an attempt has finished, after checking it', async () => {
    await fails({ fails: { download: 'ECONNRESET', rebuild: 'ECONNRESET' } }, 'native-download');
    tools.takeCalls();
    const cancel = new AbortController();
    tools.set({ pauseMs: 200 });
    const cancelled = install(p => p.stage === 'Building the addon' && cancel.abort(), { signal: cancel.signal });
    await assert.rejects(cancelled, refuses('cancelled'));
    assert.ok(!fs.existsSync(target));
    assert.equal(tools.takeCalls()[0], 'download');
    tools.set({});
    await install();
    assert.deepEqual(tools.takeCalls(), ['compile']);
  });

  it('fetches anew what the disk has lost', async () => {
    const cancel = new AbortController();
    await assert.rejects(install(p => p.stage === 'Building the addon' && cancel.abort(), { signal: cancel.signal }));
    const deps = path.join(`${target}.part`, 'tree/node_modules/@tensorflow/tfjs-node/deps/lib');
    fs.writeFileSync(path.join(deps, 'libtensorflow_cc.so.2'), 'torn');
    tools.takeCalls();
    await install();
    assert.deepEqual(tools.takeCalls(), ['download', 'unpack', 'compile']);
  });

  it('ends what it started when it is cancelled', async () => {
    tools.set({ pauseMs: 60_000 });
    const cancel = new AbortController();
    const started = Date.now();
    const running = install(p => p.stage.startsWith('Fetching') && setTimeout(() => cancel.abort(), 300), {
      signal: cancel.signal,
    });
    await assert.rejects(running, refuses('cancelled'));
    assert.ok(Date.now() - started < 15_000);
  });

  it('waits for another that installs, and uses its result', async () => {
    tools.set({ pauseMs: 300 });
    const told: string[] = [];
    const [one, two] = await Promise.all([install(p => told.push(p.stage)), install(p => told.push(p.stage))]);
    assert.deepEqual([one.way, two.way].sort(), ['present', 'wheel']);
    assert.deepEqual(tools.takeCalls(), ['ci', 'download', 'unpack', 'compile']);
    assert.ok(told.some(s => s.startsWith(`Waiting for process ${process.pid}`)));
  });

  it('takes over from a process that is gone', async () => {
    const staging = `${target}.part`;
    fs.mkdirSync(path.join(staging, 'work-dead'), { recursive: true });
    fs.writeFileSync(path.join(staging, 'lock-1'), JSON.stringify({ ...processIdentity(), pid: 2 ** 30 }));
    assert.equal((await install()).way, 'wheel');
    assert.deepEqual(left(), ['native']);
  });

  it('replaces its own installation that does not work, and no other folder', async () => {
    const addon = 'node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node';
    await install();
    fs.writeFileSync(path.join(target, addon), 'torn');
    tools.set({ fails: { ci: 'ENOTFOUND' } });
    await assert.rejects(install(), refuses('native-download'));
    assert.ok(fs.existsSync(path.join(target, addon)), 'the old one stays until a new one works');
    tools.set({});
    assert.equal((await install()).way, 'wheel');
    fs.writeFileSync(path.join(target, 'package.json'), '{ "name": "somebody-elses" }');
    fs.writeFileSync(path.join(target, addon), 'torn');
    await assert.rejects(install(), refuses('native-foreign'));
    await assert.rejects(removeNative(target), refuses('native-foreign'));
  });

  it('is removed by one call, with what attempts had kept', async () => {
    await install();
    assert.equal(await removeNative(target), true);
    assert.deepEqual(left(), []);
    assert.equal(await removeNative(target), false);
  });

  it('is not removed while a process installs it', async () => {
    tools.set({ pauseMs: 300 });
    let refusal: Promise<void> | undefined;
    await install(p => {
      if (p.stage.startsWith('Fetching TensorFlow')) refusal ??= assert.rejects(removeNative(target), refuses('native-busy', new RegExp(String(process.pid)))); // prettier-ignore
    });
    await refusal;
    assert.ok(refusal && fs.existsSync(target));
  });

  it('pins every package by its checksum, and names no host', () => {
    const { '': own, ...packages } = nativeRecipe.lock.packages as Record<string, { integrity?: string }>;
    assert.ok(own);
    for (const [name, entry] of Object.entries(packages)) assert.match(entry.integrity ?? '', /^sha512-/, name);
    assert.ok(!JSON.stringify(packages).includes('"resolved"'));
    for (const wheel of Object.values(nativeRecipe.wheels)) assert.match(wheel?.sha256 ?? '', /^[0-9a-f]{64}$/);
  });
});
