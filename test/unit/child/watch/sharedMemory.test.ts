import assert from 'node:assert/strict';
import { SharedMemory } from '../../../../extension/child/watch/checkpoints/sharedMemory';

describe('SharedMemory', () => {
  it('gives the memory of a checkpoint that is written to the next one, each piece once', () => {
    const memory = new SharedMemory(() => true);
    memory.begin();
    const first = [memory.take(8), memory.take(8), memory.take(4)].map(bytes => bytes.buffer);
    memory.begin();
    const next = [memory.take(4), memory.take(8), memory.take(8), memory.take(8)].map(bytes => bytes.buffer);
    assert.equal(new Set(next).size, 4);
    assert.equal(next.filter(buffer => first.includes(buffer)).length, 3);
    assert.deepEqual(
      next.map(buffer => buffer.byteLength),
      [4, 8, 8, 8],
    );
  });

  it('leaves what is still to be written alone', () => {
    let isWritten = false;
    const memory = new SharedMemory(() => isWritten);
    const takeOne = (): SharedArrayBuffer => {
      memory.begin();
      return memory.take(16).buffer;
    };
    const waiting = [takeOne(), takeOne(), takeOne()];
    assert.equal(new Set(waiting).size, 3);
    isWritten = true;
    // only the newest is held for it
    assert.equal(takeOne(), waiting[2]);
  });
});
