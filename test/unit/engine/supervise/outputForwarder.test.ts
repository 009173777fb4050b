import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { OutputForwarder } from '../../../../extension/engine/supervise/outputForwarder';

describe('outputForwarder', () => {
  it('passes text on, characters whole, and what is left at the end', async () => {
    const output = new PassThrough();
    let text = '';
    const forwarder = new OutputForwarder(output, piece => void (text += piece));
    const bytes = Buffer.from('é😀x');
    for (const byte of bytes) output.write(Buffer.from([byte]));
    output.end(Buffer.from([0xc3]));
    await forwarder.finish(10_000);
    assert.equal(text, 'é😀x\uFFFD');
  });

  it('reads nothing while a taker is busy', async () => {
    const output = new PassThrough({ highWaterMark: 4 });
    const pieces: string[] = [];
    let free = (): void => undefined;
    const forwarder = new OutputForwarder(output, piece => {
      pieces.push(piece);
      return new Promise(resolve => (free = resolve));
    });
    output.write('one');
    output.write('two');
    await new Promise(setImmediate);
    assert.deepEqual(pieces, ['one']);
    free();
    await new Promise(setImmediate);
    assert.deepEqual(pieces, ['one', 'two']);
    free();
    output.end();
    await forwarder.finish(10_000);
  });

  it('waits for a busy taker however long, but not for a silent output that nobody ends', async () => {
    const output = new PassThrough();
    let taken = 0;
    const forwarder = new OutputForwarder(output, async piece => {
      await new Promise(resolve => setTimeout(resolve, 150));
      taken += piece.length;
    });
    output.write('words');
    await forwarder.finish(40);
    assert.equal(taken, 5);
    assert.ok(output.destroyed);
  });
});
