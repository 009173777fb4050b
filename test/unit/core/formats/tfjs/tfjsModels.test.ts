import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { graphsOfJson } from '../../../../../extension/core/formats/tensorflow/graphJson';
import { temporaryFolder } from '../../runs/runFixtures';
import { writeModel } from '../formatFixtures';
import { ask, assertAsNumpy, expectedOf, fixtures } from '../numpyOracle';

describe('models that the converter of TensorFlow.js has written', () => {
  const { folder, remove } = temporaryFolder();
  after(remove);

  for (const [file, expected] of Object.entries(expectedOf('expectedTfjs.json')))
    it(`${file}: weights are what its own reader and NumPy find`, () => assertAsNumpy(file, expected));

  for (const file of ['layers', 'layers-uint8', 'layers-uint16', 'layers-float16', 'sharded'])
    it(`${file}: the layers of the network`, async () => {
      const { models, hasGraphs, problems } = await ask('describe', { path: path.join(fixtures, 'tfjs', file) });
      assert.deepEqual(problems, []);
      assert.equal(hasGraphs, false);
      const [model, ...others] = models;
      assert.deepEqual(others, []);
      assert.deepEqual(
        model!.layers.map(l => [l.name, l.outputShape, l.arithmetic, l.multiplyAdds, l.inbound]),
        [
          ['input_1', [null, 8, 8, 3], '', 0, []],
          ['conv', [null, 6, 6, 4], '4·3·3·3 + 4 = 112', 3888, ['input_1']],
          ['norm', [null, 6, 6, 4], '4·4 = 16', 0, ['conv']],
          ['flat', [null, 144], '', 0, ['norm']],
          ['out', [null, 5], '5·144 + 5 = 725', 720, ['flat']],
        ],
      );
      const { parameters, trainable, loss, optimizer, customLayers, cannotRun } = model!;
      assert.deepEqual(
        { parameters, trainable, loss, optimizer, customLayers, cannotRun },
        {
          ...{ parameters: 853, trainable: 845, loss: 'categoricalCrossentropy', optimizer: 'Adam' },
          ...{ customLayers: [], cannotRun: null },
        },
      );
      assert.deepEqual(model!.inputs, [{ name: 'input_1', shape: [null, 8, 8, 3], dtype: 'float32' }]);
    });

  it('a graph model: its nodes, with the weights that they take and the shapes that its signature tells', async () => {
    const place = path.join(fixtures, 'tfjs/graph');
    assert.equal((await ask('describe', { path: place })).hasGraphs, true);
    const [graph, ...others] = await ask('graphs', { path: place });
    assert.deepEqual(others, []);
    assert.deepEqual(graph!.inputs, [{ name: 'input_1', dtype: 'float32', shape: [null, 8, 8, 3] }]);
    assert.deepEqual(
      graph!.outputs.map(({ dtype, shape }) => ({ dtype, shape })),
      [{ dtype: 'float32', shape: [null, 5] }],
    );
    assert.equal(graph!.total, graph!.nodes.length);
    const conv = graph!.nodes.find(node => node.op === '_FusedConv2D')!;
    assert.deepEqual(
      conv.tensors.map(name => name.replace(/.*\//, '')),
      ['Conv2D_weights', 'Conv2D_bn_offset'],
    );
    assert.equal(conv.attributes['padding'], 'VALID');
    assert.equal(conv.attributes['strides'], '[1, 1, 1, 1]');
    const places = new Map(graph!.nodes.map((node, i) => [node.name, i]));
    graph!.nodes.forEach((node, i) => node.inputs.forEach(input => assert.ok(places.get(input)! < i, node.name)));
  });

  it('a loop: its body and condition lie in the graph that has it, with weights of their own', async () => {
    const graphs = await ask('graphs', { path: path.join(fixtures, 'tfjs/loop') });
    assert.deepEqual(
      graphs.map(graph => graph.parent),
      [null, 'loop', 'loop'],
    );
    const body = graphs.find(graph => graph.nodes.some(node => node.op === 'Mul'))!;
    assert.match(body.nodes.find(node => node.op === 'Mul')!.tensors.join(), /while\/Const$/);
    assert.equal(body.inputs.length, 4);
  });

  it('weights without an architecture, no weights at all, and tensors without values', async () => {
    const place = writeModel(path.join(folder, 'few'), [{ paths: [], weights: [] }], {});
    const file = path.join(place, 'model.json');
    const json = JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown>;
    const described = async (more: object) => {
      fs.writeFileSync(file, JSON.stringify({ ...json, ...more }));
      return ask('describe', { path: place });
    };
    const bare = await described({ modelTopology: null });
    assert.deepEqual([bare.models, bare.tensors, bare.problems], [[], [], []]);
    const empty = { name: 'e/kernel', shape: [0, 4], dtype: 'float32' };
    const zero = await described({ modelTopology: null, weightsManifest: [{ paths: ['w.bin'], weights: [empty] }] });
    assert.deepEqual(
      zero.problems.map(p => p.code),
      ['file-missing'],
    );
    assert.equal(zero.tensors[0]!.count, 0);
  });

  it('graphs of any JSON end in graphs', () => {
    const ring = {
      name: 'a',
      op: 'Add',
      input: ['b', 'b:1'],
      attr: { T: { type: 1 }, _x: 3, v: { list: { i: ['1'] } } },
    };
    for (const json of [
      null,
      5,
      [],
      { node: 3 },
      { node: [null, 3, {}, ring, { ...ring, name: 'b', input: ['a', 7] }] },
    ]) {
      const [graph] = graphsOfJson(json, { inputs: { x: 3 } }, 'g', []);
      assert.deepEqual(graph!.inputs, [{ name: 'x', dtype: '', shape: null }]);
    }
    const many = {
      node: Array.from({ length: 120_000 }, (_, i) => ({ name: `n${i}`, op: 'Relu', input: [`n${i - 1}`] })),
    };
    const [graph] = graphsOfJson(many, null, 'g', []);
    assert.deepEqual([graph!.total, graph!.nodes.length], [120_000, 20_000]);
  });
});
