import assert from 'node:assert/strict';
import { isOwnFrame, stackFrames } from '../../../../extension/child/process/stackFrames';

const context = {
  folder: '/home/me/project',
  bundle: '/home/me/project/.layerglass/runs/1/bundle.cjs',
  ownFolder: '/opt/layerglass/dist',
};

describe('stackFrames', () => {
  it('has the person’s own frames first, packages after them, nothing of Node’s or ours', () => {
    const stack = `TypeError: x is (not: a:1:2) function
    at Dense.apply (/home/me/project/node_modules/@tensorflow/tfjs-layers/dist/tf-layers.node.js:10:20)
    at new Net (/home/me/project/src/net.ts:3:9)
    at Net.train [as run] (file:///home/me/project/src/a%20b/net.ts:30:5)
    at async Promise.all (index 0)
    at async /home/me/project/train.ts:7:1
    at Object.<anonymous> (/home/me/shared/util.ts:1:2)
    at eval (eval at run (/home/me/project/x.js:1:1), <anonymous>:1:1)
    at wasm://wasm/00b2d3fa:1:2
    at Module._compile (node:internal/modules/cjs/loader:1521:14)
    at process.exit (/opt/layerglass/dist/preload.mjs:5:5)`;
    assert.deepEqual(stackFrames(stack, context), [
      { function: 'new Net', file: 'src/net.ts', line: 3, column: 9 },
      { function: 'Net.train', file: 'src/a b/net.ts', line: 30, column: 5 },
      { function: '', file: 'train.ts', line: 7, column: 1 },
      { function: '', file: '../shared/util.ts', line: 1, column: 2 },
      {
        function: 'Dense.apply',
        file: 'node_modules/@tensorflow/tfjs-layers/dist/tf-layers.node.js',
        line: 10,
        column: 20,
      },
    ]);
  });

  it('tells own frames from packages', () => {
    const frame = (file: string): Parameters<typeof isOwnFrame>[0] => ({ function: '', file, line: 1, column: 1 });
    assert.ok(isOwnFrame(frame('../lib/a.ts')));
    assert.ok(!isOwnFrame(frame('node_modules/a/b.js')));
    assert.ok(!isOwnFrame(frame('../node_modules/a/b.js')));
  });

  it('gives none where there is no stack', () => {
    for (const stack of [undefined, null, 5, '', 'Error', {}]) assert.deepEqual(stackFrames(stack, context), []);
  });

  it('is bounded', () => {
    const stack = '    at f (/home/me/project/a.ts:1:1)\n'.repeat(5000);
    assert.equal(stackFrames(stack, context).length, 50);
  });
});
