import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as v8 from 'node:v8';
import { ReaderClient } from '../../../../extension/engine/reader/readerClient';
import { ReaderProcess } from '../../../../extension/engine/reader/readerProcess';
import { ReaderThread } from '../../../../extension/engine/reader/readerThread';
import { protocolVersion } from '../../../../extension/protocol/protocolVersion';
import type { ReaderResults } from '../../../../extension/protocol/reader';
import { temporaryFolder } from '../../core/runs/runFixtures';
import { bytesOf, wholeCheckpoint, writeCheckpoints, writeModel } from '../../core/formats/formatFixtures';
import { hashedValues } from '../../core/stats/summaryFixtures';
import { buildReader } from './readerBundle';

/** Above what two threads share, and no multiple of what they share it by. */
const [large, small] = [9 * 2 ** 20 + 5, 300_001];

describe('ReaderThread', () => {
  const { folder, remove } = temporaryFolder();
  const entry = path.join(folder, 'reader.js');
  const clients: ReaderClient[] = [];
  let a: string;
  let b: string;
  before(async () => {
    await buildReader(entry);
    [a, b] = writeCheckpoints(path.join(folder, '1'), [wholeCheckpoint(10), wholeCheckpoint(20)]) as [string, string];
  });
  after(async () => {
    await Promise.all(clients.map(client => client.end()));
    remove();
  });
  type Options = ConstructorParameters<typeof ReaderClient>[1];
  const newClient = (options: Options = {}, Peer: typeof ReaderThread | typeof ReaderProcess = ReaderThread) => {
    const client = new ReaderClient(Peer, { entry, ...options });
    clients.push(client);
    return client;
  };
  const strange = (name: string, code: string): string => {
    const file = path.join(folder, `${name}.js`);
    fs.writeFileSync(file, `const { parentPort } = require('node:worker_threads'); ${code}`);
    return file;
  };
  /** The reader, with a program that sees each request's path before it. */
  const beside = (name: string, code: string): string => strange(name, `${code} require(${JSON.stringify(entry)});`);
  const hello = `parentPort.postMessage({ type: 'hello', protocolVersion: ${protocolVersion}, pid: 0 });`;

  /** A model whose weights lie in files of these many bytes, the last in one more. */
  const writeLarge = (name: string, shards: readonly number[]): string => {
    const values = hashedValues(small);
    const all = new Float32Array(large + 2 * small);
    for (let i = 0; i < all.length; i += small) all.set(values.subarray(0, all.length - i), i);
    all[3] = NaN;
    all[large - 1] = Infinity;
    all.fill(0, large, large + 100);
    const bytes = bytesOf(all);
    const ends = [0, ...shards.map((_, i) => shards.slice(0, i + 1).reduce((x, y) => x + y)), bytes.length];
    const files = Object.fromEntries(ends.slice(1).map((end, i) => [`w${i}`, bytes.subarray(ends[i], end)]));
    const weights = [large, small, small].map((size, i) => ({ name: `t${i}`, shape: [size], dtype: 'float32' }));
    return writeModel(path.join(folder, name), [{ paths: Object.keys(files), weights }], files);
  };
  const summaries = (client: ReaderClient, file: string): Promise<ReaderResults['summaries']> =>
    client.request('summaries', { path: file, names: null });

  it('answers as the process does, many at once', async () => {
    const client = newClient();
    const process = newClient({}, ReaderProcess);
    const ask = (of: ReaderClient): Promise<unknown> =>
      Promise.all([
        of.request('compare', { a, b }),
        summaries(of, b),
        of.request('values', { path: a, name: 'net/conv/kernel', offset: 3, count: 4 }),
        of.request('pictures', { path: a, name: 'net/conv/kernel', filters: 2 }),
        of.request('describe', { path: b }),
      ]);
    assert.deepEqual(await ask(client), await ask(process));
  });

  it('rejects with what is wrong, and goes on', async () => {
    const client = newClient();
    const missing = path.join(folder, 'missing');
    await assert.rejects(client.request('describe', { path: missing }), { code: 'file-missing' });
    const abort = new AbortController();
    const given = client.request('compare', { a, b }, { signal: abort.signal });
    abort.abort();
    await assert.rejects(given, { code: 'cancelled' });
    assert.equal((await client.request('describe', { path: a })).step, 10);
  });

  for (const [what, shards] of [
    ['one file', []],
    ['files that end within a value', [5 * 2 ** 20 + 1, 2 ** 23 + 2, 7]],
  ] as const)
    it(`has the same figures whoever sums up the values: ${what}`, async () => {
      const file = writeLarge(what, shards);
      let shared = 0;
      class Counted extends ReaderThread {
        override send(message: Parameters<ReaderThread['send']>[0]): void {
          if (message.type === 'summed' && message.summary) shared += message.summary.count;
          super.send(message);
        }
      }
      const ours = await summaries(newClient({}, Counted), file);
      assert.deepEqual(ours, await summaries(newClient({}, ReaderProcess), file));
      assert.ok(shared >= small, `${shared} values were shared`);
      assert.deepEqual(
        ours.tensors.map(({ summary }) => [summary!.count, summary!.nan, summary!.posInf]),
        [
          [large, 1, 1],
          [small, 0, 0],
          [small, 0, 0],
        ],
      );
    });

  it('names the tensors of a file that ends too soon, and has the figures of the others', async () => {
    const file = writeLarge('cut', [4 * large]);
    fs.truncateSync(path.join(file, 'w0'), 4 * 2 ** 20);
    const { tensors, problems } = await summaries(newClient(), file);
    assert.deepEqual(
      tensors.map(({ summary }) => summary?.count ?? null),
      (await summaries(newClient({}, ReaderProcess), file)).tensors.map(({ summary }) => summary?.count ?? null),
    );
    assert.equal(tensors[0]!.summary !== null && tensors[2]!.summary !== null, false);
    assert.ok(problems.some(({ code }) => code === 'file-short'));
  });

  it('is ended where it computes and comes to no end, and names the file', async () => {
    const code = `parentPort.on('message', m => { while (m.params?.path === 'loop'); });`;
    const client = newClient({ entry: beside('loop', code), maxStuckMs: 1000 });
    await assert.rejects(client.request('describe', { path: 'loop' }), { code: 'reader-stuck', where: 'loop' });
    assert.equal((await client.request('describe', { path: a })).step, 10);
  });

  it('is ended where the process takes too much memory, and where its heap is full', async () => {
    const client = newClient({ maxMemory: 2 ** 20 });
    const asked = (async () => {
      for (;;) await client.request('describe', { path: a });
    })();
    await assert.rejects(asked, { code: 'reader-memory' });
    const full = `parentPort.on('message', () => { const all = []; for (;;) all.push({ a: Math.random() }); });`;
    // of threads that start from now on
    v8.setFlagsFromString('--max-old-space-size=64');
    try {
      const filled = newClient({ entry: beside('full', full) });
      await assert.rejects(filled.request('describe', { path: a }), { code: 'reader-memory', where: a });
    } finally {
      v8.setFlagsFromString('--max-old-space-size=0');
    }
  });

  it('says why it ended, where it did by itself', async () => {
    const thrown = newClient({
      entry: beside('thrown', `parentPort.on('message', () => { throw new Error('odd'); });`),
    });
    await assert.rejects(thrown.request('describe', { path: a }), { code: 'reader-ended', message: /odd/ });
    const exits = newClient({ entry: beside('exits', `parentPort.on('message', () => process.exit(3));`) });
    await assert.rejects(exits.request('describe', { path: a }), { code: 'reader-ended', message: /code 3/ });
    const missing = newClient({ entry: path.join(folder, 'missing.js') });
    await assert.rejects(missing.request('describe', { path: a }), { code: 'reader-ended' });
    const old = hello.replace(String(protocolVersion), '999') + 'setInterval(() => {}, 1000);';
    const other = newClient({ entry: strange('old', old) });
    await assert.rejects(other.request('describe', { path: a }), { code: 'reader-version' });
  });

  it('is gone when its end was waited for', async () => {
    const client = newClient();
    await client.request('describe', { path: a });
    await client.end();
    assert.equal(client.isRunning, false);
    await assert.rejects(client.request('describe', { path: a }), { code: 'reader-ended' });
  });
});
