import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { summarizeInJavaScript } from '../../../../../extension/core/stats/summarizeInJavaScript';
import type { TensorEntry, TensorFigures } from '../../../../../extension/protocol/reader';
import { findTensors } from '../../../../../webview/models/modelFile/tensorFind';
import {
  damagedTensors,
  flatRows,
  tensorUnderWay,
  treeRows,
  type TensorTableInput,
} from '../../../../../webview/models/modelFile/tensorTable';
import { openPlaces, tensorTree, type TensorNode } from '../../../../../webview/models/modelFile/tensorTree';

const tensor = (name: string, patch: Partial<TensorEntry> = {}): TensorEntry => ({
  ...{ name, dtype: 'float32', shape: [2], count: 2, bytes: 8, role: 'weight', model: null, layer: null },
  ...patch,
});
const figures = (entry: TensorEntry, ...values: number[]): [string, TensorFigures] => [
  entry.name,
  { ...entry, summary: summarizeInJavaScript(Float32Array.from(values)) },
];
const inputOf = (patch: Partial<TensorTableInput> = {}): TensorTableInput => ({
  ...{ figures: new Map(), withheld: new Set(), findings: new Map(), problems: new Map(), state: 'done', under: null },
  ...patch,
});
/** The tree as indented names. */
const lines = (nodes: readonly TensorNode[], level = 0): string[] =>
  nodes.flatMap(node => [
    `${'  '.repeat(level)}${node.label}${node.kind === 'group' ? ` (${node.leaves.length})` : ''}`,
    ...(node.kind === 'group' ? lines(node.children, level + 1) : []),
  ]);
const leavesOf = (nodes: readonly TensorNode[]): string[] =>
  nodes.flatMap(node => (node.kind === 'group' ? leavesOf(node.children) : [node.tensor.name]));

describe('tensorTree', () => {
  it('has a group for a scope of scopes; a scope of a few tensors stands in the one above', () => {
    const names = ['block1/conv1/w', 'block1/conv1/b', 'block1/conv2/w', 'head/w', 'head/b', 'step'];
    assert.deepEqual(lines(tensorTree(names.map(n => tensor(n)))), [
      'block1 (3)',
      '  conv1/w',
      '  conv1/b',
      '  conv2/w',
      'head/w',
      'head/b',
      'step',
    ]);
  });

  it('parts names at points where no name has a slash, and scopes that hold one scope are one', () => {
    const names = ['model.layers.0.a.w', 'model.layers.0.b.w', 'model.layers.1.a.w', 'model.layers.1.b.w'];
    assert.deepEqual(lines(tensorTree(names.map(n => tensor(n)))), [
      'model.layers (4)',
      '  0 (2)',
      '    a.w',
      '    b.w',
      '  1 (2)',
      '    a.w',
      '    b.w',
    ]);
  });

  it('leaves out what TensorFlow’s object graph adds, and sets the optimizer apart', () => {
    const all = [
      tensor('opt/m/w', { role: 'optimizer' }),
      tensor('layer/kernel/.ATTRIBUTES/VARIABLE_VALUE'),
      tensor('opt/v/w', { role: 'optimizer' }),
      tensor('opt/beta', { role: 'optimizer' }),
    ];
    const tree = tensorTree(all);
    assert.deepEqual(lines(tree), ['layer/kernel', 'opt (3)', '  m/w', '  v/w', '  beta']);
    assert.equal(openPlaces(tree, {}, null).length, 2);
    assert.equal(openPlaces(tree, {}, 'opt/v/w').length, 5);
  });

  it('loses and doubles no tensor, whatever the names; keys are unique', () => {
    const part = fc.constantFrom('a', 'b', '', '__proto__', 'constructor', '.', 'w0');
    const name = fc.array(part, { minLength: 1, maxLength: 16 }).map(parts => parts.join('/'));
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 40 }), names => {
        const all = names.map((n, i) => tensor(n, { role: i % 5 === 4 ? 'optimizer' : 'weight' }));
        const tree = tensorTree(all);
        assert.deepEqual(leavesOf(tree).sort(), [...names].sort());
        const keys = openPlaces(tree, {}, null).map(p => p.node.key);
        assert.equal(new Set(keys).size, keys.length);
      }),
      { numRuns: 200 },
    );
  });

  it('opens all groups of a small file and few of a large one; by hand any', () => {
    const many = Array.from({ length: 2000 }, (_, i) => tensor(`g${i >> 2}/s${i & 1}/w${i}`));
    const tree = tensorTree(many);
    const places = openPlaces(tree, {}, null);
    assert.equal(places.length, 500);
    const [first] = places;
    assert.ok(openPlaces(tree, { [first!.node.key]: true }, null).length > 500);
    assert.ok(openPlaces(tree, {}, 'g7/s0/w28').some(p => p.isOpen));
  });
});

