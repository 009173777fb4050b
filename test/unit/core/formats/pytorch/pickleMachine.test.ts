import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import fc from 'fast-check';
import { PickleInput } from '../../../../../extension/core/formats/pytorch/pickleInput';
import { readPickle } from '../../../../../extension/core/formats/pytorch/pickleMachine';
import { pickledModel } from '../../../../../extension/core/formats/pytorch/pickledModel';
import type { PickleValue } from '../../../../../extension/core/formats/pytorch/pickleValue';
import { MemorySource } from '../../../../../extension/core/formats/sources/sourceViews';
import { LayerglassError } from '../../../../../extension/protocol/errors';
import type { FileProblem } from '../../../../../extension/protocol/reader';
import { fixtures } from '../numpyOracle';
import { pickleOf } from './pickleFixtures';

const read = (bytes: Uint8Array | string): PickleValue => {
  const content = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes;
  return readPickle(
    new PickleInput(new MemorySource(content, () => new LayerglassError('short', 'short')), 'data.pkl'),
  );
};
const walk = (root: PickleValue): { problems: FileProblem[]; names: string[] } => {
  const problems: FileProblem[] = [];
  const { tensors } = pickledModel(root, { bytesOf: () => null, isBigEndian: false }, 'single', problems);
  return { problems, names: tensors.map(t => t.entry.name) };
};

