import assert from 'node:assert/strict';
import { BoundedOutput } from '../../../../extension/host/runs/boundedOutput';

/** An output whose interval only ends by `end`. */
const slow = { intervalMs: 3_600_000, maxCharacters: 1000, maxTotalCharacters: 1_000_000 };
const written = (limits: typeof slow, pieces: Iterable<string>): string => {
  let text = '';
  const output = new BoundedOutput(t => (text += t), limits);
  for (const piece of pieces) output.push(piece);
  output.end();
  return text;
};

describe('BoundedOutput', () => {
  it('writes nothing for nothing', () => assert.equal(written(slow, []), ''));

  it('passes on what is little, in order, without colours', () => {
    assert.equal(written(slow, ['one\n', '\u001b[31mtwo\u001b[0m\r\n', 'thr', 'ee']), 'one\ntwo\nthree');
  });

  it('shows each state of a progress bar as a line', () => assert.equal(written(slow, ['1 %\r2 %\r']), '1 %\n2 %\n'));

  it('keeps the newest whole lines and says how many it skipped', () => {
    const lines = Array.from({ length: 1000 }, (_, i) => `line ${i}\n`);
    const text = written(slow, lines);
    const [first, ...rest] = text.trimEnd().split('\n');
    const skipped = Number(/^… (\d+) lines skipped/.exec(first ?? '')?.[1]);
    assert.equal(skipped + rest.length, 1000);
    assert.equal(rest.at(-1), 'line 999');
    assert.equal(rest[0], `line ${skipped}`);
    assert.ok(rest.join('\n').length <= 1000);
  });

  it('cuts a line that never ends', () => {
    const text = written(
      slow,
      Array.from({ length: 100 }, () => 'x'.repeat(500)),
    );
    assert.ok(text.length < 1200, String(text.length));
    assert.match(text, /skipped/);
  });

  it('takes a gigabyte in bounded memory and writes a bounded part of it', function () {
    this.timeout(20_000);
    const piece = `${'x'.repeat(99)}\n`.repeat(655); // 64 kB, as a pipe gives it
    let length = 0;
    const output = new BoundedOutput(t => (length += t.length), { ...slow, maxCharacters: 64 * 1024 });
    const before = process.memoryUsage().heapUsed;
    let grown = 0;
    for (let bytes = 0; bytes < 1e9; bytes += piece.length) {
      output.push(piece);
      if (bytes % (100 * piece.length) === 0) grown = Math.max(grown, process.memoryUsage().heapUsed - before);
    }
    output.end();
    assert.ok(length <= 65 * 1024, `${length} written`);
    assert.ok(grown < 200e6, `${grown} bytes of heap`);
  });

  it('writes at the end of an interval', async () => {
    const text = await new Promise(resolve => new BoundedOutput(resolve, { ...slow, intervalMs: 1 }).push('hello\n'));
    assert.equal(text, 'hello\n');
  });

  it('after its total is written only keeps the end', async () => {
    const pieces: string[] = [];
    let output: BoundedOutput | null = null;
    await new Promise<void>(resolve => {
      output = new BoundedOutput(
        text => {
          pieces.push(text);
          resolve();
        },
        { intervalMs: 1, maxCharacters: 100, maxTotalCharacters: 10 },
      );
      output.push('more than ten characters\n');
    });
    output!.push('the last words\n');
    await new Promise(resolve => setTimeout(resolve, 10));
    assert.deepEqual(pieces, ['more than ten characters\n']);
    output!.end();
    assert.equal(pieces.at(-1), 'the last words\n');
  });
});
