import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { ask, assertAsNumpy, expectedOf, fixtures } from './numpyOracle';
import { outcome, trialFiles } from './trialFiles';
import { zipOf, type Made } from './containers/zipFixtures';

const expected = expectedOf('expectedNumpy.json');

function npyOf(header: string, values: Uint8Array = new Uint8Array(), version = 1): Buffer {
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  length.writeUIntLE(header.length, 0, length.length);
  return Buffer.concat([Buffer.from([0x93, ...Buffer.from('NUMPY'), version, 0]), length, Buffer.from(header), values]);
}
const floats = (shape: string, count: number, order = 'False'): Buffer =>
  npyOf(`{'descr': '<f4', 'fortran_order': ${order}, 'shape': ${shape}, }\n`, new Uint8Array(4 * count).fill(1));

const ofObjects = fs.readFileSync(path.join(fixtures, 'npy/layers.npy'));
const objectsOf = (pickle: Uint8Array): Buffer =>
  npyOf("{'descr': '|O', 'fortran_order': False, 'shape': (), }\n", pickle);

describe('npy and npz', () => {
  const { write } = trialFiles('numpy');

  for (const file of Object.keys(expected).filter(f => /\.np[yz]$/.test(f)))
    it(`${file} is as NumPy has it`, () => assertAsNumpy(file, expected[file]!));

  it('is known by what it begins with, whatever it is called', async () => {
    const place = write('renamed.bin', fs.readFileSync(path.join(fixtures, 'npz/stored.npz')));
    assert.equal((await ask('describe', { path: place })).format, 'npz');
  });

  it('calls types that it does not read as NumPy does', async () => {
    for (const [descr, bytes, dtype, codes] of [
      ['<M8[s]', 8, 'datetime64[s]', []],
      ['>m8[25us]', 8, 'timedelta64[25us]', []],
      ['<f16', 16, 'float128', ['unknown-dtype made']],
      ['<c32', 32, 'complex256', ['unknown-dtype made']],
      ['|V5', 5, 'V5', []],
    ] as const) {
      const path = write(
        'made.npy',
        npyOf(`{'descr': '${descr}', 'fortran_order': False, 'shape': (1,), }`, new Uint8Array(bytes)),
      );
      const { tensors, problems } = await ask('describe', { path });
      assert.deepEqual(
        [tensors[0]!.dtype, tensors[0]!.bytes, problems.map(p => `${p.code} ${p.where}`)],
        [dtype, bytes, codes],
      );
    }
  });

  it('puts any Fortran order into rows, a page at any place', async () => {
    const shape = [7, 3, 5, 2];
    const stored = Float32Array.from({ length: 210 }, (_, i) => i);
    const place = write(
      'fortran.npy',
      npyOf("{'descr': '<f4', 'fortran_order': True, 'shape': (7, 3, 5, 2), }", new Uint8Array(stored.buffer)),
    );
    const wanted: number[] = [];
    for (let a = 0; a < 7; a++)
      for (let b = 0; b < 3; b++)
        for (let c = 0; c < 5; c++) for (let d = 0; d < 2; d++) wanted.push(a + 7 * (b + 3 * (c + 5 * d)));
    for (const offset of [0, 1, 29, 100, 209]) {
      const page = await ask('values', { path: place, name: 'fortran', offset, count: 110 });
      assert.deepEqual(page.shape, shape);
      assert.deepEqual(page.values, wanted.slice(offset, offset + 110));
    }
  });

  const arrays: [string, Buffer, { codes: string[]; read: string[] }][] = [
    ['values that are missing', floats('(8,)', 4), { codes: ['file-short made.npy'], read: [] }],
    [
      'values that are missing, in Fortran order',
      floats('(8, 2)', 4, 'True'),
      { codes: ['file-short made.npy'], read: [] },
    ],
    ['bytes behind its end', floats('(2,)', 4), { codes: ['unused-bytes made'], read: ['made'] }],
    ['16 terabytes that are declared', floats('(4398046511104,)', 4), { codes: ['file-short made.npy'], read: [] }],
    [
      'a type without numbers',
      npyOf("{'descr': '<M8[s]', 'fortran_order': False, 'shape': (1,), }", new Uint8Array(8)),
      { codes: [], read: [] },
    ],
  ];
  for (const [what, bytes, wanted] of arrays)
    it(`says what is wrong with ${what}`, async () =>
      assert.deepEqual(await outcome(write('made.npy', bytes)), wanted));

  const shapeless = (shape: string): Buffer => npyOf(`{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}, }`);
  const refused: [string, () => string, string][] = [
    ['objects', () => path.join(fixtures, 'npy/object.npy'), 'object-array'],
    ['objects that are cut', () => write('made.npy', ofObjects.subarray(0, 400)), 'bad-pickle'],
    ['objects without objects', () => write('made.npy', objectsOf(Buffer.from('N.'))), 'object-array'],
    [
      'objects that are code',
      () => write('made.npy', objectsOf(Buffer.from("cos\nsystem\n(S'true'\ntR."))),
      'unsafe-pickle',
    ],
    ['records', () => path.join(fixtures, 'npy/structured.npy'), 'structured-array'],
    ['a header that is cut', () => write('made.npy', floats('(4,)', 4).subarray(0, 40)), 'bad-header'],
    [
      'a header of 4 GB',
      () => write('made.npy', Buffer.from([0x93, ...Buffer.from('NUMPY'), 2, 0, 255, 255, 255, 255])),
      'bad-header',
    ],
    ['a version of tomorrow', () => write('made.npy', npyOf('{}', undefined, 4)), 'bad-header'],
    ['a header that is code', () => write('made.npy', npyOf("__import__('os').system('true')")), 'bad-header'],
    [
      'two shapes',
      () => write('made.npy', npyOf("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'shape': (2,)}")),
      'bad-header',
    ],
    ['a negative size', () => write('made.npy', shapeless('(-1,)')), 'bad-header'],
    ['a size beyond all numbers', () => write('made.npy', shapeless('(99999999999999, 99999999999999)')), 'bad-header'],
    [
      'an unknown type',
      () => write('made.npy', npyOf("{'descr': '?', 'fortran_order': False, 'shape': (1,), }")),
      'unknown-dtype',
    ],
    [
      'a zip without its list',
      () => write('made.npz', fs.readFileSync(path.join(fixtures, 'npz/stored.npz')).subarray(0, 5000)),
      'bad-zip',
    ],
    [
      'a zip that leads out of its folder',
      () => write('made.npz', zipOf([{ name: '../a.npy', bytes: floats('(1,)', 1) }])),
      'bad-zip',
    ],
    ['a zip with a member without a name', () => write('made.npz', zipOf([a, { ...a, name: '' }])), 'bad-zip'],
    [
      'a zip of other things',
      () => write('made.npz', zipOf([{ name: 'a.txt', bytes: floats('(1,)', 1) }])),
      'not-a-model',
    ],
  ];
  for (const [what, make, code] of refused)
    it(`refuses ${what}`, async () => assert.rejects(ask('describe', { path: make() }), { code }));

  const a = { name: 'a.npy', bytes: floats('(2,)', 2) };
  const zeros = npyOf("{'descr': '<f4', 'fortran_order': False, 'shape': (262144,), }", new Uint8Array(2 ** 20));
  const zips: [string, Made[], { codes: string[]; read: string[] }][] = [
    [
      'a changed byte',
      [
        { ...a, crc: 1 },
        { ...a, name: 'b.npy' },
      ],
      { codes: ['checksum-mismatch a.npy'], read: ['a', 'b'] },
    ],
    [
      'a changed byte of what is deflated',
      [{ ...a, isDeflated: true, crc: 1 }],
      { codes: ['checksum-mismatch a.npy'], read: ['a'] },
    ],
    ['two members of one name', [a, a], { codes: ['duplicate-name a.npy'], read: ['a', 'a (2)'] }],
    [
      'members one over the other',
      [a, { ...a, offset: 0 }],
      { codes: ['unused-bytes made.npz', 'overlapping-members a.npy', 'duplicate-name a.npy'], read: ['a'] },
    ],
    [
      'a name that differs where it begins',
      [a, { ...a, name: 'b.npy', localName: 'c.npy' }],
      { codes: ['name-differs b.npy'], read: ['a'] },
    ],
    [
      'no name where it begins',
      [a, { ...a, name: 'b.npy', localName: '' }],
      { codes: ['bad-member b.npy', 'unused-bytes made.npz'], read: ['a'] },
    ],
    [
      'a place behind the end',
      [a, { ...a, name: 'b.npy', offset: 2 ** 31 }],
      { codes: ['bad-member b.npy', 'unused-bytes made.npz'], read: ['a'] },
    ],
    [
      'a member that its list has lost',
      [a, { ...a, name: 'b.npy', isUnlisted: true }],
      { codes: ['unused-bytes made.npz'], read: ['a'] },
    ],
    [
      'encryption',
      [a, { ...a, name: 'b.npy', flags: 1, size: a.bytes.length - 12 }],
      { codes: ['encrypted b.npy'], read: ['a'] },
    ],
    [
      'more that comes out than is declared',
      [a, { ...a, name: 'b.npy', isDeflated: true, size: 20 }],
      { codes: ['bad-deflate b.npy'], read: ['a'] },
    ],
    [
      'less that comes out than is declared',
      [a, { ...a, name: 'b.npy', isDeflated: true, size: 200 }],
      { codes: ['unused-bytes b', 'bad-deflate b.npy'], read: ['a', 'b'] },
    ],
    [
      'a bomb',
      [a, { name: 'b.npy', bytes: zeros, isDeflated: true, size: 2 ** 31 }],
      { codes: ['zip-bomb b.npy'], read: ['a'] },
    ],
    [
      'objects among arrays',
      [a, { name: 'o.npy', bytes: fs.readFileSync(path.join(fixtures, 'npy/object.npy')) }],
      { codes: ['object-array o.npy'], read: ['a'] },
    ],
    [
      'objects that are cut among arrays',
      [a, { name: 'o.npy', bytes: ofObjects.subarray(0, 400) }],
      { codes: ['bad-pickle o.npy'], read: ['a'] },
    ],
    [
      'a text among arrays',
      [a, { name: 'readme.txt', bytes: Buffer.from('hello') }],
      { codes: ['not-an-array readme.txt'], read: ['a'] },
    ],
  ];
  for (const [what, members, wanted] of zips)
    it(`reads a zip with ${what} as far as it goes, and says so`, async () =>
      assert.deepEqual(await outcome(write('made.npz', zipOf(members))), wanted));

  it('of a zip that has a model in it says what to open', async () => {
    const members = ['data', 'agent/policy.pth', 'version'].map(name => ({ name, bytes: floats('(1,)', 1) }));
    await assert.rejects(ask('describe', { path: write('agent.zip', zipOf(members)) }), {
      code: 'not-a-model',
      remedy: 'Unpack it, and open agent/policy.pth in it.',
    });
  });

  it('inflates what is large, forwards and back', async () => {
    const values = Float32Array.from({ length: 300_000 }, (_, i) => i % 1000);
    const bytes = npyOf(
      "{'descr': '<f4', 'fortran_order': False, 'shape': (300000,), }",
      new Uint8Array(values.buffer),
    );
    const place = write('large.npz', zipOf([{ name: 'a.npy', bytes, isDeflated: true }]));
    const { tensors, problems } = await ask('summaries', { path: place, names: null });
    assert.deepEqual(problems, []);
    assert.deepEqual([tensors[0]!.summary!.max, tensors[0]!.summary!.zeros], [999, 300]);
    for (const offset of [299_990, 5, 150_000])
      assert.deepEqual((await ask('values', { path: place, name: 'a', offset, count: 2 })).values, [
        offset % 1000,
        (offset + 1) % 1000,
      ]);
  });
});
