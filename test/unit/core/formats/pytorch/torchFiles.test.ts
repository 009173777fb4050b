import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import fc from 'fast-check';
import { LayerglassError } from '../../../../../extension/protocol/errors';
import { ask, assertAsNumpy, expectedOf, fixtures } from '../numpyOracle';
import { outcome, trialFiles } from '../trialFiles';
import { zipOf, type Made } from '../containers/zipFixtures';
import { pickleOf } from './pickleFixtures';

const expected = expectedOf('expectedPytorch.json');
const fixture = (name: string): string => path.join(fixtures, 'pytorch', name);
const describeFixture = (name: string): ReturnType<typeof ask<'describe'>> => ask('describe', { path: fixture(name) });

describe('PyTorch files', () => {
  const { write } = trialFiles('pytorch');

  for (const file of Object.keys(expected))
    it(`${file} is as PyTorch and NumPy have it`, () => assertAsNumpy(file, expected[file]!));

  it('says what a checkpoint tells of itself, and what in it is the optimizer’s', async () => {
    const { format, step, metadata, tensors } = await describeFixture('checkpoint.pt');
    assert.deepEqual([format, step], ['pytorch', 1200]);
    const wanted = { epoch: '3', best_loss: '0.25', device: 'cuda:0', 'args.data': '/data/x', 'args.sizes': '[3, 6]' };
    for (const [key, text] of Object.entries(wanted)) assert.equal(metadata[key], text, key);
    assert.equal(metadata['optimizer.param_groups.0.betas'], '[0.9, 0.999]');
    const roles = new Map(tensors.map(t => [t.name, t.role]));
    assert.equal(roles.get('model.conv.weight'), 'weight');
    assert.equal(roles.get('optimizer.state.0.exp_avg'), 'optimizer');
    assert.equal(roles.get('rng_state'), 'other');
    assert.equal(tensors.find(t => t.name === 'model.conv.weight')!.layer, 'model.conv');
    assert.equal((await describeFixture('lightning.ckpt')).step, 40);
    assert.equal((await describeFixture('state-dict.pt')).step, null);
  });

  it('reads plain values of every protocol', async () => {
    for (const protocol of [0, 1, 2, 3, 4, 5])
      assert.deepEqual((await describeFixture(`protocol${protocol}.pkl`)).metadata, {
        n: '1180591620717411303424',
        t: '[True, None, -1.5]',
      });
  });

  it('refuses integers that are the negative of what is stored, rather than show these', async () =>
    assert.deepEqual(await outcome(fixture('negative-int.pt')), { codes: ['unknown-tensor int'], read: ['w'] }));

  it('counts checksums where there are some, and finds a changed byte', async () => {
    assert.ok((await describeFixture('state-dict.pt')).checksums > 8);
    assert.equal((await describeFixture('no-checksums.pt')).checksums, 0);
    const bytes = fs.readFileSync(fixture('state-dict.pt'));
    const kernel = bytes.indexOf('state-dict/data/1') + 80;
    bytes[kernel]! ^= 1;
    const { codes } = await outcome(write('changed.pt', bytes));
    assert.deepEqual(codes, ['checksum-mismatch state-dict/data/1']);
  });

  it('shows an object of a class that it does not know by what it holds', async () => {
    const { metadata, problems, tensors } = await describeFixture('custom-class.pt');
    assert.equal(metadata.class, '__main__.Net');
    assert.deepEqual(
      problems.map(p => `${p.code} ${p.where}`),
      ['unknown-class __main__.Net'],
    );
    assert.deepEqual(tensors.map(t => t.name).sort(), Object.keys(expected['pytorch/state-dict.pt']!).sort());
  });

  it('lists a tensor that was saved without its values', async () => {
    assert.deepEqual(await outcome(fixture('meta.pt')), { codes: ['no-data gone'], read: ['kept'] });
    assert.deepEqual((await describeFixture('meta.pt')).tensors[1]!.shape, [3, 2]);
  });

  const unsafe: [string, RegExp][] = [
    ['unsafe-system.pt', /posix\.system.*\(data\.pkl, byte \d+: GLOBAL posix system\)/],
    ['unsafe-exec.pt', /byte \d+: GLOBAL __builtin__ exec/],
    ['unsafe-old.pt', /unsafe-old\.pt, byte \d+: GLOBAL commands check_output/],
    ['unsafe-0.pkl', /byte \d+: GLOBAL posix system/],
    ['unsafe-4.pkl', /byte \d+: STACK_GLOBAL posix system/],
  ];
  for (const [name, message] of unsafe)
    it(`refuses ${name}, which would run a program, and runs nothing`, async () => {
      await assert.rejects(describeFixture(name), { code: 'unsafe-pickle', message });
      const left = [process.cwd(), path.dirname(fixture(name))].filter(f => fs.existsSync(path.join(f, 'CANARY')));
      assert.deepEqual(left, []);
    });

  it('shows the storages of an archive that is refused, as raw numbers', async () => {
    const place = { path: fixture('state-dict.pt') };
    const { tensors: wanted } = await ask('summaries', { ...place, names: null });
    const whole = wanted.find(t => t.dtype === 'float32' && t.name.endsWith('weight'))!;
    const raw = await ask('summaries', { ...place, names: null, raw: true });
    assert.deepEqual(
      raw.problems.map(p => `${p.code} ${p.where}`),
      ['names-not-read state-dict/data.pkl'],
    );
    assert.deepEqual(raw.findings, []);
    assert.ok(raw.tensors.every(t => /^state-dict\/data\/\d+$/.test(t.name) && t.shape.length === 1));
    const same = raw.tensors.find(t => t.count === whole.count && t.summary?.mean === whole.summary?.mean);
    assert.deepEqual(same?.summary, whole.summary);
    const [first] = raw.tensors;
    const page = await ask('values', { ...place, name: first!.name, offset: 0, count: 3, raw: true });
    assert.equal(page.values.length, Math.min(3, page.total));
  });

  it('has the storages in their order, of both byte orders, and bytes where they are no float32', async () => {
    const archive = (byteorder: string, floats: Buffer): string =>
      write(
        'raw.pt',
        zipOf([
          { name: 'a/data.pkl', bytes: Buffer.from('\x80\x02cposix\nsystem\n.', 'latin1') },
          { name: 'a/byteorder', bytes: Buffer.from(byteorder) },
          ...['10', '2', '0'].map(key => ({ name: `a/data/${key}`, bytes: floats })),
          { name: 'a/data/1', bytes: Buffer.from([1, 2, 255]) },
          { name: 'a/data/3', bytes: Buffer.alloc(0) },
          { name: 'a/code/x.py', bytes: Buffer.from('import os') },
        ]),
      );
    const big = Buffer.alloc(8);
    big.writeFloatBE(1.5, 0);
    big.writeFloatBE(-2, 4);
    for (const [order, floats] of [
      ['big', big],
      ['little', Buffer.from(big).swap32()],
    ] as const) {
      const path = archive(order, floats);
      await assert.rejects(ask('describe', { path }), { code: 'unsafe-pickle' });
      const { tensors } = await ask('describe', { path, raw: true });
      assert.deepEqual(
        tensors.map(t => `${t.name} ${t.dtype} ${t.shape.join()}`),
        ['a/data/0 float32 2', 'a/data/1 uint8 3', 'a/data/2 float32 2', 'a/data/3 float32 0', 'a/data/10 float32 2'],
      );
      const valuesOf = async (name: string): Promise<unknown> =>
        (await ask('values', { path, name, offset: 0, count: 9, raw: true })).values;
      assert.deepEqual(await valuesOf('a/data/10'), [1.5, -2]);
      assert.deepEqual(await valuesOf('a/data/1'), [1, 2, 255]);
    }
    for (const name of ['unsafe-old.pt', 'unsafe-0.pkl', '../npz/stored.npz', '../keras2/whole.h5'])
      await assert.rejects(ask('describe', { path: fixture(name), raw: true }), { code: 'no-storages' });
  });

  it('names what PyTorch 0.1 wrote', () => assert.rejects(describeFixture('old-tar.pth'), { code: 'old-pytorch' }));

  const tensor = (args: {
    storage?: string;
    count?: number;
    offset?: number;
    shape?: number[];
    strides?: number[];
  }): Buffer => {
    const { storage = '0', count = 4, offset = 0, shape = [2, 2], strides = [2, 1] } = args;
    return pickleOf(p =>
      p.dict([
        [
          'w',
          p.call('torch._utils _rebuild_tensor_v2', [
            p.storage('torch FloatStorage', storage, count),
            offset,
            p.tuple(shape),
            p.tuple(strides),
            false,
            null,
          ]),
        ],
      ]),
    );
  };
  const archive = (pickle: Uint8Array, ...more: Made[]): Buffer =>
    zipOf([{ name: 'a/data.pkl', bytes: pickle }, { name: 'a/data/0', bytes: new Uint8Array(16) }, ...more]);
  const made: [string, Buffer, string[]][] = [
    ['no storage of its key', archive(tensor({ storage: '1' })), ['storage-missing w']],
    ['a key that leads out of the archive', archive(tensor({ storage: '../../etc/passwd' })), ['storage-missing w']],
    ['less than it declares', archive(tensor({ count: 5 })), ['file-short w']],
    ['32 GB declared', archive(tensor({ count: 2 ** 33, shape: [2 ** 33], strides: [1] })), ['file-short w']],
    ['a place behind the storage', archive(tensor({ offset: 1 })), ['outside-storage w']],
    ['a negative place', archive(tensor({ offset: -1 })), ['bad-strides w']],
    ['strides that lead out', archive(tensor({ strides: [3, 1] })), ['outside-storage w']],
    ['negative strides', archive(tensor({ strides: [-2, 1] })), ['bad-strides w']],
    ['too few strides', archive(tensor({ strides: [1] })), ['bad-strides w']],
    ['a size below zero', archive(tensor({ shape: [-2, 2] })), ['bad-shape w']],
    [
      'sizes beyond all numbers',
      archive(tensor({ shape: [2 ** 31 - 1, 2 ** 31 - 1], strides: [0, 0] })),
      ['bad-shape w'],
    ],
    ['one value repeated a billion times', archive(tensor({ shape: [2 ** 30], strides: [0] })), ['expanded-too-far w']],
  ];
  for (const [what, bytes, codes] of made)
    it(`lists a tensor with ${what}, and says so`, async () =>
      assert.deepEqual(await outcome(write('made.pt', bytes)), { codes, read: [] }));

  it('reads what a storage’s key is, and not what it looks like', async () => {
    assert.deepEqual(await outcome(write('whole.pt', archive(tensor({})))), { codes: [], read: ['w'] });
  });

  it('ends an old file that is cut with an error, or lists what it cannot read', async () => {
    const whole = fs.readFileSync(fixture('state-dict-old.pth'));
    for (let length = 0; length < whole.length; length += 61) {
      const place = write('cut.pth', whole.subarray(0, length));
      try {
        assert.notDeepEqual((await outcome(place)).codes, [], String(length));
      } catch (error) {
        assert.ok(error instanceof LayerglassError, String(error));
      }
    }
  });

  it('never gives other figures for an archive with changed bytes without a problem', async () => {
    const whole = fs.readFileSync(fixture('list.pt'));
    const figures = async (place: string): Promise<unknown> =>
      (await ask('summaries', { path: place, names: null })).tensors.map(t => [t.name, t.shape, t.summary]);
    const right = await figures(fixture('list.pt'));
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const bytes = Buffer.from(whole);
        bytes[at]! ^= change;
        const place = write('flipped.pt', bytes);
        try {
          const { tensors, problems } = await ask('summaries', { path: place, names: null });
          if (problems.length === 0)
            assert.deepEqual(
              tensors.map(t => [t.name, t.shape, t.summary]),
              right,
            );
        } catch (error) {
          if (!(error instanceof LayerglassError)) throw error;
        }
      }),
      { numRuns: 60, seed: 7 },
    );
  });
});
