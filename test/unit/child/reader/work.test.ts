import assert from 'node:assert/strict';
import { Work } from '../../../../extension/child/reader/work';

const megabytes = (count: number): number => count * 2 ** 20;

describe('Work', () => {
  it('tells how far it is when it is first asked to pause, and then ten times a second', async () => {
    let now = 5;
    const told: number[][] = [];
    const work = new Work(
      (...far) => void told.push(far),
      megabytes(80),
      () => undefined,
      () => now,
    );
    for (let i = 0; i < 10; i++) {
      await work.pause(megabytes(8));
      now += 40;
    }
    assert.deepEqual(
      told,
      [8, 32, 56, 80].map(mb => [megabytes(mb), megabytes(80)]),
    );
  });

  it('counts small pieces together, and never tells of more than there is', async () => {
    const told: number[] = [];
    const work = new Work(done => void told.push(done), megabytes(7));
    for (let i = 0; i < 7; i++) await work.pause(megabytes(1));
    assert.deepEqual(told, []);
    await work.pause(megabytes(1));
    assert.deepEqual(told, [megabytes(7)]);
  });

  it('is left at its next pause where it was cancelled', async () => {
    const work = new Work(() => undefined, megabytes(16));
    await work.pause(megabytes(8));
    work.cancel();
    await work.pause(megabytes(4));
    await assert.rejects(work.pause(megabytes(4)), { code: 'cancelled' });
  });
});
