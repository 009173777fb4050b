import assert from 'node:assert/strict';
import { startVariable, takeStartRequest } from '../../../extension/host/startRequest';

const memoryOf = () => {
  const held = new Map<string, unknown>();
  return {
    get: <T>(key: string) => held.get(key) as T,
    update: async (key: string, value: unknown) => void held.set(key, value),
  };
};
const silent = { warn: () => undefined };

describe('takeStartRequest', () => {
  const environment = { [startVariable]: JSON.stringify({ program: '/work/train.ts', id: '1' }) };

  it('is null without one', async () => assert.equal(await takeStartRequest({}, memoryOf() as never, silent), null));

  it('takes each id once', async () => {
    const memory = memoryOf() as never;
    assert.deepEqual(await takeStartRequest(environment, memory, silent), { program: '/work/train.ts' });
    assert.equal(await takeStartRequest(environment, memory, silent), null);
    const next = { [startVariable]: JSON.stringify({ program: '/work/other.ts', id: '2' }) };
    assert.deepEqual(await takeStartRequest(next, memory, silent), { program: '/work/other.ts' });
  });

  for (const text of ['nonsense', '{}', '{"program":1,"id":"1"}', 'null'])
    it(`refuses ${text} with a word in the log`, async () => {
      const words: string[] = [];
      const log = { warn: (word: string) => void words.push(word) };
      assert.equal(await takeStartRequest({ [startVariable]: text }, memoryOf() as never, log), null);
      assert.equal(words.length, 1);
    });
});