describe('readPickle', () => {
  const values: [string, string, PickleValue][] = [
    ['a number of one byte', 'K\x07.', 7],
    ['a negative number', 'J\xff\xff\xff\xff.', -1],
    ['a long number', '\x8a\x09\x00\x00\x00\x00\x00\x00\x00\x80\x00.', 2n ** 63n],
    ['a long number below zero', '\x8a\x01\x80.', -128],
    ['a number of many bytes', '\x8b\x02\x00\x00\x00\x01\x01.', 257],
    ['a number as text', 'I-12\n.', -12],
    ['a long one as text', 'L12345678901234567890L\n.', 12345678901234567890n],
    ['True as text', 'I01\n.', true],
    ['a float', 'G\x3f\xf8\x00\x00\x00\x00\x00\x00.', 1.5],
    ['infinity as text', 'F-inf\n.', -Infinity],
    ['a string in quotes', "S'a\\n\\x41\\''\n.", "a\nA'"],
    ['raw unicode', 'Vgr\\u00fcn\xe9\n.', 'grüné'],
    ['utf-8', 'X\x03\x00\x00\x00\xe2\x82\xac.', '€'],
    ['what the memo kept', 'K\x05q\x00K\x06h\x00.', 5],
    ['a copy', 'K\x05' + '20.', 5],
  ];
  for (const [what, bytes, value] of values) it(`reads ${what}`, () => assert.deepEqual(read(bytes), value));

  const broken: [string, string | Uint8Array][] = [
    ['nothing', ''],
    ['no end', '}'],
    ['an empty stack', '.'],
    ['a stack that ends at a mark', 'K\x01(.'],
    ['a mark that is not there', 't.'],
    ['a memory that is not there', 'h\x05.'],
    ['an operation of tomorrow', '\x80\x09.'],
    ['an operation that is none', '\xfe.'],
    ['a number of 2 GB', '\x8b\xff\xff\xff\x7f.'],
    ['a number of a negative length', '\x8b\xff\xff\xff\xff.'],
    ['a string of 4 GB', 'X\xff\xff\xff\xff.'],
    ['bytes of 2^63', '\x8e\xff\xff\xff\xff\xff\xff\xff\x7f.'],
    ['an array of 2^64', '\x96\xff\xff\xff\xff\xff\xff\xff\xff.'],
    ['a key without a value', '}(K\x01u.'],
    ['items of a number', 'K\x01K\x02a.'],
    ['a call of a number', 'K\x01)R.'],
    ['a call without a tuple', 'ccollections\nOrderedDict\nK\x01R.'],
    ['a state of a list', ']}b.'],
    ['a class without a name', 'K\x01K\x02\x93.'],
    ['an extension', '\x82\x01.'],
    ['a number that is no number', 'Iabc\n.'],
    ['a line without an end', 'Iabc'],
    ['a million values that nobody takes', 'N'.repeat(1_000_001)],
  ];
  for (const [what, bytes] of broken)
    it(`refuses ${what}`, () => assert.throws(() => read(bytes), { name: 'LayerglassError', code: 'bad-pickle' }));

  const unsafe: [string, string][] = [
    ['a call of os', 'cos\nsystem\n(S"true"\ntR.'],
    ['what is below a module', 'cos.path\njoin\n.'],
    ['eval of Python 2', 'c__builtin__\neval\n.'],
    ['eval of Python 3', 'cbuiltins\neval\n.'],
    ['a name with dots that leads into another module', '\x8c\x0ctorch._utils\x8c\x09os.system\x93.'],
    ['attributes that lead to all there is', '\x8c\x05numpy\x8c\x15array.__globals__.get\x93.'],
    ['a class that is made and called', 'cfunctools\npartial\n)R)R.'],
    ['the old way to make an object', '(S"true"\nios\nsystem\n.'],
    ['a function of NumPy that runs text', 'cnumpy.testing._private.utils\nrunstring\n.'],
    ['a pickle inside', 'ctorch\nload\n.'],
    ['code', 'ctypes\nCodeType\n.'],
    ['a connection', 'csocket\ncreate_connection\n.'],
  ];
  for (const [what, bytes] of unsafe)
    it(`refuses ${what} as unsafe`, () => assert.throws(() => read(bytes), { code: 'unsafe-pickle' }));

  it('says where', () =>
    assert.throws(() => read('}K\x01cposix\nsystem\n.'), { message: /\(data\.pkl, byte 3: GLOBAL posix system\)$/ }));

  it('takes classes that it does not know as what they hold', () => {
    const rebuilt = (p: Parameters<Parameters<typeof pickleOf>[0]>[0]): Buffer =>
      p.call('torch._utils _rebuild_meta_tensor_no_storage', [
        p.global('torch float32'),
        p.tuple([2]),
        p.tuple([1]),
        false,
      ]);
    const root = read(
      pickleOf(p =>
        p.dict([
          ['net', p.call('mine Net', [rebuilt(p)])],
          ['same', p.global('mine Net')],
        ]),
      ),
    );
    const { problems, names } = walk(root);
    assert.deepEqual(names, ['net']);
    assert.deepEqual(
      problems.map(p => `${p.code} ${p.where}`),
      ['no-data net', 'unknown-class mine.Net'],
    );
  });

  it('goes through a list that holds itself once', () =>
    assert.deepEqual(walk(read(']q\x00h\x00a.')), { problems: [], names: [] }));

  it('goes no deeper than a model does', () => {
    const depth = 100_000;
    const root = read(Buffer.concat([Buffer.alloc(depth, ']'), Buffer.alloc(depth - 1, 'a'), Buffer.from('.')]));
    assert.deepEqual(
      walk(root).problems.map(p => p.code),
      ['too-deep'],
    );
  });

  it('ends with lists that hold each other twice: 2^60 values in some bytes', () => {
    const levels = Array.from({ length: 60 }, () => '](h\x00h\x00eq\x00').join('');
    const { problems } = walk(read(`]q\x00${levels}.`));
    assert.deepEqual(
      problems.map(p => p.code),
      ['too-many-values'],
    );
  });

  it('ends with a long list that many dicts are made of', () => {
    const long = `](${'K\x01'.repeat(20_000)}eq\x00`;
    const dict = 'ccollections\nOrderedDict\nh\x00\x85R';
    const { problems } = walk(read(`${long}0](${dict.repeat(20_000)}e.`));
    assert.deepEqual(
      problems.map(p => p.code),
      ['too-many-values'],
    );
  });

  it('reads any bytes, or says that it cannot', () => {
    const seeds = ['protocol0.pkl', 'protocol2.pkl', 'protocol5.pkl'].map(name =>
      fs.readFileSync(path.join(fixtures, 'pytorch', name)),
    );
    const changed = fc
      .tuple(fc.constantFrom(...seeds), fc.array(fc.tuple(fc.nat(1000), fc.nat(255)), { minLength: 1, maxLength: 4 }))
      .map(([seed, changes]) => {
        const bytes = Buffer.from(seed);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        return bytes;
      });
    fc.assert(
      fc.property(fc.oneof(changed, fc.uint8Array({ maxLength: 200 })), bytes => {
        try {
          walk(read(bytes));
        } catch (error) {
          if (!(error instanceof LayerglassError)) throw error;
        }
      }),
      { numRuns: 800, seed: 7 },
    );
  });
});