describe('rows of tensors', () => {
  const [small, large, constant, broken] = ['a/small', 'a/large', 'step', 'nan'].map(n => tensor(n)) as [
    TensorEntry,
    TensorEntry,
    TensorEntry,
    TensorEntry,
  ];
  const all = [small, large, constant, broken];
  const known = new Map([
    figures(small, 0.1, -0.1),
    figures(large, 5, -5),
    figures(constant, 1290, 1290),
    figures(broken, NaN, NaN),
  ]);
  const keys = (sort: { column: string; isDescending: boolean }) =>
    flatRows(all, { find: '', sort }, inputOf({ figures: known })).rows.map(r => r.key);

  it('are sorted by a figure either way; what has none stands at the end', () => {
    assert.deepEqual(keys({ column: 'std', isDescending: true }), ['a/large', 'a/small', 'step', 'nan']);
    assert.deepEqual(keys({ column: 'std', isDescending: false }), ['step', 'a/small', 'a/large', 'nan']);
    assert.deepEqual(keys({ column: 'name', isDescending: false }), ['a/large', 'a/small', 'nan', 'step']);
  });

  it('say what a tensor is: constant, without a finite value, waiting, withheld, not read', () => {
    const cell = (entry: TensorEntry, input: TensorTableInput) =>
      (flatRows([entry], { find: '', sort: null }, input).rows[0]!.cells['distribution'] as { text?: string }).text;
    const input = inputOf({ figures: known });
    assert.equal(cell(constant, input), 'all 1,290');
    assert.equal(cell(broken, input), 'no finite value');
    assert.equal(cell(small, inputOf({ state: 'reading' })), 'waiting');
    assert.equal(cell(small, inputOf({ state: 'stopped' })), 'stopped');
    assert.equal(cell(small, inputOf()), 'not read');
    assert.equal(cell(small, inputOf({ figures: known, withheld: new Set(['a/small']) })), 'withheld');
  });

  it('say beside the type whether a variable of TensorFlow 1 is trained', () => {
    const small = (isTrained?: boolean) => {
      const [row] = flatRows([tensor('w', { isTrained })], { find: '', sort: null }, inputOf()).rows;
      return (row!.cells['shape'] as { small?: string }).small;
    };
    assert.deepEqual([small(true), small(false), small()], ['float32, trained', 'float32, not trained', 'float32']);
  });

  it('have the digits of integers that a float cannot hold', () => {
    const wide = tensor('wide', { dtype: 'int64' });
    const { summary } = figures(wide, 1, 9.2e18)[1];
    const exact = { min: '1', max: '9223372036854775807' };
    const input = inputOf({ figures: new Map([['wide', { ...wide, summary, exact }]]) });
    const { max } = flatRows([wide], { find: '', sort: null }, input).rows[0]!.cells;
    assert.equal((max as { title: string }).title, '9223372036854775807');
  });

  it('of groups have the range of the spreads, and how many are read', () => {
    const more = [...all.slice(0, 2), tensor('a/x/w'), tensor('a/y/w'), tensor('a/z/w')];
    const rows = treeRows(openPlaces(tensorTree(more), {}, null), inputOf({ figures: known, state: 'reading' }));
    const { std, distribution, values } = rows[0]!.cells as Record<string, { text: string }>;
    assert.equal(std!.text, '0.10 … 5.0');
    assert.equal(distribution!.text, '2 of 5 read');
    assert.equal(values!.text, '10');
  });
});

