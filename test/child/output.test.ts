// What a program prints.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { cleanUp, makeProject, runToEnd, smallModel, start } from './support/trial';

/** Prints `megabytes` of lines as fast as it can. */
const flood = (megabytes: number): string => `${smallModel}
const line = 'x'.repeat(1023) + '\\n';
const block = line.repeat(64);
for (let i = 0; i < ${megabytes * 16}; i++) process.stdout.write(block);
m.fit(x, y, { epochs: 1, verbose: 0 });
`;

describe('a program that prints', () => {
  afterEach(cleanUp);

  it('is heard as it is: both streams, UTF-8 across pieces, nothing of ours in between', async () => {
    const { output, state } = await runToEnd({
      'train.ts': `${smallModel}console.log('é😀'.repeat(100_000));
console.error('warning: ü');
m.fit(x, y, { epochs: 1, verbose: 0 });
`,
    });
    assert.equal(state.status, 'completed');
    assert.equal(output.stdout, 'é😀'.repeat(100_000) + '\n');
    assert.equal(output.stderr, 'warning: ü\n');
  });

  it('prints and calls process.exit: all of it is heard', async () => {
    const { output } = await runToEnd({
      'train.ts': `${smallModel}m.fit(x, y, { epochs: 1, verbose: 0 }).then(() => {
  process.stdout.write('y'.repeat(5_000_000));
  process.exit(0);
});
`,
    });
    assert.equal(output.stdout.length, 5_000_000);
  });

  it('prints two hundred megabytes without a pause: memory stays bounded at both ends, and it comes to its end', async () => {
    const folder = makeProject({
      'train.ts': `${flood(200)}console.error(process.resourceUsage().maxRSS * 1024);\n`,
    });
    const { run } = start(folder, 'train.ts', {}, { isOutputKept: false });
    const before = process.memoryUsage().rss;
    let heard = 0;
    let most = 0;
    let inChild = 0;
    run.onOutput((stream, text) => {
      if (stream === 'stderr') inChild = Number(text);
      else heard += text.length;
      most = Math.max(most, process.memoryUsage().rss - before);
    });
    const state = await run.stopped;
    assert.deepEqual([state.status, state.error, heard], ['completed', null, 200 * 2 ** 20]);
    assert.ok(most < 150 * 2 ** 20, `${most} bytes more here`);
    assert.ok(inChild > 0 && inChild < 400 * 2 ** 20, `${inChild} bytes in the child`);
  });

  it('waits for a listener that is slow, instead of holding what it prints', async () => {
    const folder = makeProject({ 'train.ts': flood(8) });
    const { run, until } = start(folder, 'train.ts');
    let heard = 0;
    let open = (): void => undefined;
    const isOpen = new Promise<void>(resolve => (open = resolve));
    run.onOutput((_, text) => {
      heard += text.length;
      return isOpen;
    });
    await until('status', e => e.status === 'running');
    while (heard === 0) await new Promise(resolve => run.onOutput(() => resolve(null)));
    const { pid } = await until('hello');
    // it stands in its write: nothing moves, its processor time included
    const ticks = (): number => {
      const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
      return Number(fields[11]) + Number(fields[12]);
    };
    if (process.platform === 'linux')
      for (let last = -1, now = ticks(); now !== last; last = now, now = ticks())
        await new Promise(resolve => setTimeout(resolve, 300));
    assert.ok(heard < 2 ** 20, `${heard} bytes`);
    open();
    assert.equal((await run.stopped).status, 'completed');
    assert.equal(heard, 8 * 2 ** 20);
  });
});
