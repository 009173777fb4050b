import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { LayerglassError } from '../../../../../extension/protocol/errors';
import { ask, assertAsNumpy, expectedOf, fixtures } from '../numpyOracle';

const expected = expectedOf('expectedNumpy.json');

describe('safetensors', () => {
  let folder: string;
  before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'layerglass-safetensors-'))));
  after(() => fs.rmSync(folder, { recursive: true }));

  for (const file of Object.keys(expected).filter(f => f.startsWith('safetensors/')))
    it(`${file} is as NumPy has it`, () => assertAsNumpy(file, expected[file]!));

  it('says what is in the header besides', async () => {
    const place = path.join(fixtures, 'safetensors/dtypes.safetensors');
    const { format, metadata, files, tensors } = await ask('describe', { path: place });
    assert.equal(format, 'safetensors');
    assert.deepEqual(metadata, { framework: 'numpy', note: 'every dtype' });
    assert.deepEqual(files, [{ path: 'dtypes.safetensors', bytes: fs.statSync(place).size }]);
    assert.equal(tensors.find(t => t.name === 'model.bf16')!.storedDtype, 'BF16');
    assert.equal(tensors.find(t => t.name === 'model.bf16')!.layer, 'model');
  });

  it('has the least and the greatest of 64-bit integers to the last digit', async () => {
    const place = path.join(fixtures, 'safetensors/dtypes.safetensors');
    const { tensors } = await ask('summaries', { path: place, names: ['model.i64', 'model.u64', 'model.i32'] });
    assert.deepEqual(
      tensors.map(t => [t.name, t.exact]),
      [
        ['model.u64', { min: '0', max: '18446744073709551615' }],
        ['model.i64', { min: '-9223372036854775808', max: '9223372036854775807' }],
        ['model.i32', undefined],
      ],
    );
  });

  it('reads every code of the 8-bit types from any place on', async () => {
    const place = path.join(fixtures, 'safetensors/four.safetensors');
    const { values } = await ask('values', { path: place, name: 'four', offset: 3, count: 6 });
    assert.deepEqual(values, [1.5, 2, 3, 4, 6, -0]);
  });

  /** A file with that header, as text or as an object, and so many bytes of values. */
  const write = (header: unknown, bytes: number, length?: bigint): string => {
    const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
    const size = Buffer.alloc(8);
    size.writeBigUInt64LE(length ?? BigInt(text.length));
    const place = path.join(folder, 'made.safetensors');
    fs.writeFileSync(place, Buffer.concat([size, text, Buffer.alloc(bytes, 1)]));
    return place;
  };
  it('lists numbers of six bits, whose packing no one has laid down, without figures', async () => {
    const place = write({ a: { dtype: 'F6_E3M2', shape: [4, 2], data_offsets: [0, 6] } }, 6);
    const { tensors, problems } = await ask('summaries', { path: place, names: null });
    assert.deepEqual(problems, []);
    assert.deepEqual(
      tensors.map(t => [t.name, t.dtype, t.storedDtype, t.count, t.bytes, t.summary]),
      [['a', 'float6_e3m2fn', 'F6_E3M2', 8, 6, null]],
    );
  });
  const f32 = (begin: number, end: number, shape = [(end - begin) / 4]): unknown => ({
    dtype: 'F32',
    shape,
    data_offsets: [begin, end],
  });
  const problemsOf = async (place: string): Promise<{ codes: string[]; read: string[] }> => {
    const { tensors, problems } = await ask('summaries', { path: place, names: null });
    return {
      codes: problems.map(p => `${p.code} ${p.where}`),
      read: tensors.filter(t => t.summary).map(t => t.name),
    };
  };
  const half = '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}';
  const damaged: [string, unknown, number, { codes: string[]; read: string[] }][] = [
    ['overlapping ranges', { a: f32(0, 8), b: f32(4, 12) }, 12, { codes: ['overlapping-ranges b'], read: ['a'] }],
    ['a gap', { a: f32(0, 4), b: f32(8, 12) }, 12, { codes: ['unused-bytes made.safetensors'], read: ['a', 'b'] }],
    ['bytes behind the last', { a: f32(0, 4) }, 12, { codes: ['unused-bytes made.safetensors'], read: ['a'] }],
    ['an end that is missing', { a: f32(0, 4), b: f32(4, 12) }, 8, { codes: ['file-short b'], read: ['a'] }],
    ['a shape that needs more', { a: f32(0, 4, [2]) }, 4, { codes: ['bad-range a'], read: [] }],
    [
      'an end before the begin',
      { a: f32(8, 4, [1]) },
      4,
      { codes: ['bad-range a', 'unused-bytes made.safetensors'], read: [] },
    ],
    ['32 GB that are declared', { a: f32(0, 2 ** 35) }, 16, { codes: ['file-short a'], read: [] }],
    [
      'a shape beyond all numbers',
      { a: f32(0, 4, [2 ** 40, 2 ** 40]) },
      4,
      { codes: ['bad-header a', 'unused-bytes made.safetensors'], read: [] },
    ],
    [
      'a negative size',
      { a: f32(0, 4, [-1]) },
      4,
      { codes: ['bad-header a', 'unused-bytes made.safetensors'], read: [] },
    ],
    [
      'an unknown dtype',
      { a: { dtype: 'F3', shape: [1], data_offsets: [0, 4] } },
      4,
      { codes: ['unknown-dtype a'], read: [] },
    ],
    [
      'a name twice',
      `${half},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`,
      4,
      { codes: ['duplicate-name a'], read: ['a'] },
    ],
    [
      'a member twice',
      '{"a":{"dtype":"F32","shape":[9],"shape":[1],"data_offsets":[0,4]}}',
      4,
      { codes: ['bad-header a', 'unused-bytes made.safetensors'], read: [] },
    ],
    [
      'metadata that are no texts',
      { __metadata__: { a: 1 }, a: f32(0, 4) },
      4,
      { codes: ['bad-metadata __metadata__'], read: ['a'] },
    ],
  ];
  for (const [what, header, bytes, outcome] of damaged)
    it(`says what is wrong with ${what}, and reads the rest`, async () =>
      assert.deepEqual(await problemsOf(write(header, bytes)), outcome));

  const refused: [string, () => string, string][] = [
    ['a header that ends too soon', () => write(half, 4), 'bad-json'],
    ['a header that is nested without end', () => write('{"a":' + '['.repeat(100_000), 4), 'bad-json'],
    ['a header that is no JSON', () => write('{"a" 1}', 4), 'bad-json'],
    ['a header of 2^63 bytes', () => write({}, 4, 2n ** 63n), 'not-a-model'],
    [
      'nothing',
      () => (fs.writeFileSync(path.join(folder, 'empty.safetensors'), ''), path.join(folder, 'empty.safetensors')),
      'not-a-model',
    ],
  ];
  for (const [what, make, code] of refused)
    it(`refuses ${what}`, () =>
      assert.rejects(
        ask('describe', { path: make() }),
        error => error instanceof LayerglassError && error.code === code,
      ));

  it('lists what an index names and a shard does not have, and stays in the folder', async () => {
    const inner = path.join(folder, 'inner');
    fs.mkdirSync(inner);
    fs.renameSync(write({ a: f32(0, 4), b: f32(4, 8) }, 8), path.join(inner, 'one.safetensors'));
    write({ secret: f32(0, 4) }, 4);
    const place = path.join(inner, 'model.safetensors.index.json');
    const map = { a: 'one.safetensors', c: 'one.safetensors', secret: '../made.safetensors', d: 'gone.safetensors' };
    fs.writeFileSync(place, JSON.stringify({ weight_map: map }));
    const { codes, read } = await problemsOf(place);
    assert.deepEqual(read, ['a']);
    assert.deepEqual(codes, [
      'not-in-index b',
      'outside ../made.safetensors',
      'file-missing gone.safetensors',
      'tensor-missing c',
      'tensor-missing secret',
      'tensor-missing d',
    ]);
  });
});