describe('findTensors', () => {
  const all = [
    tensor('conv1/kernel', { shape: [3, 3, 1, 32] }),
    tensor('conv1/bias', { shape: [32] }),
    tensor('ids', { dtype: 'int64', shape: [128, 10] }),
    tensor('layers/conv2d/vars/0', { fullName: 'first/kernel', shape: [3, 1, 1, 2] }),
    tensor('blocks', { storedDtype: 'Q4_K', shape: [33, 3] }),
  ];
  const find = (text: string) => findTensors(all, text).found.map(f => f.tensor.name);

  it('takes words for types and shapes where they are some, else for parts of the name', () => {
    assert.deepEqual(find('int64'), ['ids']);
    assert.deepEqual(find('q4_k'), ['blocks']);
    assert.deepEqual(find('3x3'), ['conv1/kernel']);
    assert.deepEqual(find('128×10'), ['ids']);
    assert.deepEqual(find('c1k'), ['conv1/kernel']);
    assert.deepEqual(find('first/k'), ['layers/conv2d/vars/0']);
    assert.deepEqual(find('float32 bias'), ['conv1/bias']);
    assert.deepEqual(
      find('  '),
      all.map(t => t.name),
    );
  });
});

describe('what is damaged, and what is read', () => {
  it('is told by the names of tensors and of members of archives', () => {
    const problem = (where: string) => ({ code: 'checksum-mismatch', message: '', where });
    const all = [tensor('a'), tensor('b'), tensor('c')];
    const other = { ...problem('c'), code: 'file-short' };
    assert.deepEqual([...damagedTensors(all, [problem('a'), problem('b.npy'), other]).keys()], ['a', 'b']);
  });

  it('is the first that has no figures, by so much as its bytes are read', () => {
    const all = [tensor('a', { bytes: 100 }), tensor('b', { bytes: 50 })];
    assert.deepEqual(tensorUnderWay(all, new Map(), { done: 125, read: 1 }), { name: 'b', share: 0.5 });
    assert.equal(tensorUnderWay(all, new Map(), { done: 150, read: 2 }), null);
  });

  it('whole numbers of whole types have no decimals; others have', () => {
    const [step, scale] = [tensor('step', { dtype: 'int64' }), tensor('scale')];
    const input = inputOf({ figures: new Map([figures(step, 3, 3), figures(scale, 1, 3)]) });
    const [ofStep, ofScale] = flatRows([step, scale], { find: '', sort: null }, input).rows.map(r => r.cells);
    assert.deepEqual(
      [ofStep!['distribution'], ofStep!['mean'], ofStep!['max']],
      [{ text: 'all 3', isMuted: true }, '3', '3'],
    );
    assert.deepEqual([ofScale!['mean'], ofScale!['max']], ['2.0', '3.0']);
  });

  it('a number among its layer’s stands after the name that the framework gave, of which the end stands first', () => {
    for (const [fullName, shown] of [
      ['head/norm/moving_mean', ['moving_mean', 'head/norm · /layers/dense/vars/0']],
      ['kernel', ['kernel', '/layers/dense/vars/0']],
    ] as const) {
      const places = openPlaces(tensorTree([tensor('/layers/dense/vars/0', { fullName })]), {}, null);
      const [row] = treeRows(places, inputOf()).filter(r => r.isExpanded === undefined);
      const { text, small, title } = row!.cells['name'] as { text: string; small: string; title: string };
      assert.deepEqual([text, small], shown);
      assert.equal(title, `/layers/dense/vars/0: ${fullName}`);
    }
  });
});
