import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { descendantsOf, endProcessTree } from '../../../../extension/engine/launch/endProcessTree';

describe('descendantsOf', () => {
  it('finds children of children, and nobody else', () => {
    const parents = new Map([
      [1, 0],
      [10, 1],
      [11, 10],
      [12, 10],
      [13, 12],
      [20, 1],
    ]);
    assert.deepEqual(descendantsOf(10, parents), [11, 12, 13]);
    assert.deepEqual(descendantsOf(13, parents), []);
    assert.deepEqual(descendantsOf(99, parents), []);
  });
  it('comes to an end with a circle', () => {
    const circle = new Map([
      [1, 2],
      [2, 1],
    ]);
    assert.deepEqual(descendantsOf(1, circle), [2]);
  });
});

describe('endProcessTree', () => {
  it('ends a process and its child, which has left the group; both pipes are closed then', async () => {
    const inner = `setInterval(() => 0, 1000); console.log('ready');`;
    const outer = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(inner)}], { detached: true, stdio: 'inherit' }); setInterval(() => 0, 1000);`;
    const child = spawn(process.execPath, ['-e', outer], {
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    // the pipe's end is the end of the last process that holds it
    const closed = once(child, 'close');
    await endProcessTree(child.pid!);
    await closed;
    await endProcessTree(child.pid!);
  });
});
