import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import fc from 'fast-check';
import { LayerglassError } from '../../../../../extension/protocol/errors';
import { ask, assertAsNumpy, expectedOf, fixtures, type Expected } from '../numpyOracle';

const expected = expectedOf('expectedGguf.json');
const fixture = (name: string): string => path.join(fixtures, 'gguf', name);

describe('GGUF files', () => {
  let folder: string;
  before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'layerglass-gguf-'))));
  after(() => fs.rmSync(folder, { recursive: true }));

  for (const file of Object.keys(expected))
    it(`${file} is as NumPy has it`, () => assertAsNumpy(file, expected[file]!));

  it('says what the header says, long lists in short', async () => {
    const { format, metadata, tensors } = await ask('describe', { path: fixture('plain.gguf') });
    assert.equal(format, 'gguf');
    assert.deepEqual(metadata, {
      'general.architecture': 'llama',
      'general.name': 'a small model',
      'general.author': 'nobody',
      'test.u8': '200',
      'test.i8': '-100',
      'test.u16': '60000',
      'test.i16': '-30000',
      'test.u32': '4000000000',
      'test.i32': '-2000000000',
      'test.f32': '0.00001',
      'test.u64': '18446744073709551615',
      'test.i64': '-9223372036854775808',
      'test.f64': '0.1',
      'test.bool': 'true',
      'test.numbers': '[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, …] (1000)',
      'tokenizer.ggml.tokens': `[${Array.from({ length: 16 }, (_, i) => `"<${i}>"`).join(', ')}, …] (300)`,
      'test.two': '["a", "b"]',
      writtenBy: 'GGUF version 3',
    });
    assert.deepEqual(
      tensors.slice(0, 3).map(t => [t.name, t.layer, t.storedDtype, t.bytes]),
      [
        ['token_embd.weight', 'token_embd', 'F32', 256],
        ['blk.0.attn_q.weight', 'blk.0', 'F16', 60],
        ['blk.0.attn_norm.weight', 'blk.0', 'F64', 56],
      ],
    );
  });

  it('tells the type and the bytes of blocks', async () => {
    const { tensors } = await ask('describe', { path: fixture('quantised.gguf') });
    const { dtype, storedDtype, shape, bytes } = tensors.find(t => t.name === 'blk.3.Q4_K.random')!;
    assert.deepEqual(
      { dtype, storedDtype, shape, bytes },
      { dtype: 'float32', storedDtype: 'Q4_K', shape: [3, 512], bytes: 6 * 144 },
    );
  });

  it('reads values of blocks from any place on', async () => {
    const asked = { path: fixture('quantised.gguf'), name: 'blk.3.Q3_K.random' };
    const { values } = await ask('values', { ...asked, offset: 0, count: 1536 });
    for (const [offset, count] of [
      [255, 2],
      [1, 300],
      [1500, 36],
    ] as const)
      assert.deepEqual((await ask('values', { ...asked, offset, count })).values, values.slice(offset, offset + count));
  });

  it('has every value of blocks as the gguf package has it', async () => {
    for (const [file, tensors] of Object.entries(expected))
      for (const [name, { sha256, count }] of Object.entries<Expected & { sha256?: string }>(tensors)) {
        if (!sha256) continue;
        const { values } = await ask('values', { path: path.join(fixtures, file), name, offset: 0, count });
        const bytes = new Uint8Array(Float32Array.from(values as number[]).buffer);
        assert.equal(createHash('sha256').update(bytes).digest('hex'), sha256, `${file} ${name}`);
      }
  });

  it('has the other parts, and says which is missing', async () => {
    for (const part of [1, 3]) {
      const name = `parts-0000${part}-of-00003.gguf`;
      fs.copyFileSync(fixture(name), path.join(folder, name));
    }
    const place = path.join(folder, 'parts-00003-of-00003.gguf');
    const { tensors, problems, files, metadata } = await ask('describe', { path: place });
    assert.deepEqual(
      tensors.map(t => t.name),
      ['blk.0.weight', 'blk.1.weight', 'blk.4.weight'],
    );
    assert.deepEqual(
      problems.map(p => `${p.code} ${p.where}`),
      ['file-missing parts-00002-of-00003.gguf'],
    );
    assert.equal(files.length, 2);
    assert.equal(metadata['general.name'], 'in parts');
  });

  const u32 = (value: number): Buffer => Buffer.from(Uint32Array.of(value).buffer);
  const u64 = (value: bigint): Buffer => Buffer.from(BigUint64Array.of(value).buffer);
  const text = (value: string): Buffer => Buffer.concat([u64(BigInt(value.length)), Buffer.from(value)]);
  /** A header with those counts and contents, and so many bytes of values. */
  const write = (tensors: bigint, entries: bigint, rest: Buffer[], bytes = 0): string => {
    const header = Buffer.concat([Buffer.from('GGUF'), u32(3), u64(tensors), u64(entries), ...rest]);
    const place = path.join(folder, 'made.gguf');
    const padding = Buffer.alloc((32 - (header.length % 32)) % 32);
    fs.writeFileSync(place, Buffer.concat([header, padding, Buffer.alloc(bytes, 1)]));
    return place;
  };
  const tensor = (name: string, sizes: bigint[], type: number, offset: bigint): Buffer =>
    Buffer.concat([text(name), u32(sizes.length), ...sizes.map(u64), u32(type), u64(offset)]);
  const entry = (name: string, type: number, ...value: Buffer[]): Buffer =>
    Buffer.concat([text(name), u32(type), ...value]);
  /** Where the numbers of that header of one tensor `a` of one axis are. */
  const bigEndianPlaces = [4, 8, 16, 24, 33, 37, 45, 49].map(at => [at, [4, 33, 45].includes(at) ? 4 : 8] as const);
  /** An array in an array, and so on. */
  const nested = Buffer.concat(Array.from({ length: 100 }, () => Buffer.concat([u32(9), u64(1n)])));

  const damaged: [string, () => string, string[], string[]][] = [
    ['2^63 tensors', () => write(2n ** 63n, 0n, []), ['bad-header made.gguf'], []],
    ['2^63 entries of metadata', () => write(0n, 2n ** 63n, []), ['bad-header made.gguf'], []],
    ['a text of 2^60 bytes', () => write(0n, 1n, [u64(2n ** 60n)], 64), ['bad-header made.gguf'], []],
    [
      'an array of 2^62 numbers',
      () => write(0n, 1n, [entry('a', 9, u32(0), u64(2n ** 62n))]),
      ['bad-header made.gguf'],
      [],
    ],
    ['arrays that are nested too deep', () => write(0n, 1n, [entry('a', 9, nested)], 64), ['bad-header made.gguf'], []],
    ['an unknown type of metadata', () => write(0n, 1n, [entry('a', 99)], 64), ['bad-header made.gguf'], []],
    ['a tensor of 2^32 axes', () => write(1n, 0n, [text('a'), u32(2 ** 32 - 1)], 64), ['bad-header made.gguf'], []],
    [
      'a header that ends in its second tensor',
      () => write(2n, 0n, [tensor('a', [4n], 0, 0n)], 16),
      ['header-short a', 'bad-header made.gguf'],
      [],
    ],
    [
      'sizes beyond all numbers',
      () => write(1n, 0n, [tensor('a', [2n ** 40n, 2n ** 40n], 0, 0n)]),
      ['bad-shape a'],
      [],
    ],
    ['32 GB that are declared', () => write(1n, 0n, [tensor('a', [2n ** 33n], 0, 0n)], 16), ['file-short a'], []],
    ['an offset of 2^63', () => write(1n, 0n, [tensor('a', [4n], 0, 2n ** 63n)], 16), ['file-short a'], []],
    ['half a block', () => write(1n, 0n, [tensor('a', [16n], 2, 0n)], 18), ['bad-shape a'], []],
    [
      'overlapping ranges',
      () => write(2n, 0n, [tensor('a', [8n], 0, 0n), tensor('b', [8n], 0, 16n)], 48),
      ['overlapping-ranges b'],
      ['a'],
    ],
    [
      'unknown types, and one whose blocks differ by who has written them',
      () => write(3n, 0n, [tensor('a', [8n], 77, 0n), tensor('b', [8n], 0, 0n), tensor('c', [128n], 42, 32n)], 80),
      ['unknown-dtype a', 'unknown-dtype c'],
      ['b'],
    ],
    [
      'codebooks in a big-endian file, which nobody writes',
      () => {
        const place = write(1n, 0n, [tensor('a', [256n], 16, 0n)], 66);
        const bytes = fs.readFileSync(place);
        for (const [at, length] of bigEndianPlaces) bytes.subarray(at, at + length).reverse();
        fs.writeFileSync(place, bytes);
        return place;
      },
      ['unknown-dtype a'],
      [],
    ],
    [
      'a name twice',
      () => write(2n, 0n, [tensor('a', [8n], 0, 0n), tensor('a', [8n], 0, 32n)], 64),
      ['duplicate-name made.gguf'],
      ['a', 'a (2)'],
    ],
    [
      'an alignment of 0',
      () => write(1n, 1n, [entry('general.alignment', 4, u32(0)), tensor('a', [4n], 0, 0n)], 16),
      ['bad-alignment made.gguf'],
      ['a'],
    ],
  ];
  for (const [what, make, codes, read] of damaged)
    it(`says what is wrong with ${what}, and reads the rest`, async () => {
      const { tensors, problems } = await ask('summaries', { path: make(), names: null });
      assert.deepEqual(
        problems.map(p => `${p.code} ${p.where}`),
        codes,
      );
      assert.deepEqual(
        tensors.filter(t => t.summary).map(t => t.name),
        read,
      );
    });

  it('says that a part is no GGUF file', async () => {
    fs.copyFileSync(fixture('parts-00001-of-00003.gguf'), path.join(folder, 'parts-00001-of-00003.gguf'));
    fs.writeFileSync(path.join(folder, 'parts-00002-of-00003.gguf'), Buffer.alloc(100));
    fs.copyFileSync(fixture('parts-00003-of-00003.gguf'), path.join(folder, 'parts-00003-of-00003.gguf'));
    const { problems } = await ask('describe', { path: path.join(folder, 'parts-00001-of-00003.gguf') });
    assert.deepEqual(
      problems.map(p => `${p.code} ${p.where}`),
      ['not-gguf parts-00002-of-00003.gguf'],
    );
  });

  it('refuses a version that it does not know', async () => {
    const place = path.join(folder, 'new.gguf');
    fs.writeFileSync(place, Buffer.concat([Buffer.from('GGUF'), u32(9), Buffer.alloc(64)]));
    await assert.rejects(
      ask('describe', { path: place }),
      error => error instanceof LayerglassError && error.code === 'unknown-version',
    );
  });

  it('has a problem, or figures, for whatever bytes are changed', async () => {
    const whole = fs.readFileSync(fixture('version1.gguf'));
    const other = fs.readFileSync(fixture('bigEndian.gguf')).subarray(0, 700);
    const place = path.join(folder, 'flipped.gguf');
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(whole, other),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        fc.nat(),
        async (bytes, flips, end) => {
          const changed = Buffer.from(bytes);
          for (const [at, value] of flips) changed[at % changed.length] = value;
          fs.writeFileSync(place, changed.subarray(0, end % 3 ? undefined : end % changed.length));
          try {
            const { tensors, problems } = await ask('summaries', { path: place, names: null });
            for (const { name, summary } of tensors) assert.ok(summary || problems.some(p => p.where === name), name);
          } catch (error) {
            assert.ok(error instanceof LayerglassError, String(error));
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
