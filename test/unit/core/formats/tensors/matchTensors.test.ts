import assert from 'node:assert/strict';
import fc from 'fast-check';
import { matchTensors } from '../../../../../extension/core/formats/tensors/matchTensors';
import { valueCount, type StoredTensor } from '../../../../../extension/core/formats/tensors/storedTensor';
import type { TensorEntry } from '../../../../../extension/protocol/reader';

const tensor = (name: string, shape: number[], patch: Partial<TensorEntry> = {}): StoredTensor => {
  const count = valueCount(shape);
  const of = { dtype: 'float32', bytes: 4 * count, role: 'weight', model: null, layer: null } as const;
  return {
    entry: { name, shape, count, ...of, ...patch },
    stored: 'float32',
    quantization: null,
    source: null as never,
    at: 0,
  };
};
/** `1.weight 6x6` stands for a tensor. */
const file = (...texts: string[]): StoredTensor[] =>
  texts.map(text => {
    const [name, shape] = text.split(' ') as [string, string];
    return tensor(name, shape.split('x').map(Number));
  });
/** `a = b` by name, `a ~ b` by shape; `-a` and `+b` are left over. */
function matched(a: StoredTensor[], b: StoredTensor[]): string[] {
  const { pairs, unmatched } = matchTensors(a, b);
  return [
    ...pairs.map(p => `${p.a.entry.name} ${p.by === 'name' ? '=' : '~'} ${p.b.entry.name}`),
    ...unmatched.a.map(name => `-${name}`),
    ...unmatched.b.map(name => `+${name}`),
  ];
}

const three = ['0.weight 6x6', '0.bias 6', '1.weight 6x6', '1.bias 6', '2.weight 6x6', '2.bias 6'];
const prefixed = (prefix: string, all: string[]): string[] => all.map(text => prefix + text);
const variables: [string, number[]][] = [
  ...([['conv/kernel', [3, 3, 3, 8]]] as [string, number[]][]),
  ...['conv/bias', 'bn/gamma', 'bn/beta', 'bn/moving_mean', 'bn/moving_variance'].map((n): [string, number[]] => [
    n,
    [8],
  ]),
  ...([
    ['d1/kernel', [8, 8]],
    ['d1/bias', [8]],
    ['d2/kernel', [8, 8]],
    ['d2/bias', [8]],
  ] as [string, number[]][]),
];
/** As Keras 3 has one model in its files. */
const h5 = variables.map(([name, shape]) => {
  const layer = name.split('/')[0]!;
  return tensor(`/model_weights/${layer}/net/${name}`, shape, { fullName: `net/${name}`, layer });
});
const sorted = variables
  .map(([name, shape]) => tensor(`net/${name}`, shape, { layer: `net/${name.split('/')[0]}` }))
  .sort((x, y) => (x.entry.name < y.entry.name ? -1 : 1));
const groups = { bn: 'batch_normalization', conv: 'conv2d', d1: 'dense', d2: 'dense_1' };
const tracked = (hasArchitecture: boolean): StoredTensor[] =>
  Object.entries(groups).flatMap(([layer, group]) =>
    variables
      .filter(([name]) => name.startsWith(`${layer}/`))
      .map(([fullName, shape], i) =>
        tensor(`/layers/${group}/vars/${i}`, shape, { layer, ...(hasArchitecture && { fullName }) }),
      ),
  );
const nameOf = (t: StoredTensor): string =>
  variables.map(([name]) => name).find(name => (t.entry.fullName ?? t.entry.name).endsWith(name)) ?? t.entry.name;

