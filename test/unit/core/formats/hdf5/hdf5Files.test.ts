import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as fc from 'fast-check';
import { unpackLzf } from '../../../../../extension/core/formats/hdf5/lzf';
import { lookup3 } from '../../../../../extension/core/formats/hdf5/lookup3';
import { LayerglassError } from '../../../../../extension/protocol/errors';
import type { Summary } from '../../../../../extension/protocol/summary';
import { ask, assertAsNumpy, fixtures, type Expected } from '../numpyOracle';
import { outcome, trialFiles } from '../trialFiles';

const { files } = JSON.parse(fs.readFileSync(path.join(fixtures, 'expectedHdf5.json'), 'utf8')) as {
  files: Record<string, Record<string, Expected>>;
};

describe('HDF5 files', () => {
  const { folder, write } = trialFiles('hdf5');
  const fixture = (name: string): string => path.join(fixtures, 'hdf5', name);

  for (const [file, tensors] of Object.entries(files))
    it(`${file} is as h5py has it`, () => assertAsNumpy(file, tensors));

  it('are known by what they begin with, and are no file of Keras', async () => {
    const place = write('renamed.bin', fs.readFileSync(fixture('dtypes.h5')));
    const { format, metadata, step } = await ask('describe', { path: place });
    assert.deepEqual({ format, metadata, step }, { format: 'hdf5', metadata: {}, step: null });
  });

  it('give any page of what is packed', async () => {
    const all = (await ask('values', { path: fixture('chunked.h5'), name: '/gzip', offset: 0, count: 350 })).values;
    assert.equal(all.length, 350);
    for (const offset of [1, 69, 70, 133, 349]) {
      const page = await ask('values', { path: fixture('chunked.h5'), name: '/shuffled', offset, count: 100 });
      assert.deepEqual(page.values, all.slice(offset, offset + 100));
    }
    const words = await ask('values', { path: fixture('chunked.h5'), name: '/words', offset: 5, count: 4 });
    assert.deepEqual(words.values, ['c', 'ab', 'c', 'ab']);
  });

  it('list what has no numbers', async () => {
    const { tensors } = await ask('describe', { path: fixture('odd.h5') });
    assert.deepEqual(Object.fromEntries(tensors.map(t => [t.name, t.dtype])), {
      ...{ '/bitshuffle': 'float32', '/blosc': 'float32', '/zstd': 'float32' },
      ...{ '/bytes': 'opaque', '/kernel': 'float32', '/lists': 'vlen', '/long': 'float128' },
      ...{ '/nothing': 'float32', '/record': 'compound', '/reference': 'reference' },
    });
    assert.deepEqual(await outcome(fixture('odd.h5')), {
      codes: ['unknown-compression /bitshuffle', 'unknown-compression /blosc', 'unknown-compression /zstd'],
      read: ['/kernel', '/nothing'],
    });
    await assert.rejects(ask('values', { path: fixture('odd.h5'), name: '/zstd', offset: 0, count: 1 }), {
      code: 'unknown-compression',
      message: /packed by zstd/,
      remedy: /hdf5plugin/,
    });
  });

  it('with many blocks of lzf that are listed in the way of the newest HDF5 say so', async () =>
    assert.deepEqual(await outcome(fixture('lzf-listed.h5')), {
      codes: ['unknown-chunk-index /lzf'],
      read: ['/kernel'],
    }));

  it('whose lzf is damaged are refused where it is, or differ from their checksum', async () => {
    const original = fs.readFileSync(fixture('lzf.h5'));
    const codes = new Set<string>();
    for (let at = 2048; at < original.length; at += 997) {
      const bytes = Buffer.from(original);
      bytes.fill(0xff, at, at + 40);
      const found = await outcome(write('changed.h5', bytes));
      for (const code of found.codes) codes.add(code.replace(/ .*/, ''));
    }
    assert.deepEqual([...codes], ['bad-hdf5']);
    const { values } = await ask('values', { path: fixture('lzf.h5'), name: '/noise', offset: 0, count: 40 });
    const at = original.indexOf(Buffer.from(values as number[]));
    assert.ok(at > 0, 'what cannot be packed is as it was');
  });

  it('with millions of blocks of lzf that are missing are read as soon as their values', async () => {
    const changed = fs.readFileSync(fixture('lzf.h5'));
    // 10 rows become 524,298, in the shape and in the one that it may grow to; a block holds a few
    for (const at of [842, 44_653]) changed[at]! ^= 8;
    const summaryOf = async (path: string): Promise<Summary> =>
      (await ask('summaries', { path, names: ['/lzf'] })).tensors[0]!.summary!;
    const [whole, wide] = [await summaryOf(fixture('lzf.h5')), await summaryOf(write('wide.h5', changed))];
    assert.deepEqual([whole.count, wide.count], [5 * 10 * 7, 5 * 524_298 * 7]);
    assert.equal(wide.count - wide.zeros, whole.count - whole.zeros);
    assert.deepEqual([wide.max, wide.min], [whole.max, Math.min(0, whole.min!)]);
  });

  it('whose szip would unpack to gigabytes say so', async () => {
    const changed = fs.readFileSync(fixture('szip.h5'));
    // The second tree lists the blocks, each a key and where it is; the first two did not get smaller, and are as they were.
    const tree = changed.indexOf('TREE', changed.indexOf('TREE') + 4);
    const block = Number(changed.readBigUInt64LE(tree + 24 + 2 * (32 + 8) + 32));
    assert.equal(changed.readUInt32LE(block), 112);
    changed.writeUInt32LE(2 ** 31 - 1, block);
    const place = write('szip.h5', changed);
    assert.deepEqual(await outcome(place), { codes: ['bad-hdf5 /szip'], read: [] });
    await assert.rejects(ask('values', { path: place, name: '/szip', offset: 0, count: 1 }), {
      message: /a block of szip says that it has 2147483647 bytes, where it should have 112/,
    });
  });

  it('name what LZF cannot have packed', () => {
    const unpacked = (...bytes: number[]): string =>
      Buffer.from(unpackLzf(Uint8Array.from(bytes), 12)).toString('latin1');
    assert.equal(unpacked(1, 97, 98, 0x60, 1), 'ababababa'.slice(0, 7));
    assert.equal(unpacked(0, 97, 0xe0, 2, 0), 'a'.repeat(12));
    for (const bytes of [
      [0x20, 0],
      [5, 1],
      [0, 97, 0xe0, 3, 0],
      [0, 97, 0xe0, 3],
      [0, 97, 0x20],
      [0, 97, 0x20, 1],
    ])
      assert.throws(() => unpacked(...bytes), { code: 'bad-hdf5' }, bytes.join());
  });

  it('never lead to another file, nor in circles', async () => {
    const place = write('hostile.h5', fs.readFileSync(fixture('hostile.h5')));
    // What it would read if it could.
    write('canary.bin', Buffer.alloc(64, 77));
    fs.copyFileSync(fixture('dtypes.h5'), path.join(folder(), 'canary.h5'));
    assert.deepEqual(await outcome(place), {
      codes: [
        'external-storage /absolute',
        'file-short /declared',
        'never-written /declared-plain',
        'external-storage /external',
        'virtual-data-set /virtual',
        'virtual-data-set /virtual-own',
        'repeated-group /group/up',
        'link /other',
        'link /other-group',
        'repeated-group /same',
        'link /soft',
        'link /soft-circle',
      ],
      read: ['/group/kernel', '/kernel', '/twice'],
    });
    for (const name of ['/external', '/absolute', '/virtual', '/virtual-own', '/declared'])
      await assert.rejects(ask('values', { path: place, name, offset: 0, count: 3 }), LayerglassError, name);
  });

  it('are gone through to a depth', async () => {
    const { codes, read } = await outcome(fixture('deep.h5'));
    assert.deepEqual(read, []);
    assert.match(codes.join(), /^too-deep (\/deeper){65}$/);
  });

  it('withhold values whose checksum differs, and give the others', async () => {
    const bytes = fs.readFileSync(fixture('chunked.h5'));
    const { values } = await ask('values', { path: fixture('chunked.h5'), name: '/checked', offset: 140, count: 7 });
    const at = bytes.indexOf(Buffer.from(Float32Array.from(values as number[]).buffer));
    assert.ok(at > 0);
    bytes[at] = bytes[at]! ^ 1;
    const { codes, read } = await outcome(write('changed.h5', bytes));
    assert.deepEqual(codes, ['bad-hdf5 /checked']);
    assert.equal(read.length, Object.keys(files['hdf5/chunked.h5']!).length - 2);
  });

  it('with a changed header say so, where it has a checksum', async () => {
    const bytes = fs.readFileSync(fixture('latest.h5'));
    const header = bytes.indexOf('OHDR', bytes.indexOf('OHDR') + 1);
    bytes[header + 20] = bytes[header + 20]! ^ 4;
    const { codes } = await outcome(write('changed.h5', bytes));
    assert.ok(codes.some(code => code.startsWith('bad-hdf5 ')));
  });

  it('that are cut are given as far as they go', async () => {
    for (const name of ['latest.h5']) {
      const whole = fs.readFileSync(fixture(name));
      const found = new Set<number>();
      for (let part = 1; part < 12; part++) {
        const size = Math.floor((whole.length * part) / 12);
        const { codes, read } = await outcome(write('cut.h5', whole.subarray(0, size)));
        assert.ok(codes.includes('file-short cut.h5'), `${name} ${size}`);
        found.add(read.length);
      }
      assert.ok(found.size > 1, `${name}: ${[...found].join()}`);
    }
  });

  it('with a heap of texts that leads in circles end too', async () => {
    const { read } = await outcome(fixture('circling-heap.h5'));
    assert.ok(read.length > 20);
  });

  it('of any bytes end in what is named', async () => {
    const originals = ['dtypes.h5', 'latest.h5', 'user-block.h5', 'hostile.h5', 'lzf.h5'].map(name =>
      fs.readFileSync(fixture(name)),
    );
    const changes = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...originals), changes, async (original, changed) => {
        const bytes = Buffer.from(original);
        for (const [place, value] of changed) bytes[Math.floor(place * (bytes.length - 1))] = value;
        try {
          await outcome(write('any.h5', bytes));
        } catch (error) {
          assert.ok(error instanceof LayerglassError, String(error));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('have their headers summed as Bob Jenkins does', () => {
    // From his driver5().
    assert.equal(lookup3(Buffer.from('')), 0xdeadbeef);
    assert.equal(lookup3(Buffer.from('Four score and seven years ago')), 0x17770551);
  });
});
