import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import fc from 'fast-check';
import { kerasModels } from '../../../../../extension/core/formats/architecture/kerasModels';
import { fixtures } from '../numpyOracle';
import type { TensorEntry } from '../../../../../extension/protocol/reader';

const tensor = (name: string, shape: number[]): TensorEntry => ({
  ...{ name, dtype: 'float32', shape, count: shape.reduce((a, b) => a * b, 1), bytes: 0 },
  ...{ role: 'weight', model: null, layer: name.slice(0, name.lastIndexOf('/')) },
});
const input = { class_name: 'InputLayer', config: { name: 'x', batch_input_shape: [null, 4] }, inbound_nodes: [] };
const dense = (name: string, from: unknown, units: unknown = 4): object => ({
  class_name: 'Dense',
  config: { name, units },
  inbound_nodes: from,
});
const functional = (layers: unknown[], output = 'a'): object => ({
  class_name: 'Functional',
  config: { name: 'net', layers, input_layers: [['x', 0, 0]], output_layers: [[output, 0, 0]] },
});
const chain = (layers: unknown[]): object => ({ class_name: 'Sequential', config: { name: 'net', layers } });
const codes = (config: unknown, tensors: TensorEntry[] = []): string[] =>
  kerasModels(config, tensors).problems.map(problem => problem.code);
const to = (layer: string, call = 0): unknown => [[[layer, call, 0, {}]]];

/** Puts a value in the place of one of all members. */
function change(json: object, index: number, value: unknown): void {
  const places: [Record<string, unknown>, string][] = [];
  const visit = (inner: unknown): void => {
    if (typeof inner !== 'object' || inner === null) return;
    for (const key of Object.keys(inner)) {
      places.push([inner as Record<string, unknown>, key]);
      visit((inner as Record<string, unknown>)[key]);
    }
  };
  visit(json);
  const [holder, key] = places[index % places.length]!;
  holder[key] = value;
}

