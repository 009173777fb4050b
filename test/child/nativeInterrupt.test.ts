// `layerglass backend install` interrupted at random moments, as a person, a system and a crash do it.
import * as assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { wheelHere } from '../../extension/engine/native/nativeRecipe';
import { removeFolder } from '../editor/driver/removeFolder';
import { FakeNativeTools } from './support/fakeNativeTools';

const root = path.join(__dirname, '../..');
const seed = 4;
/** About what an installation with the fake tools takes, start of the process included. */
const spreadMs = 3200;

/** Numbers from 0 to 1 (mulberry32). */
function randomNumbers(state: number): () => number {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe('layerglass backend install', () => {
  let folder: string;
  let environment: NodeJS.ProcessEnv;
  let target: string;
  let tools: FakeNativeTools;
  before(function () {
    if (!wheelHere() || process.platform !== 'linux') this.skip();
    folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'layerglass-interrupt-')));
    target = path.join(folder, 'data/native');
    tools = new FakeNativeTools(path.join(folder, 'tools'));
    tools.set({ pauseMs: 300 });
    environment = { ...process.env, PATH: tools.path, LAYERGLASS_NATIVE: target, XDG_CACHE_HOME: folder };
    delete environment.NODE_OPTIONS;
  });
  after(async () => {
    if (folder) await removeFolder(folder);
  });

  const command = (...words: string[]): string[] => [
    ...['--import', 'tsx', path.join(root, 'test/child/support/cliWithFakeWheel.ts')],
    ...['backend', ...words, '--json'],
  ];
  const options = (): { cwd: string; env: NodeJS.ProcessEnv } => ({ cwd: root, env: environment });
  function run(args: string[]): { code: number | null; document: Record<string, unknown>; err: string } {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { ...options(), encoding: 'utf8' });
    return { code: status, document: JSON.parse(stdout || '{}') as Record<string, unknown>, err: stderr };
  }
  /** Processes that an attempt has started and that still run, by their command lines. */
  function leftovers(): string[] {
    return fs
      .readdirSync('/proc')
      .filter(name => /^\d+$/.test(name) && Number(name) !== process.pid)
      .map(name => {
        try {
          return fs.readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        } catch {
          return '';
        }
      })
      .filter(line => line.includes(folder));
  }
  async function untilNoneIsLeft(): Promise<void> {
    const deadline = Date.now() + 10_000;
    while (leftovers().length && Date.now() < deadline) await new Promise(r => setTimeout(r, 20));
    assert.deepEqual(leftovers(), []);
  }

  it('by three processes at once installs it once, and gives it to all', async function () {
    this.timeout(120_000);
    tools.takeCalls();
    const results = await Promise.all(
      [0, 1, 2].map(async () => {
        const child = spawn(process.execPath, command('install'), {
          ...options(),
          stdio: ['ignore', 'pipe', 'ignore'],
        });
        let out = '';
        child.stdout!.on('data', chunk => (out += String(chunk)));
        const [code] = (await once(child, 'close')) as [number | null];
        return [code, (JSON.parse(out) as { installed: { way: string } }).installed.way];
      }),
    );
    assert.deepEqual(results.sort(), [[0, 'present'], [0, 'present'], [0, 'wheel']]); // prettier-ignore
    assert.deepEqual(tools.takeCalls(), ['ci', 'download', 'unpack', 'compile']);
    assert.deepEqual(fs.readdirSync(path.dirname(target)), ['native']);
    assert.equal(run(command('remove')).code, 0);
  });

  it('interrupted six times at random moments leaves what the next start can use, and installs in the end', async function () {
    this.timeout(240_000);
    const random = randomNumbers(seed);
    for (let i = 0; i < 6; i++) {
      const signal = i % 2 ? 'SIGTERM' : 'SIGKILL';
      const delayMs = random() * spreadMs;
      const where = `attempt ${i}, ${signal} after ${Math.round(delayMs)} ms`;
      const child = spawn(process.execPath, command('install'), { ...options(), stdio: ['ignore', 'pipe', 'ignore'] });
      let out = '';
      child.stdout!.on('data', chunk => (out += String(chunk)));
      const ended = once(child, 'close') as Promise<[number | null, string | null]>;
      const timer = setTimeout(() => child.kill(signal), delayMs);
      const [code, died] = await ended;
      clearTimeout(timer);
      // a signal before our first line has run ends Node itself
      assert.ok(died === signal || code === 130 || code === 0, `${where}: ${code} ${died}`);
      if (code === 130) assert.equal((JSON.parse(out) as { error: { code: string } }).error.code, 'cancelled', where);
      await untilNoneIsLeft();
      const asked = run([path.join(root, 'dist/cli.js'), 'backend', '--json']);
      assert.equal(asked.code, 0, `${where}: ${asked.err}`);
      const { name } = asked.document.backend as unknown as { name: string };
      assert.equal(name, fs.existsSync(target) ? 'native' : 'wasm', where);
      if (name === 'native') assert.equal(run(command('remove')).code, 0);
    }
    const last = run(command('install'));
    assert.equal(last.code, 0, last.err);
    const { installed, backend } = last.document as unknown as Record<string, Record<string, unknown>>;
    assert.deepEqual(installed, { folder: target, tensorflowVersion: '2.15.1-fake', way: 'wheel' });
    assert.equal(backend!.name, 'native');
    assert.deepEqual(fs.readdirSync(path.dirname(target)), ['native']);
    const removed = run(command('remove'));
    assert.deepEqual([removed.code, removed.document], [0, { removed: true, folder: target }]);
    assert.deepEqual(fs.readdirSync(path.dirname(target)), []);
  });
});
