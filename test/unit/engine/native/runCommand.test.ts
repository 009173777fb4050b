import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { lastLines, runCommand } from '../../../../extension/engine/native/runCommand';

describe('runCommand', () => {
  const node = (source: string, options: Parameters<typeof runCommand>[2] = {}): ReturnType<typeof runCommand> =>
    runCommand(process.execPath, ['-e', source], options);
  /** Starts a process of its own that writes its number to a file, and waits. */
  const withGrandchild = (file: string): string => `
    const { spawn } = require('child_process');
    spawn(process.execPath, ['-e', 'require("fs").writeFileSync(' + ${JSON.stringify(JSON.stringify(file))} + ', String(process.pid)); setInterval(() => {}, 1000)'], { stdio: 'inherit' });
    setInterval(() => {}, 1000);`;
  const isAlive = (pid: number): boolean => {
    try {
      process.kill(pid, 0);
      // ended, and not yet fetched by whoever adopted it
      return !/^\d+ \(.*\) [ZX]/.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
    } catch {
      return false;
    }
  };

  it('gives the exit code and both streams', async () => {
    const result = await node(`console.log('out'); console.error('err'); process.exitCode = 3`);
    assert.deepEqual([result.code, result.signal, result.isStalled], [3, null, false]);
    assert.match(result.output, /out\n/);
    assert.match(result.output, /err\n/);
  });

  it('gives the signal that ended it', async function () {
    if (process.platform === 'win32') this.skip();
    const result = await node(`process.kill(process.pid, 'SIGKILL')`);
    assert.deepEqual([result.code, result.signal, result.output], [null, 'SIGKILL', '']);
  });

  it('names a program that is not there', async () => {
    const result = await runCommand('no-such-program', []);
    assert.equal(result.code, 127);
    assert.match(result.output, /ENOENT/);
  });

  it('passes arguments as they are', async () => {
    const words = ['a b', '"', '$HOME', '--json', ''];
    const { output } = await runCommand(process.execPath, [
      '-e',
      'console.log(JSON.stringify(process.argv.slice(1)))',
      '--',
      ...words,
    ]);
    assert.deepEqual(JSON.parse(output), words);
  });

  for (const how of ['cancelled', 'stalled'] as const)
    it(`ends all that it has started when it is ${how}`, async function () {
      if (process.platform !== 'linux') this.skip();
      const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'layerglass-command-'));
      const file = path.join(folder, 'pid');
      const isThere = (): boolean => fs.existsSync(file) && fs.readFileSync(file, 'utf8') !== '';
      try {
        const cancel = new AbortController();
        const result = await node(withGrandchild(file), {
          signal: cancel.signal,
          isStalled: async () => {
            if (isThere() && how === 'cancelled') cancel.abort();
            return isThere() && how === 'stalled';
          },
        });
        assert.equal(result.code, null);
        assert.equal(result.isStalled, how === 'stalled');
        const pid = Number(fs.readFileSync(file, 'utf8'));
        for (const end = Date.now() + 5000; isAlive(pid) && Date.now() < end;)
          await new Promise(r => setTimeout(r, 10));
        assert.equal(isAlive(pid), false);
      } finally {
        fs.rmSync(folder, { recursive: true });
      }
    });

  it('starts nothing when it was cancelled before', async () => {
    const result = await node('', { signal: AbortSignal.abort() });
    assert.deepEqual([result.code, result.output], [null, '']);
  });

  it('keeps the last lines that say something', () =>
    assert.equal(lastLines('a\n\n  b \nc\nd\n'), 'b c d')); // prettier-ignore
});
