import assert from 'node:assert/strict';
import { poorInitialization } from '../../../../extension/core/findings/poorInitialization';
import { maxMessageLength } from '../../../../extension/core/findings/findingText';
import type { LayerInfo } from '../../../../extension/protocol/model';
import type { Finding } from '../../../../extension/protocol/finding';
import type { FitInfo, Snapshot } from '../../../../extension/protocol/run';
import { fitInfo, modelInfo } from '../runs/runFixtures';
import {
  chain,
  dense,
  figures,
  layerOf,
  normalization,
  plain,
  snapshotFindings,
  snapshotOf,
  spreadsOf,
} from './findingFixtures';

const found = (layers: LayerInfo[], snapshot: Snapshot, previous: Snapshot | null = null): Finding[] =>
  snapshotFindings(poorInitialization, snapshot, modelInfo('net', layers), { previous });
const inShort = (findings: Finding[]) => findings.map(f => [f.layer, f.severity, f.label]);
/** Where a layer is made: each on a line of its own. */
const lineOf = (name: string) => ({ file: 'train.ts', line: name.charCodeAt(0), column: 10 });
const four = chain('a', 'b', 'c', 'd').map(layer => ({ ...layer, site: lineOf(layer.name) }));

describe('poor-initialization', () => {
  it('says nothing of a spread that stays, or changes within the limits', () => {
    assert.deepEqual(found(four, spreadsOf({ a: 1, b: 1, c: 1, d: 1 })), []);
    // Variance just below 10 and just above 1/10.
    assert.deepEqual(found(four, spreadsOf({ a: 1, b: 3.16, c: 1, d: 3.16 })), []);
  });

  it('warns of a variance beyond 10 from one layer to the next', () => {
    const [finding, ...others] = found(four, spreadsOf({ a: 1, b: 4, c: 4, d: 4 }));
    assert.deepEqual(others, []);
    assert.deepEqual(finding, {
      ...{ rule: 'poor-initialization', severity: 'warning', fit: 0, model: 'net', layer: 'b', step: 0 },
      label: 'variance ×16',
      message: 'Variance grows 16× from a to b: use heNormal',
      evidence: { from: 'a', to: 'b', spreadBefore: 1, spread: 4, ratio: 16, limit: 10 },
      meaning:
        'The weights start so large that each layer makes the signal larger: first predictions are extreme, and gradients explode.',
      advice: 'Use heNormal on a, b, c, glorotNormal on d, so that the size of the signal stays from layer to layer.',
      related: [{ site: lineOf('a'), message: 'a: spread of pre-activations 1.00' }],
      remedies: [
        {
          label: 'Use heNormal on a, b, c, glorotNormal on d',
          edits: [
            ['a', 'heNormal'],
            ['b', 'heNormal'],
            ['c', 'heNormal'],
            ['d', 'glorotNormal'],
          ].map(([layer, value]) => ({
            ...{ kind: 'setArgument', site: lineOf(layer!), name: 'kernelInitializer', value },
          })),
        },
      ],
      site: lineOf('b'),
    });
  });

  it('warns of a variance below 1/10', () => {
    assert.deepEqual(inShort(found(four, spreadsOf({ a: 1, b: 0.3, c: 0.3, d: 0.3 }))), [
      ['b', 'warning', 'variance ÷11'],
    ]);
  });

  it('is an error when the spread changes 30-fold from first to last, also in small steps', () => {
    const names = Array.from({ length: 12 }, (_, i) => `l${i}`);
    const grow = (factor: number) => spreadsOf(Object.fromEntries(names.map((name, i) => [name, factor ** i])));
    assert.deepEqual(inShort(found(chain(...names), grow(1.5))), [['l11', 'error', 'spread ×86']]);
    assert.deepEqual(inShort(found(chain(...names), grow(1 / 1.5))), [['l11', 'error', 'spread ÷86']]);
    assert.deepEqual(found(chain(...names), grow(1.3)), []);
  });

  it('has the picture of three initializations of a four-layer network', () => {
    // Too large: ±1 in the first layer, ±20,000 in the last.
    const large = found(four, spreadsOf({ a: 0.3, b: 8, c: 220, d: 6000 }));
    assert.deepEqual(inShort(large), [
      ['b', 'warning', 'variance ×711'],
      ['c', 'warning', 'variance ×756'],
      ['d', 'error', 'spread ×20,000'],
    ]);
    assert.equal(large[2]!.message, 'Spread grows 20,000× from a to d: use glorotNormal');
    // Too small: ±0.02 to ±0.0002.
    const small = found(four, spreadsOf({ a: 0.007, b: 0.0015, c: 0.00032, d: 0.00007 }));
    assert.deepEqual(inShort(small), [
      ['b', 'warning', 'variance ÷22'],
      ['c', 'warning', 'variance ÷22'],
      ['d', 'error', 'spread ÷100'],
    ]);
    assert.deepEqual(found(four, spreadsOf({ a: 1, b: 1.2, c: 0.9, d: 1.4 })), []);
  });

  it('lets an output layer alone start small, but not large', () => {
    assert.deepEqual(found(four, spreadsOf({ a: 1, b: 1, c: 1, d: 0.001 })), []);
    assert.deepEqual(found(four, spreadsOf({ a: 1, b: 1, c: 1, d: 0 })), []);
    assert.deepEqual(inShort(found(four, spreadsOf({ a: 1, b: 1, c: 1, d: 4 }))), [['d', 'warning', 'variance ×16']]);
    // Softmax as a layer of its own makes no difference.
    const withSoftmax = [...four, plain('softmax', 'Activation', ['d'], { activation: 'softmax' })];
    assert.deepEqual(found(withSoftmax, spreadsOf({ a: 1, b: 1, c: 1, d: 0.001 })), []);
  });

  it('lets an output fall further than the layers before it, where those hardly fell', () => {
    const deep = Array.from({ length: 9 }, (_, i) => `l${i}`);
    const spreads = (fall: number, last: number) =>
      spreadsOf({ ...Object.fromEntries(deep.map((name, i) => [name, fall ** -i])), out: last });
    const row = chain(...deep, 'out');
    assert.deepEqual(found(row, spreads(1.22, 0.02)), []);
    assert.deepEqual(inShort(found(row, spreads(1.47, 0.02))), [['out', 'error', 'spread ÷50']]);
  });

  it('says when a layer makes nothing of its inputs', () => {
    const [finding] = found(four, spreadsOf({ a: 1, b: 0, c: 0, d: 0 }));
    assert.deepEqual([finding!.label, finding!.message], ['spread 0', 'Spread falls to 0 from a to b: use heNormal']);
    assert.equal(found(four, spreadsOf({ a: 0, b: 0, c: 0, d: 0 })).length, 0);
    assert.equal(found(four, spreadsOf({ a: 0, b: 5, c: 5, d: 5 })).length, 0);
  });

  it('looks only at the snapshot before training', () => {
    const grown = spreadsOf({ a: 1, b: 100, c: 100, d: 100 });
    assert.ok(found(four, grown).length > 0);
    assert.deepEqual(found(four, { ...grown, step: 20, epoch: 1 }), []);
    assert.deepEqual(found(four, grown, grown), []);
    assert.deepEqual(found(four, { ...grown, step: 300, epoch: null }), []);
    // A second model of the run, first trained at a later step.
    assert.ok(found(four, { ...grown, step: 300, epoch: 0 }).length > 0);
  });

  it('skips normalizations between two layers, by whatever name, and what one rescales at once', () => {
    const spreads = spreadsOf({ a: 1, b: 100, c: 100 });
    for (const className of ['BatchNormalization', 'LayerNormalization', 'MyGroupNorm']) {
      const layers = [dense('a', []), normalization('n', ['a'], className), dense('b', ['n']), dense('c', ['b'])];
      assert.deepEqual(found(layers, spreads), [], className);
    }
    const own = { ...normalization('n', ['a'], 'Rescaler') };
    assert.deepEqual(found([dense('a', []), own, dense('b', ['n']), dense('c', ['b'])], spreads), []);
    const rescaled = [dense('a', []), dense('b', ['a']), normalization('n', ['b']), dense('c', ['n'])];
    assert.deepEqual(found(rescaled, spreadsOf({ a: 1, b: 100, c: 1 })), []);
  });

  it('begins a new chain behind a normalization', () => {
    const layers = [
      ...[dense('a', []), normalization('n', ['a']), dense('b', ['n']), dense('c', ['b']), dense('d', ['c'])],
    ];
    assert.deepEqual(inShort(found(layers, spreadsOf({ a: 1, b: 100, c: 400, d: 400 }))), [
      ['c', 'warning', 'variance ×16'],
    ]);
  });

  it('sees through pooling, flattening, dropout and activations of their own', () => {
    const layers = [
      dense('a', [], { activation: 'linear' }),
      plain('relu', 'ReLU', ['a']),
      plain('pool', 'MaxPooling2D', ['relu']),
      plain('flat', 'Flatten', ['pool']),
      plain('drop', 'Dropout', ['flat']),
      dense('b', ['drop'], { activation: 'linear' }),
      plain('elu', 'Activation', ['b'], { activation: 'elu' }),
      dense('c', ['elu'], { activation: 'linear' }),
    ];
    const [finding] = found(layers, spreadsOf({ a: 1, b: 5, c: 5 }));
    assert.deepEqual([finding!.layer, finding!.evidence.from], ['b', 'a']);
    assert.match(finding!.message, /use heNormal$/);
  });

  it('says nothing of layers that are not connected, or connected through what is not known', () => {
    assert.deepEqual(found([dense('a', []), dense('b', [])], spreadsOf({ a: 1, b: 100 })), []);
    const lstm = dense('lstm', ['a'], { className: 'LSTM', activation: 'tanh' });
    assert.deepEqual(found([dense('a', []), lstm, dense('b', ['lstm'])], spreadsOf({ a: 1, lstm: null, b: 100 })), []);
    assert.deepEqual(found(chain('a', 'b'), spreadsOf({})), []);
  });

  it('compares a layer of several inputs with the nearest', () => {
    const layers = [
      dense('a', []),
      dense('b', ['a']),
      plain('add', 'Add', ['a', 'b']),
      dense('c', ['add']),
      dense('d', ['c']),
    ];
    assert.deepEqual(inShort(found(layers, spreadsOf({ a: 10, b: 2, c: 9, d: 9 }))), [
      ['b', 'warning', 'variance ÷25'],
    ]);
  });

  it('says nothing where one of several paths is normalized', () => {
    const layers = [
      ...[
        dense('a', []),
        normalization('n', ['a']),
        plain('add', 'Add', ['a', 'n']),
        dense('b', ['add']),
        dense('c', ['b']),
      ],
    ];
    assert.deepEqual(found(layers, spreadsOf({ a: 1, b: 100, c: 100 })), []);
  });

  it('does not blame weights for what averages, products, differences and unknown layers do', () => {
    for (const className of ['GlobalAveragePooling2D', 'Multiply', 'Subtract', 'Lambda', 'AbsoluteDifference']) {
      const layers = [dense('a', []), plain('x', className, ['a']), dense('b', ['x']), dense('c', ['b'])];
      assert.deepEqual(found(layers, spreadsOf({ a: 1, b: 0.01, c: 0.01 })), [], className);
      // What follows is judged by itself.
      assert.deepEqual(inShort(found(layers, spreadsOf({ a: 1, b: 1, c: 5 }))), [['c', 'warning', 'variance ×25']]);
    }
    const scale = plain('x', 'Scale', ['a'], {
      weights: [{ name: 'scale', shape: [4], dtype: 'float32', trainable: true }],
    });
    assert.deepEqual(
      found([dense('a', []), scale, dense('b', ['x']), dense('c', ['b'])], spreadsOf({ a: 1, b: 9, c: 9 })),
      [],
    );
  });

  it('does not blame weights for what tanh, sigmoid or softmax bounds', () => {
    for (const activation of ['tanh', 'sigmoid', 'softmax'])
      for (const layers of [
        [dense('a', [], { activation }), dense('b', ['a']), dense('c', ['b'])],
        [
          dense('a', [], { activation: 'linear' }),
          plain('act', 'Activation', ['a'], { activation }),
          ...[dense('b', ['act']), dense('c', ['b'])],
        ],
      ])
        assert.deepEqual(found(layers, spreadsOf({ a: 50, b: 0.6, c: 0.6 })), [], activation);
    // Within its middle, tanh passes the signal as it is.
    const gentle = [
      dense('a', [], { activation: 'tanh' }),
      dense('b', ['a'], { activation: 'tanh' }),
      dense('c', ['b']),
    ];
    const [finding] = found(gentle, spreadsOf({ a: 0.5, b: 0.01, c: 0.01 }));
    assert.match(finding!.message, /^Variance shrinks .* use glorotNormal$/);
  });

  it('leaves frozen layers alone', () => {
    const layers = [dense('a', []), dense('b', ['a'], { trainable: 0 }), dense('c', ['b'])];
    assert.deepEqual(found(layers, spreadsOf({ a: 1, b: 100, c: 100 })), []);
  });

  it('takes all calls of a shared layer together', () => {
    const snapshot = snapshotOf([
      layerOf('a', { preActivations: [figures(1), figures(1)] }),
      layerOf('b', { preActivations: [figures(1), figures(9)] }),
      layerOf('c', { preActivations: [figures(6)] }),
    ]);
    assert.deepEqual(inShort(found(chain('a', 'b', 'c'), snapshot)), [['b', 'warning', 'variance ×41']]);
  });

  it('follows the signal into nested models and out again', () => {
    const inner = { depth: 1, parent: 'block' };
    const layers = [
      dense('a', []),
      plain('block', 'Functional', ['a']),
      plain('in', 'InputLayer', [], inner),
      dense('b', ['in'], inner),
      dense('c', ['b'], inner),
      dense('d', ['block']),
      dense('e', ['d']),
    ];
    const findings = found(layers, spreadsOf({ a: 1, b: 5, c: 5, d: 25, e: 25 }));
    assert.deepEqual(
      findings.map(f => [f.evidence.from, f.evidence.to]),
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    );
    // Sequential models have no layer for their input.
    const sequential = layers.filter(l => l.name !== 'in').map(l => (l.name === 'b' ? { ...l, inbound: [] } : l));
    assert.deepEqual(
      found(sequential, spreadsOf({ a: 1, b: 5, c: 5, d: 5, e: 5 })).map(f => f.evidence.from),
      ['a'],
    );
  });

  it('ends on graphs that go round, or name layers that are not there', () => {
    const layers = [
      dense('a', ['b', 'ghost']),
      dense('b', ['a', 'b']),
      plain('p', 'Add', ['q'], { parent: 'p' }),
      plain('q', 'Add', ['p'], { parent: 'r' }),
      plain('r', 'Model', [], { parent: 'q' }),
      dense('c', ['p', 'r']),
    ];
    assert.ok(Array.isArray(found(layers, spreadsOf({ a: 1, b: 100, c: 1 }))));
  });

  it('advises by the activation that follows', () => {
    const advice = (activation: string | null) =>
      found(
        [dense('a', []), dense('b', ['a'], { activation }), dense('c', ['b'])],
        spreadsOf({ a: 1, b: 9, c: 9 }),
      )[0]!.message.split(': ')[1];
    assert.deepEqual(['relu', 'elu', 'selu', 'tanh', 'sigmoid', 'linear', null].map(advice), [
      ...['use heNormal', 'use heNormal', 'use leCunNormal', 'use glorotNormal'],
      ...['use glorotNormal', 'use glorotNormal', 'use glorotNormal'],
    ]);
  });

  it('leaves alone what is of the right size, and gives each initializer to its own', () => {
    const kernels = { a: 1, b: 6, c: 1, d: Math.sqrt(2 / 6) };
    const grown = snapshotOf(
      Object.entries({ a: 1, b: 6, c: 6, d: 6 }).map(([name, std]) =>
        layerOf(name, {
          weights: { kernel: figures(kernels[name as keyof typeof kernels]) },
          preActivations: [figures(std)],
        }),
      ),
    );
    const [finding] = found(four, grown);
    assert.deepEqual(
      finding!.remedies.map(r => [r.label, r.edits.length]),
      [['Use heNormal on b', 1]],
    );
  });

  it('does not blame weights of a fitting size for one step, and says what else helps over many', () => {
    const sized = (spreads: number[], last = Math.sqrt(2 / 6)) =>
      snapshotOf(
        ['a', 'b', 'c', 'd'].map((name, i) =>
          layerOf(name, {
            weights: { kernel: figures(name === 'd' ? last : 1) },
            preActivations: [figures(spreads[i]!)],
          }),
        ),
      );
    assert.deepEqual(found(four, sized([1, 6, 6, 6])), []);
    assert.deepEqual(inShort(found(four, sized([1, 1, 1, 20], 20))), [['d', 'warning', 'variance ×400']]);
    const [finding] = found(four, sized([1, 6, 36, 216]));
    assert.equal(finding!.message, 'Spread grows 216× from a to d: add a normalization');
    assert.deepEqual(finding!.remedies, [
      {
        label: 'Insert batchNormalization after c',
        edits: [{ kind: 'insertLayer', site: lineOf('c'), layer: 'batchNormalization', arguments: {} }],
      },
    ]);
  });

  it('leaves kernels of zeros to another rule', () => {
    const zeros = { weights: { kernel: figures(0, { zeros: 1000, min: 0, max: 0 }) } };
    const snapshot = spreadsOf({ a: 1, b: 0, c: 0, d: 0 });
    const begun = { ...snapshot, layers: snapshot.layers.map(l => (l.name === 'b' ? { ...l, ...zeros } : l)) };
    assert.deepEqual(found(four, begun), []);
  });

  it('looks at a model that is first trained later in the run', () => {
    const grown = { ...spreadsOf({ a: 1, b: 9, c: 9, d: 9 }), step: 300, epoch: null };
    const loop = { ...fitInfo(2, 'net', 300), kind: 'custom' as const };
    const known = (fit: FitInfo) =>
      snapshotFindings(poorInitialization, grown, modelInfo('net', four), { fit }).map(f => f.layer);
    assert.deepEqual(known(loop), ['b']);
    assert.deepEqual(known({ ...loop, firstStep: 299 }), []);
    // A run that is resumed begins with trained weights.
    assert.deepEqual(known({ ...loop, initialEpoch: 3 }), []);
  });

  it('edits a line in a loop once, with what most of its layers need', () => {
    const loop = [...four.slice(0, 3).map(l => ({ ...l, site: lineOf('x') })), four[3]!];
    assert.equal(found(loop, spreadsOf({ a: 1, b: 4, c: 4, d: 4 }))[0]!.remedies[0]!.edits.length, 2);
    const one = four.map(l => ({ ...l, site: lineOf('x') }));
    const needed = (layers: LayerInfo[]) => found(layers, spreadsOf({ a: 1, b: 4, c: 4, d: 4 }))[0]!.remedies;
    assert.deepEqual(needed(one), [
      {
        label: 'Use heNormal on a, b, c, d',
        edits: [{ kind: 'setArgument', site: lineOf('x'), name: 'kernelInitializer', value: 'heNormal' }],
      },
    ]);
    // What is fine itself is named where the edit changes it too.
    const both = four.map(l => (l.name === 'a' || l.name === 'd' ? { ...l, site: lineOf('x') } : l));
    const sized = spreadsOf({ a: 1, b: 4, c: 4, d: 4 });
    const fine = (name: string) => ({ a: Math.sqrt(1), d: Math.sqrt(2 / 6) })[name] ?? 30;
    const known = { ...sized, layers: sized.layers.map(l => ({ ...l, weights: { kernel: figures(fine(l.name)) } })) };
    assert.equal(found(both, known)[0]!.remedies[0]!.label, 'Use heNormal on b, c');
    const off = {
      ...known,
      layers: known.layers.map(l => (l.name === 'a' ? { ...l, weights: { kernel: figures(9) } } : l)),
    };
    assert.equal(found(both, off)[0]!.remedies[0]!.label, 'Use heNormal on a, d, b, c');
    // A line that makes layers of several classes makes them by itself: it loads them.
    assert.deepEqual(needed(one.map(l => (l.name === 'b' ? { ...l, className: 'Conv2D' } : l))), []);
    const own = four.map(l => ({ ...l, className: 'MyDense' }));
    const [finding] = found(own, spreadsOf({ a: 1, b: 4, c: 4, d: 4 }));
    assert.deepEqual(finding!.remedies, []);
    assert.match(finding!.advice, /^Use heNormal on a, b, c/);
  });

  it('has messages that fit beside a squiggle, whatever the names', () => {
    const names = ['a', 'b', 'c'].map(name => name.repeat(80));
    const spreads = Object.fromEntries(names.map((name, i) => [name, 1000 ** i]));
    const findings = found(chain(...names), spreadsOf(spreads));
    assert.equal(findings.length, 2);
    for (const { message } of findings) assert.ok(message.length <= maxMessageLength, message);
  });
});
