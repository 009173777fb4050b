import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { ReaderClient } from '../../../../extension/engine/reader/readerClient';
import { ReaderProcess } from '../../../../extension/engine/reader/readerProcess';
import { protocolVersion } from '../../../../extension/protocol/protocolVersion';
import { temporaryFolder } from '../../core/runs/runFixtures';
import { wholeCheckpoint, writeCheckpoints } from '../../core/formats/formatFixtures';
import { buildReader } from './readerBundle';

describe('ReaderClient', () => {
  const { folder, remove } = temporaryFolder();
  const entry = path.join(folder, 'reader.js');
  const clients: ReaderClient[] = [];
  let inputs: string[];
  let a: string;
  let b: string;
  before(async () => {
    inputs = await buildReader(entry);
    [a, b] = writeCheckpoints(path.join(folder, '1'), [wholeCheckpoint(10), wholeCheckpoint(20)]) as [string, string];
  });
  after(() => {
    clients.forEach(client => client.dispose());
    remove();
  });
  const newClient = (options: ConstructorParameters<typeof ReaderClient>[1] = {}): ReaderClient => {
    const client = new ReaderClient(ReaderProcess, { entry, ...options });
    clients.push(client);
    return client;
  };
  /** A bundle that says hello and then does what it says. */
  const strange = (name: string, code: string): string => {
    const file = path.join(folder, `${name}.js`);
    fs.writeFileSync(file, code);
    return file;
  };
  const hello = `process.send({ type: 'hello', protocolVersion: ${protocolVersion}, pid: process.pid });`;

  it('holds nothing of TensorFlow.js, and nothing of what runs programs', () => {
    assert.ok(inputs.some(file => file.includes('extension/child/reader/readerRequest')));
    assert.deepEqual(
      inputs.filter(f => /@tensorflow|node_modules\/esbuild|extension\/(child\/(?!(reader|service)\/)|engine)/.test(f)),
      [],
    );
  });

  it('starts with the first request, and hands over typed arrays as they are', async () => {
    const client = newClient();
    assert.equal(client.isRunning, false);
    const { tensors } = await client.request('summaries', { path: a, names: ['net/conv/kernel'] });
    assert.equal(client.isRunning, true);
    assert.ok(tensors[0]!.summary!.buckets!.bucket instanceof Uint16Array);
    const pictures = await client.request('pictures', { path: a, name: 'net/conv/kernel', filters: 2 });
    assert.ok(pictures!.pixels instanceof Int8Array && pictures!.scales instanceof Float32Array);
  });

  it('answers many at once, each with its own', async () => {
    const client = newClient();
    const answers = await Promise.all([
      client.request('compare', { a, b }),
      client.request('summaries', { path: b, names: null }),
      ...Array.from({ length: 20 }, (_, i) =>
        client.request('values', { path: i % 2 ? a : b, name: 'net/conv/kernel', offset: i, count: 1 }),
      ),
    ]);
    assert.deepEqual([answers[0].tensors.length, answers[1].tensors.length], [8, 8]);
    assert.equal(answers.length, 22);
  });

  it('rejects with what is wrong: code, message, remedy, where', async () => {
    const client = newClient();
    await assert.rejects(client.request('describe', { path: folder }), { code: 'not-a-model', remedy: /Choose/ });
    await assert.rejects(client.request('describe', { path: path.join(folder, 'x') }), { code: 'file-missing' });
    await assert.rejects(client.request('nothing' as 'describe', { path: a }), { code: 'bad-request' });
    await assert.rejects(client.request('values', { path: a } as never), { code: 'bad-request' });
    assert.equal((await client.request('describe', { path: a })).step, 10);
  });

  it('gives up where it is told to, or after a time, and goes on', async () => {
    const client = newClient();
    const abort = new AbortController();
    const given = client.request('compare', { a, b }, { signal: abort.signal });
    abort.abort();
    await assert.rejects(given, { code: 'cancelled' });
    await assert.rejects(client.request('compare', { a, b }, { signal: abort.signal }), { code: 'cancelled' });
    const silent = newClient({ entry: strange('silent', `${hello} setInterval(() => {}, 1000);`) });
    await assert.rejects(silent.request('describe', { path: a }, { timeoutMs: 300 }), { code: 'timeout' });
    assert.equal((await client.request('compare', { a, b })).tensors.length, 8);
  });

  /** The reader, with a program that sees each request's path beside it; `fs` is at its hand. */
  const beside = (name: string, code: string): string =>
    strange(name, `const fs = require('node:fs'); require(${JSON.stringify(entry)}); ${code}`);

  /** The first time it answers nothing, tells the first three tensors of a file, and ends. */
  const partsTwice = (once: string): string => `const { send } = process;
    const isSecond = fs.existsSync(${JSON.stringify(once)});
    process.send = (m, ...rest) => {
      if (isSecond || m.type === 'hello') return send.call(process, m, ...rest);
      if (m.type !== 'part' || fs.existsSync(${JSON.stringify(once)})) return;
      fs.writeFileSync(${JSON.stringify(once)}, '');
      m.value.tensors.splice(3);
      return send.call(process, m, () => process.abort());
    };`;

  it('ends a request when its process ends, and starts another for the next', async () => {
    const once = path.join(folder, 'once');
    const code = `if (!fs.existsSync(${JSON.stringify(once)}))
      process.on('message', () => { fs.writeFileSync(${JSON.stringify(once)}, ''); process.abort(); });`;
    const client = newClient({ entry: beside('crash', code) });
    await assert.rejects(client.request('describe', { path: a }), { code: 'reader-ended', where: a });
    assert.equal(client.isRunning, false);
    assert.equal((await client.request('describe', { path: a })).step, 10);
  });

  it('answers all but the one that ends the process, whenever they were asked', async () => {
    const bad = path.join(folder, 'bad');
    const code = `process.on('message', m => m.params?.path === ${JSON.stringify(bad)} && process.abort());`;
    const client = newClient({ entry: beside('bad', code) });
    const good = [a, b].map(place => client.request('describe', { path: place }));
    const guilty = client.request('describe', { path: bad });
    const rejected = assert.rejects(guilty, { code: 'reader-ended', where: bad });
    good.push(...[a, b].map(place => client.request('describe', { path: place })));
    await rejected;
    const late = client.request('describe', { path: b });
    assert.deepEqual(
      (await Promise.all([...good, late])).map(d => d.step),
      [10, 20, 10, 20, 20],
    );
  });

  it('gives up one that may have ended it, and asks those behind it', async () => {
    const bad = path.join(folder, 'bad');
    const code = `process.on('message', m => m.params?.path === ${JSON.stringify(bad)} && process.abort());`;
    const client = newClient({ entry: beside('given', code) });
    const abort = new AbortController();
    const guilty = client.request('describe', { path: bad }, { signal: abort.signal });
    const other = client.request('describe', { path: a });
    await setTimeout(20);
    abort.abort();
    await assert.rejects(guilty, { code: 'cancelled' });
    assert.equal((await other).step, 10);
  });

  it('tells each part once, though it was read twice', async () => {
    const once = path.join(folder, 'twice');
    const names: string[] = [];
    const client = newClient({ entry: beside('parts', partsTwice(once)) });
    const other = client.request('verify', { path: b });
    await client.request(
      'summaries',
      { path: a, names: null, inParts: true },
      { onPart: part => names.push(...part.tensors.map(t => t.name)) },
    );
    await other;
    assert.ok(fs.existsSync(once));
    assert.equal(names.length, 8);
    assert.equal(new Set(names).size, 8);
  });

  it('is ended where it computes and comes to no end, and names the file; others are answered', async () => {
    const loop = path.join(folder, 'loop');
    const code = `process.on('message', m => { while (m.params?.path === ${JSON.stringify(loop)}); });`;
    const client = newClient({ entry: beside('loop', code), maxStuckMs: 50 });
    const guilty = client.request('describe', { path: loop });
    const other = client.request('describe', { path: a });
    await assert.rejects(guilty, { code: 'reader-stuck', where: loop, message: /no end/, remedy: /damaged/ });
    assert.equal((await other).step, 10);
  });

  it('is ended where it takes too much memory, and says so', async () => {
    const client = newClient({ maxMemory: 20 * 2 ** 20 });
    const request = (async () => {
      for (;;) {
        await client.request('describe', { path: a });
        await setTimeout(5);
      }
    })();
    await assert.rejects(request, { code: 'reader-memory' });
  });

  it('is refused where it is of another version', async () => {
    const client = newClient({
      entry: strange('old', hello.replace(String(protocolVersion), '999') + 'setInterval(() => {}, 1000);'),
    });
    await assert.rejects(client.request('describe', { path: a }), { code: 'reader-version' });
    const missing = newClient({ entry: path.join(folder, 'missing.js') });
    await assert.rejects(missing.request('describe', { path: a }), { code: 'reader-ended' });
  });

  it('ends when it had nothing to do for a while, and comes again', async () => {
    const client = newClient({ idleMs: 50 });
    await client.request('describe', { path: a });
    for (let i = 0; i < 100 && client.isRunning; i++) await setTimeout(20);
    assert.equal(client.isRunning, false);
    assert.equal((await client.request('describe', { path: b })).step, 20);
    client.dispose();
    await assert.rejects(client.request('describe', { path: b }), { code: 'reader-ended' });
  });

  it('is waited for where it is ended: then the system has counted what it took', async () => {
    const file = path.join(folder, 'pid');
    const client = newClient({
      entry: strange(
        'written',
        `require('fs').writeFileSync(${JSON.stringify(file)}, String(process.pid)); ${hello} setInterval(() => undefined, 1000);`,
      ),
    });
    await client.end();
    const other = newClient({ entry: path.join(folder, 'written.js') });
    const answer = assert.rejects(other.request('describe', { path: a }), { code: 'reader-ended' });
    for (let i = 0; i < 500 && !fs.existsSync(file); i++) await setTimeout(20);
    const pid = Number(fs.readFileSync(file, 'utf8'));
    assert.ok(process.kill(pid, 0));
    await other.end();
    // one that has ended and was not waited for can still be signalled
    assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
    await answer;
    await other.end();
    assert.equal(other.isRunning, false);
  });

  it('is not waited for longer than told where the system does not take it away', async () => {
    const options = {
      entry: strange('lasting', 'setInterval(() => undefined, 1000);'),
      maxMemory: null,
      maxStuckMs: null,
    };
    const lasting = new ReaderProcess(
      options,
      () => undefined,
      () => undefined,
    );
    const gone = lasting.whenGone(20).then(() => 'given up');
    assert.equal(await Promise.race([gone, setTimeout(10_000, 'waited', { ref: false })]), 'given up');
    lasting.kill();
    await lasting.whenGone(10_000);
  });

  it('tells how far it is', async () => {
    const client = newClient();
    const place = path.join(folder, 'large');
    fs.mkdirSync(place);
    fs.writeFileSync(path.join(place, 'w'), new Uint8Array(40 * 2 ** 20));
    const weights = [{ name: 'a', shape: [10 * 2 ** 20], dtype: 'float32' }];
    fs.writeFileSync(path.join(place, 'model.json'), JSON.stringify({ weightsManifest: [{ paths: ['w'], weights }] }));
    const told: [number, number][] = [];
    const onProgress = (done: number, total: number): void => void told.push([done, total]);
    await client.request('summaries', { path: place, names: null }, { onProgress });
    // how many come is a matter of time: see Work
    const possible = [8, 16, 24, 32, 40].map(mb => mb * 2 ** 20);
    assert.deepEqual(told[0], [possible[0], 40 * 2 ** 20]);
    assert.deepEqual(
      told.map(([done]) => done),
      possible.filter(done => told.some(([one]) => one === done)),
    );
  });
});
