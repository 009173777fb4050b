import assert from 'node:assert/strict';
import { describeError } from '../../../../extension/child/process/describeError';
import { LayerglassError } from '../../../../extension/protocol/errors';

const context = {
  folder: '/p',
  bundle: '/p/b.cjs',
  ownFolder: '/own',
  program: '/p/train.ts',
  isNative: false,
  models: [],
};

describe('describeError', () => {
  it('an error: name, message, where', () => {
    const error = new TypeError('no');
    error.stack = 'TypeError: no\n    at f (/p/train.ts:2:3)';
    assert.deepEqual(describeError(error, context), {
      code: 'program-error',
      message: 'TypeError: no',
      remedy: '',
      site: { file: 'train.ts', line: 2, column: 3 },
      stack: [{ function: 'f', file: 'train.ts', line: 2, column: 3 }],
    });
  });

  it('one of ours stays what it is', () => {
    const { code, message, remedy } = describeError(new LayerglassError('a-code', 'words', { remedy: 'do' }), context);
    assert.deepEqual([code, message, remedy], ['a-code', 'words', 'do']);
  });

  for (const [what, thrown, message] of [
    ['a text', 'text', `The program threw 'text'`],
    ['nothing', undefined, 'The program threw undefined'],
    ['null', null, 'The program threw null'],
    ['a number', 5, 'The program threw 5'],
    ['an object with a message', { message: 'm' }, 'Error: m'],
  ] as const)
    it(`what was thrown is ${what}`, () => assert.equal(describeError(thrown, context).message, message));

  it('what was thrown bites', () => {
    const biting = new Proxy(
      {},
      {
        get() {
          throw new Error('bite');
        },
        has: () => false,
        ownKeys() {
          throw new Error('bite');
        },
      },
    );
    assert.equal(describeError(biting, context).code, 'program-error');
    const hostile = new Error('x');
    Object.defineProperty(hostile, 'stack', { get: () => ({ not: 'text' }) });
    assert.deepEqual(describeError(hostile, context).stack, []);
  });

  it('a message is bounded', () => assert.ok(describeError(new Error('x'.repeat(1e6)), context).message.length < 5000));
});
