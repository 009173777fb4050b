import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { sliceKey } from '../../../../../extension/core/formats/tensorflow/sliceKey';
import { maskedCrc32c } from '../../../../../extension/core/runs/crc32c';
import { ask, assertAsNumpy, expectedOf, fixtures } from '../numpyOracle';

const expected = expectedOf('expectedTensorFlow.json');

describe('TensorFlow checkpoints', () => {
  let folder: string;
  before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'layerglass-checkpoint-'))));
  after(() => fs.rmSync(folder, { recursive: true }));

  for (const prefix of Object.keys(expected))
    it(`${prefix} is as TensorFlow has it`, () => assertAsNumpy(prefix, expected[prefix]!));

  it('is opened by its prefix, its index, its values, its list of checkpoints and its folder', async () => {
    const v1 = path.join(fixtures, 'tensorflow/v1');
    const files = ['model.ckpt-3', 'model.ckpt-3.index', 'model.ckpt-3.data-00001-of-00003', 'checkpoint', ''];
    for (const file of files) {
      const { format, step, tensors } = await ask('describe', { path: path.join(v1, file) });
      assert.deepEqual([format, step, tensors.length], ['tf-checkpoint', 3, 12], file);
    }
  });

  it('tells what is of an optimizer, and of which layer a variable is', async () => {
    const rolesOf = async (prefix: string): Promise<Record<string, string>> => {
      const { tensors } = await ask('describe', { path: path.join(fixtures, prefix) });
      return Object.fromEntries(tensors.map(t => [t.name, `${t.role} ${t.layer ?? '-'} ${t.fullName ?? '-'}`]));
    };
    const v1 = await rolesOf('tensorflow/v1');
    assert.equal(v1['net/rows'], 'weight net -');
    assert.equal(v1['net/rows/Adam_1'], 'optimizer net/rows -');
    assert.match(v1['beta1_power']!, /^optimizer/);
    assert.match(v1['global_step']!, /^other/);
    const v2 = await rolesOf('tensorflow/v2');
    const kernel = 'model/layer_with_weights-0/kernel/.ATTRIBUTES/VARIABLE_VALUE';
    assert.match(v2[kernel]!, /^weight dense\S* dense\S*\/kernel$/);
    assert.match(v2['optimizer/_variables/1/.ATTRIBUTES/VARIABLE_VALUE']!, /^optimizer \S+ Adam\/m\/dense/);
    const legacy = await rolesOf('tensorflow/v2-legacy');
    assert.match(
      legacy['model/layer_with_weights-0/kernel/.OPTIMIZER_SLOT/optimizer/m/.ATTRIBUTES/VARIABLE_VALUE']!,
      /^optimizer/,
    );
  });

  it('has its step from the optimizer’s count, else from the number of saves', async () => {
    for (const name of ['v2', 'v2-legacy'])
      assert.equal((await ask('describe', { path: path.join(fixtures, 'tensorflow', name) })).step, 4, name);
  });

  it('reads any page of a tensor in slices', async () => {
    for (const offset of [0, 95, 100, 129, 130, 500, 905]) {
      const place = path.join(fixtures, 'tensorflow/rectangles/cut');
      const { values } = await ask('values', { path: place, name: 'whole', offset, count: 90 });
      assert.deepEqual(
        values,
        Array.from({ length: Math.min(90, 910 - offset) }, (_, i) => offset + i),
      );
    }
  });

  it('has the keys of slices that TensorFlow has', () => {
    const hex = (text: string): string => Buffer.from(text, 'latin1').toString('hex');
    assert.equal(
      hex(sliceKey('a\0\xff', [null, { start: 1, length: 64 }])),
      '00' + '6100ffff00' + '0001' + '0102' + '807f' + '81c040',
    );
    assert.equal(hex(sliceKey('', [{ start: 8191, length: 8192 }])), '00' + '0001' + '0101' + 'dfff' + 'e02000');
  });

  /** A copy of a fixture in which something was changed. */
  const copy = (name: string, change: (folder: string) => void): string => {
    const place = fs.mkdtempSync(path.join(folder, 'copy-'));
    fs.cpSync(path.join(fixtures, 'tensorflow', name), place, { recursive: true });
    change(place);
    return place;
  };
  const edit = (file: string, change: (bytes: Buffer) => Buffer | void): void => {
    const bytes = fs.readFileSync(file);
    fs.writeFileSync(file, change(bytes) ?? bytes);
  };
  const problemsOf = async (place: string): Promise<string[]> => {
    const { problems } = await ask('summaries', { path: place, names: null });
    return problems.map(p => `${p.code} ${p.where}`);
  };
  const values = 'all.data-00000-of-00001';

  it('names the tensor whose bytes have changed, one of strings too', async () => {
    const flip = (at: number) => (place: string) =>
      edit(path.join(place, values), bytes => {
        bytes[at]! ^= 1;
      });
    const whole = fs.readFileSync(path.join(fixtures, 'tensorflow/dtypes', values));
    const text = whole.indexOf('alpha');
    const known = new Set(Object.keys(expected['tensorflow/dtypes/all']!));
    assert.deepEqual(await problemsOf(copy('dtypes', flip(text))), ['checksum-mismatch string']);
    // Wherever a bit is turned, one tensor is named.
    for (let at = 0; at < whole.length; at += 23) {
      const problems = await problemsOf(copy('dtypes', flip(at)));
      assert.equal(problems.length, 1, String(at));
      const [code, where] = problems[0]!.split(' ');
      assert.ok(known.has(where!) && ['checksum-mismatch', 'bad-strings'].includes(code!), problems[0]);
    }
  });

  it('refuses an index of which any bit was turned', async () => {
    const size = fs.statSync(path.join(fixtures, 'tensorflow/dtypes/all.index')).size;
    for (let at = 0; at < size; at += 11) {
      const place = copy('dtypes', inner =>
        edit(path.join(inner, 'all.index'), bytes => {
          bytes[at]! ^= 16;
        }),
      );
      // The footer has no checksum: what it says of the list of lists is not needed, nor is what fills it up.
      const outcome = await ask('describe', { path: path.join(place, 'all.index') }).then(
        ({ tensors }) => (at >= size - 48 ? tensors.length : -1),
        (error: { code: string }) => error.code,
      );
      assert.ok(['checksum-mismatch', 'bad-index', 'not-a-model', 16].includes(outcome), `${at}: ${outcome}`);
    }
  });

  it('reads what there is where a file is missing or short', async () => {
    const short = copy('dtypes', place => edit(path.join(place, values), bytes => bytes.subarray(0, 400)));
    const { tensors, problems } = await ask('summaries', { path: short, names: null });
    assert.ok(problems.length > 0 && problems.every(p => p.code === 'file-short'));
    assert.ok(tensors.some(t => t.summary) && tensors.length === 16);
    const gone = copy('v1', place => fs.rmSync(path.join(place, 'model.ckpt-3.data-00002-of-00003')));
    assert.deepEqual(await problemsOf(gone), ['file-missing model.ckpt-3.data-00002-of-00003']);
    const outside = copy('v1', place => {
      const file = path.join(place, 'model.ckpt-3.data-00002-of-00003');
      fs.renameSync(file, path.join(folder, 'elsewhere'));
      fs.symlinkSync(path.join(folder, 'elsewhere'), file);
    });
    assert.deepEqual(await problemsOf(outside), ['outside model.ckpt-3.data-00002-of-00003']);
  });

  /** A table of one block with those entries. */
  const tableOf = (entries: [string, number[]][]): Buffer => {
    const block = (list: [string, number[]][]): Buffer => {
      const body = list.flatMap(([key, value]) => [
        0,
        key.length,
        value.length,
        ...Buffer.from(key, 'latin1'),
        ...value,
      ]);
      const bytes = Buffer.from([...body, 0, 0, 0, 0, 1, 0, 0, 0, 0]);
      const sum = Buffer.alloc(4);
      sum.writeUInt32LE(maskedCrc32c(bytes));
      return Buffer.concat([bytes, sum]);
    };
    const varint = (n: number): number[] => (n < 128 ? [n] : [(n & 127) | 128, n >> 7]);
    const [data, empty] = [block(entries), block([])];
    const index = block([['z', [0, ...varint(data.length - 5)]]]);
    const footer = Buffer.alloc(48);
    footer.set([...varint(data.length), ...varint(empty.length - 5)]);
    footer.set([...varint(data.length + empty.length), ...varint(index.length - 5)], varint(data.length).length + 1);
    footer.writeBigUInt64LE(0xdb4775248b80fb57n, 40);
    return Buffer.concat([data, empty, index, footer]);
  };
  const header: [string, number[]] = ['', [8, 1]];
  // dtype 1, a shape, offset, size.
  const entry = (sizes: number[][], offset: number, size: number): number[] => [
    ...[8, 1, 18, sizes.flatMap(s => [18, s.length + 1, 8, ...s]).length],
    ...sizes.flatMap(s => [18, s.length + 1, 8, ...s]),
    ...[32, offset, 40, size],
  ];
  const made = (entries: [string, number[]][]): string => {
    const place = fs.mkdtempSync(path.join(folder, 'made-'));
    fs.writeFileSync(path.join(place, 'm.index'), tableOf([header, ...entries]));
    fs.writeFileSync(path.join(place, 'm.data-00000-of-00001'), Buffer.alloc(16));
    return path.join(place, 'm');
  };
  const huge = [255, 255, 255, 255, 255, 255, 255, 127];
  const damaged: [string, [string, number[]][], string[]][] = [
    [
      'two tensors of the same bytes',
      [
        ['a', entry([[2]], 0, 8)],
        ['b', entry([[2]], 4, 8)],
      ],
      ['overlapping-ranges b', 'checksum-mismatch a'],
    ],
    ['a size that is not its shape’s', [['a', entry([[3]], 0, 8)]], ['bad-range a']],
    ['more than there is', [['a', entry([[30]], 0, 120)]], ['file-short a']],
    ['a shape beyond all numbers', [['a', entry([huge, huge], 0, 8)]], ['bad-shape a']],
    ['a type that is not known', [['a', [8, 99, 32, 0, 40, 8]]], []],
    ['slices that are not there', [['a', [...entry([[2]], 0, 0), 58, 2, 10, 0]]], ['bad-slices a']],
    ['a file beyond those it has', [['a', [...entry([[2]], 0, 8), 24, 7]]], ['bad-index m.index']],
  ];
  for (const [what, entries, codes] of damaged)
    it(`says what is wrong with ${what}`, async () => assert.deepEqual(await problemsOf(made(entries)), codes));

  it('refuses a bundle of a newer TensorFlow, and one that has no header', async () => {
    const place = path.join(folder, 'newer.index');
    fs.writeFileSync(place, tableOf([['', [8, 1, 26, 2, 16, 2]]]));
    await assert.rejects(ask('describe', { path: place }), { code: 'newer-version' });
    fs.writeFileSync(place, tableOf([['a', entry([[2]], 0, 8)]]));
    await assert.rejects(ask('describe', { path: place }), { code: 'bad-index' });
  });
});