describe('which tensor is which', () => {
  it('of one model in the files of Keras: by the ends of names, whatever order they stand in', () => {
    for (const [a, b] of [
      [h5, sorted],
      [h5, tracked(true)],
      [tracked(true), sorted],
    ] as const) {
      const { pairs, unmatched } = matchTensors(a, b);
      assert.deepEqual(unmatched, { a: [], b: [] });
      for (const pair of pairs) assert.deepEqual([nameOf(pair.b), pair.by], [nameOf(pair.a), 'name']);
    }
  });
  it('where variables are numbered: in layers of one name, by their order or by single shapes, as a guess', () => {
    const numbered = tracked(false);
    const { pairs, unmatched } = matchTensors(h5, numbered);
    assert.deepEqual(unmatched, { a: [], b: [] });
    const known = tracked(true);
    for (const { a, b, by } of pairs) {
      assert.equal(known[numbered.indexOf(b)]!.entry.fullName, nameOf(a));
      assert.equal(by, 'shape');
    }
    // Names are names, also where the other one has no such layer.
    const fewer = h5.filter(t => t.entry.layer !== 'd2');
    assert.equal(matchTensors(fewer, numbered).pairs.length, fewer.length);
    // In alphabetical order a normalization's four say nothing of which is which.
    const left = matchTensors(numbered, sorted);
    assert.equal(left.pairs.length, 6);
    assert.ok([...left.unmatched.a, ...left.unmatched.b].every(name => /batch_normalization|bn/.test(name)));
    // What is already of another layer is no evidence for this one.
    const layer = (name: string, shape: number, of: string): StoredTensor => tensor(name, [shape], { layer: of });
    assert.deepEqual(
      matched(
        [layer('/l/dense/vars/0', 4, 'd1'), layer('/l/dense/vars/1', 5, 'd1')],
        [layer('/l/dense/vars/0', 4, 'd9'), layer('/l/dense_1/vars/1', 5, 'd1')],
      ),
      ['/l/dense/vars/0 = /l/dense/vars/0', '-/l/dense/vars/1', '+/l/dense_1/vars/1'],
    );
    // The same class in another place, and another layer.
    assert.deepEqual(
      matched([layer('/l/dense/vars/0', 1, 'in'), layer('/x', 2, 'x')], [layer('/l/f/l/dense/vars/0', 1, 'out')]),
      ['-/l/dense/vars/0', '-/x', '+/l/f/l/dense/vars/0'],
    );
  });
  it('does not take the count of a class for a layer’s name, unless every layer has its own', () => {
    const dense = (i: number, of: string, name: string, n: number): StoredTensor =>
      tensor(`/${of}${i ? `_${i}` : ''}/${name}`, [n], { layer: `dense${i ? `_${i}` : ''}` });
    const kernels = (counts: number[], of: string, name: string): StoredTensor[] =>
      [...counts].reverse().map(i => dense(i, of, name, 8));
    const vars = kernels([0, 1], 'layers/dense', 'vars/0').reverse();
    assert.deepEqual(matched(kernels([0, 1], 'w/dense', 'kernel'), vars), [
      '/w/dense_1/kernel ~ /layers/dense_1/vars/0',
      '/w/dense/kernel ~ /layers/dense/vars/0',
    ]);
    const later = [...kernels([1, 2], 'w/dense', 'kernel'), tensor('/w/x/kernel', [3], { layer: 'x' })];
    assert.equal(matchTensors(later, vars).pairs.length, 0);
  });
  it('takes off what all names of a file begin with, and what TensorFlow writes behind', () => {
    const wrapped = (prefix: string): string[] => prefixed(prefix, three);
    const same = three.map(text => text.split(' ')[0]!);
    for (const prefix of ['module.', 'state_dict.', '_orig_mod.module.'])
      for (const all of [wrapped(prefix), wrapped(prefix).reverse()])
        assert.deepEqual(
          matched(file(...three), file(...all)),
          same.map(name => `${name} = ${prefix}${name}`),
        );
    assert.deepEqual(
      matched(file(...wrapped('model.')), file(...wrapped('module.').reverse())),
      same.map(name => `model.${name} = module.${name}`),
    );
    assert.deepEqual(
      matched(file('dense/kernel:0 4x4', 'out/kernel:0 4x4'), file('out.kernel 4x4', 'dense.kernel 4x4')),
      ['dense/kernel:0 = dense.kernel', 'out/kernel:0 = out.kernel'],
    );
    const variable = 'net/dense/kernel/.ATTRIBUTES/VARIABLE_VALUE';
    assert.deepEqual(matched(file('dense/kernel 4x4', 'x/w 4x4'), file(`${variable} 4x4`)), [
      `dense/kernel = ${variable}`,
      '-x/w',
    ]);
    assert.deepEqual(matched(file('weight 4'), file('fc.weight 4', 'fc.bias 4')), ['weight = fc.weight', '+fc.bias']);
  });
  it('leaves strangers alone, also those of one shape', () => {
    const without = three.filter(text => !text.startsWith('1'));
    assert.deepEqual(matched(file(...three), file(...without, 'extra.weight 6x6', 'w3 2x3')).slice(4), [
      '-1.weight',
      '-1.bias',
      '+extra.weight',
      '+w3',
    ]);
    for (const other of ['extra.weight', 'extra.1.weight'])
      assert.deepEqual(matched(file('0.weight 6x6', '1.weight 6x6'), file('0.weight 6x6', `${other} 6x6`)).slice(1), [
        '-1.weight',
        `+${other}`,
      ]);
    assert.deepEqual(matched(file('0.weight 4x6', '1.weight 6x6'), file('0.weight 4x6', 'extra.weight 6x6')).slice(1), [
      '-1.weight',
      '+extra.weight',
    ]);
    // What comes before is the whole file's in neither.
    assert.deepEqual(matched(file('enc.a.conv.w 1', 'top.z 2'), file('dec.a.conv.w 1', 'x.y 3')), [
      ...['-enc.a.conv.w', '-top.z', '+dec.a.conv.w', '+x.y'],
    ]);
    // One ends as two do, and any of the two could be meant.
    assert.deepEqual(matched(file('a.w 4'), file('ema.a.w 4', 'model.a.w 4')), ['-a.w', '+ema.a.w', '+model.a.w']);
    // A layer has both of them.
    assert.deepEqual(matched(file('l/alpha 4', 'l/b 3'), file('l/theta 4', 'l/b 3')), [
      'l/b = l/b',
      '-l/alpha',
      '+l/theta',
    ]);
  });
  it('guesses that a model is renamed where all shapes come in one order', () => {
    const shifted = file(...[1, 2, 3].flatMap(i => [`layers.${i}.weight 6x6`, `layers.${i}.bias 6`]));
    assert.deepEqual(matched(file(...three), shifted), [
      ...[0, 1, 2].flatMap(i => ['weight', 'bias'].map(n => `${i}.${n} ~ layers.${i + 1}.${n}`)),
    ]);
    const counted = variables.map(([, shape], i) => tensor(`arr_${i}`, shape));
    assert.ok(matchTensors(h5, counted).pairs.every(({ a, b }) => h5.indexOf(a) === counted.indexOf(b)));
    assert.equal(matchTensors(h5, counted).pairs.length, h5.length);
    const models = (...names: string[]): StoredTensor[] =>
      names.map(model => tensor(`${model}/dense/kernel`, [4], { model, layer: 'dense' }));
    assert.deepEqual(matched(models('gen', 'disc'), models('g2', 'd2')), [
      'gen/dense/kernel ~ g2/dense/kernel',
      'disc/dense/kernel ~ d2/dense/kernel',
    ]);
    assert.deepEqual(matched(file('a 1', 'b 5'), file('c 1', 'd 5')), ['a ~ c', 'b ~ d']);
    // One that is known stands elsewhere, or a name says that it is another.
    assert.deepEqual(matched(file('x.conv.w 4', 'p.q 4'), file('r.s 4', 'conv.w 4')), [
      ...['x.conv.w = conv.w', '-p.q', '+r.s'],
    ]);
    assert.equal(matchTensors(file('x.gamma 4', 'x.beta 4'), file('y.weight 4', 'y.running_mean 4')).pairs.length, 0);
    // Alphabetical names do not come in the order of numbers.
    const flat = file('a 8', 'b 8', 'c 8');
    assert.equal(matchTensors(flat, file('arr_0 8', 'arr_1 8', 'arr_2 8')).pairs.length, 0);
    // Nor do those in which 10 comes before 2.
    const layers = (prefix: string): string[] => Array.from({ length: 11 }, (_, i) => `${prefix}${i}.weight 6x6`);
    const asText = layers('h.').sort();
    const renamed = asText.map(text => text.replace('.weight', '.attn.weight'));
    assert.equal(matchTensors(file(...layers('x.y.')), file(...renamed)).pairs.length, 0);
    assert.equal(matchTensors(file(...layers('x.y.').sort()), file(...renamed)).pairs.length, 11);
  });
  it('guesses by a shape that no other one has, unless the names speak against it', () => {
    assert.deepEqual(matched(file('a/kernel 4x5', 'a/x 4'), file('b/kernel 4x5')), ['a/kernel ~ b/kernel', '-a/x']);
    assert.deepEqual(matched(file('n/gamma 4', 'n/s 1'), file('m.weight 4')), ['n/gamma ~ m.weight', '-n/s']);
    for (const [one, other] of [
      ['n/beta', 'm/bias'],
      ['n/moving_mean', 'm/running_var'],
      ['n/gamma', 'm/bias'],
    ])
      assert.deepEqual(matched(file(`${one} 4`, 'k/kernel 3'), file(`${other} 4`, 'k2/kernel 2', 'x 5')).slice(0, 2), [
        `-${one}`,
        '-k/kernel',
      ]);
    // PyTorch's matrix is Keras' transposed.
    assert.deepEqual(matched(file('d/kernel 4x4'), file('0.weight 4x4', 'x 2')), ['-d/kernel', '+0.weight', '+x']);
    assert.deepEqual(matched(file('steps 1', 'x 2'), file('temperature 1')), ['-steps', '-x', '+temperature']);
    // A head that is the same but for its name, beside a body of the same names.
    assert.deepEqual(
      matched(file('0.w 6', 'fc.weight 9x6', 'fc.bias 9'), file('0.w 6', 'head.weight 9x6', 'head.bias 9')),
      ['0.w = 0.w', 'fc.weight ~ head.weight', 'fc.bias ~ head.bias'],
    );
  });
  it('keeps roles and shapes apart', () => {
    const optimizer = tensor('a/w', [4], { role: 'optimizer' });
    assert.deepEqual(matched([optimizer], file('a/w 4')), ['-a/w', '+a/w']);
    assert.deepEqual(matched(file('a/w 4'), file('a/w 2x2')), ['-a/w', '+a/w']);
  });

  const parts = fc.constantFrom('0', '1', 'conv', 'bn', 'weight', 'bias', 'beta', 'kernel', 'vars', 'model', 'x');
  const texts = fc.uniqueArray(
    fc.tuple(fc.array(parts, { minLength: 1, maxLength: 4 }), fc.constantFrom('4', '4x4', '5')),
    { selector: ([name]) => name.join('.'), maxLength: 12 },
  );
  const files = texts.map(all => file(...all.map(([name, shape]) => `${name.join('.')} ${shape}`)));
  it('is the same from either side, takes each tensor once, and never another shape', () =>
    fc.assert(
      fc.property(files, files, (a, b) => {
        const there = matchTensors(a, b);
        const back = matchTensors(b, a);
        const written = (pairs: string[]): string[] => pairs.sort();
        assert.deepEqual(
          written(there.pairs.map(p => `${p.a.entry.name} ${p.b.entry.name} ${p.by}`)),
          written(back.pairs.map(p => `${p.b.entry.name} ${p.a.entry.name} ${p.by}`)),
        );
        assert.equal(new Set(there.pairs.map(p => p.b)).size + there.unmatched.b.length, b.length);
        assert.equal(there.pairs.length + there.unmatched.a.length, a.length);
        for (const pair of there.pairs) assert.deepEqual(pair.a.entry.shape, pair.b.entry.shape);
      }),
      { numRuns: 2000 },
    ));
  it('finds every tensor of a file in itself, wrapped and in any order', () =>
    fc.assert(
      fc.property(files, fc.constantFrom('', 'module.', 'a.b.'), fc.nat(), (a, prefix, turn) => {
        const all = a.map(t => tensor(prefix + t.entry.name, t.entry.shape));
        const b = [...all.slice(turn % (all.length + 1)), ...all.slice(0, turn % (all.length + 1))];
        for (const pair of matchTensors(a, b).pairs)
          if (pair.by === 'name' && prefix === '') assert.equal(pair.b.entry.name, pair.a.entry.name);
        if (prefix === '') assert.deepEqual(matchTensors(a, b).unmatched, { a: [], b: [] });
        else {
          const told = a.filter(t => t.entry.name.includes('.'));
          const wrong = matchTensors(a, b).pairs.filter(p => p.b.entry.name !== prefix + p.a.entry.name);
          assert.deepEqual([wrong.filter(p => p.by === 'name' && told.includes(p.a)), prefix], [[], prefix]);
        }
      }),
      { numRuns: 2000 },
    ));
});