describe('configurations that are not as they should be', () => {
  it('what leads nowhere, or round in a circle, is named, and the rest is told', () => {
    const ring = functional([input, dense('a', to('b')), dense('b', to('a')), dense('c', to('x'))]);
    const { models, problems } = kerasModels(ring, []);
    assert.deepEqual(
      problems.map(p => p.code),
      ['circle'],
    );
    assert.deepEqual(
      models[0]!.layers.map(l => [l.name, l.outputShape]),
      [
        ['x', [null, 4]],
        ['a', null],
        ['b', null],
        ['c', [null, 4]],
      ],
    );
    assert.deepEqual(codes(functional([input, dense('a', to('nobody'))])), ['missing-layer']);
    assert.deepEqual(codes(functional([input, dense('a', to('x', 7))])), ['missing-call']);
    assert.deepEqual(codes(functional([input, dense('a', [])])), ['not-connected', 'missing-call']);
    assert.deepEqual(codes(functional([input, dense('a', to('x')), dense('a', to('x'))])), ['repeated-name']);
    assert.deepEqual(codes(functional([input, 3, { config: {} }, dense('a', to('x'))])), ['bad-layer', 'bad-layer']);
  });

  it('of Keras 1 with anything in any place end in what is named', () => {
    const cases = JSON.parse(fs.readFileSync(path.join(fixtures, 'architectures/keras1.json'), 'utf8')) as {
      config: object;
    }[];
    const leaves = fc.oneof(fc.integer(), fc.jsonValue(), fc.constantFrom('th', 'Merge', [-1, 2 ** 60], [[null]], {}));
    fc.assert(
      fc.property(fc.constantFrom(...cases), fc.array(fc.tuple(fc.nat(), leaves), { minLength: 1 }), (one, changes) => {
        const config = structuredClone(one.config);
        for (const [index, value] of changes) change(config, index, structuredClone(value));
        kerasModels(config, []);
      }),
      { numRuns: 300 },
    );
  });

  it('what is no model has no layers', () => {
    for (const nothing of [null, undefined, 3, []])
      assert.deepEqual(kerasModels(nothing, []), { models: [], problems: [] });
    assert.deepEqual(codes({}), ['no-architecture']);
    assert.deepEqual(codes('{"class_name"'), ['bad-json']);
    const [own] = kerasModels({ class_name: 'Mine>Net', config: { name: 'n', size: 3 } }, []).models;
    assert.deepEqual([own!.layers, own!.customLayers], [[], ['Mine>Net']]);
    assert.match(own!.cannotRun!, /code/);
  });

  it('weights of other shapes than the architecture has are told', () => {
    const config = functional([input, dense('a', to('x'))]);
    assert.deepEqual(codes(config, [tensor('a/kernel', [4, 4]), tensor('a/bias', [4])]), []);
    assert.deepEqual(codes(config, [tensor('a/kernel', [5, 4]), tensor('a/bias', [4])]), ['shapes-differ']);
  });

  it('a class that is not known has the weights that are stored, no shape, and is listed', () => {
    const config = functional([
      input,
      { class_name: 'My>Scale', config: { name: 'a' }, inbound_nodes: to('x') },
      { class_name: 'Lambda', config: { name: 'l', function: ['4wEAAA==', null, null] }, inbound_nodes: to('a') },
      dense('d', to('l')),
    ]);
    const [model] = kerasModels(config, [
      tensor('a/gain', [4]),
      tensor('d/kernel', [9, 4]),
      tensor('d/bias', [4]),
    ]).models;
    assert.deepEqual(
      model!.layers.map(l => [l.className, l.outputShape, l.arithmetic]),
      [
        ['InputLayer', [null, 4], ''],
        ['Scale', null, '4'],
        ['Lambda', null, ''],
        ['Dense', null, '4·9 + 4 = 40'],
      ],
    );
    assert.deepEqual(model!.customLayers, ['Scale', 'Lambda']);
    assert.match(model!.cannotRun!, /Lambda layer l holds Python code/);
  });

  it('models in models end, also where each is called twice by the one around it', () => {
    let inner: Record<string, unknown> = functional([input, dense('a', to('x'))]) as Record<string, unknown>;
    for (let depth = 0; depth < 60; depth++)
      inner = functional([
        input,
        { ...inner, name: 'm', inbound_nodes: [...(to('x') as unknown[]), [['m', 0, 0, {}]]] },
        dense('a', to('m', 1)),
      ]) as Record<string, unknown>;
    const { models, problems } = kerasModels(inner, []);
    assert.ok(problems.some(problem => problem.code === 'too-deep'));
    assert.ok(models[0]!.layers.length > 60);
    let json: unknown = [];
    for (let depth = 0; depth < 5000; depth++) json = [json];
    assert.deepEqual(codes(functional([input, dense('a', json)])).at(-1), undefined);
  });

  it('5,000 layers, in a chain or of one name', () => {
    const named = Array.from({ length: 5_000 }, (_, i) => dense(`d${i}`, []));
    const [model] = kerasModels(chain([input, ...named]), []).models;
    assert.deepEqual([model!.layers.length, model!.parameters], [5001, 100_000]);
    assert.deepEqual(model!.outputs, [{ name: 'd4999', shape: [null, 4] }]);
    const same = kerasModels(chain([input, ...named.map(() => dense('d', []))]), []);
    assert.equal(new Set(same.models[0]!.layers.map(l => l.name)).size, 5001);
    assert.equal(same.problems.at(-1)!.code, 'more-problems');
  });

  it('sizes that no layer has leave its shape open', () => {
    for (const units of [-1, 1.5, '4', null, 1e300, {}, [4]]) {
      const [model] = kerasModels(functional([input, dense('a', to('x'), units)]), []).models;
      assert.deepEqual([model!.layers[1]!.outputShape, model!.parameters], [null, 0], String(units));
    }
  });

  it('any JSON where a configuration has something ends in a table', () => {
    const classes = [
      'Dense',
      'Conv2D',
      'LSTM',
      'Bidirectional',
      'Reshape',
      'Dot',
      'MultiHeadAttention',
      'Cropping2D',
      'RNN',
    ];
    const keys = [
      'units',
      'filters',
      'kernel_size',
      'layer',
      'cell',
      'target_shape',
      'axes',
      'cropping',
      'padding',
      'strides',
    ];
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constant({ class_name: 'LSTMCell', config: { units: 2 } }),
    );
    const layer = fc.record({
      class_name: fc.constantFrom(...classes),
      config: fc.dictionary(fc.constantFrom(...keys), value),
      inbound_nodes: fc.oneof(fc.constant(to('x')), fc.jsonValue({ maxDepth: 3 })),
    });
    fc.assert(
      fc.property(fc.array(layer, { maxLength: 4 }), fc.jsonValue({ maxDepth: 3 }), (layers, more) => {
        for (const config of [functional([input, ...layers]), chain([input, ...layers]), more]) {
          const { models } = kerasModels(config, [tensor('dense/kernel', [3])]);
          for (const { outputShape, parameters } of models[0]?.layers ?? []) {
            assert.ok(Number.isSafeInteger(parameters));
            assert.ok(
              !outputShape || outputShape.every(size => size === null || (Number.isSafeInteger(size) && size >= 0)),
            );
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});
