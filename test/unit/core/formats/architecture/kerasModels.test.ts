import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { kerasModels } from '../../../../../extension/core/formats/architecture/kerasModels';
import { entryOf } from '../../../../../extension/core/formats/tensors/tensorEntry';
import type { Shape } from '../../../../../extension/protocol/model';
import { fixtures } from '../numpyOracle';

/** As the scripts write them: name, class, depth, shape of the output, parameters, trained ones. */
type Row = [name: string, className: string, depth: number, shape: Shape, parameters: number, trainable: number];
interface Case {
  name: string;
  config: unknown;
  layers: Row[];
  outputs: Shape[];
}

describe('models of configurations', () => {
  for (const file of ['keras2', 'keras3', 'tfjs']) {
    const cases = JSON.parse(fs.readFileSync(path.join(fixtures, `architectures/${file}.json`), 'utf8')) as Case[];
    for (const { name, config, layers, outputs } of cases)
      it(`${file} ${name}: shapes and parameters of all layers are its framework's`, () => {
        const { models, problems } = kerasModels(config, []);
        assert.deepEqual(problems, []);
        const [model] = models;
        const own = new Map(
          model!.layers.map(layer => [`${layer.depth} ${layer.name.split('/').at(-1)} ${layer.parent}`, layer]),
        );
        let parent: (string | null)[] = [null];
        for (const [layer, className, depth, shape, parameters, trainable] of layers) {
          parent = parent.slice(0, depth + 1);
          const found = own.get(`${depth} ${layer} ${parent[depth]}`);
          assert.ok(found, `${layer} is there`);
          parent.push(found.name);
          assert.deepEqual(
            [found.className, found.outputShape, found.parameters, found.trainable],
            [className, shape, parameters, trainable],
            layer,
          );
        }
        assert.deepEqual(
          model!.outputs.map(output => output.shape),
          outputs,
        );
      });
  }

  describe('of Keras 1', () => {
    /** Rows as above, with the shapes of all weights. */
    type OldRow = [...Row, weights: number[][]];
    const cases = JSON.parse(fs.readFileSync(path.join(fixtures, 'architectures/keras1.json'), 'utf8')) as (Omit<
      Case,
      'layers'
    > & {
      layers: OldRow[];
      parameters: number;
    })[];
    for (const { name, config, layers, outputs, parameters: all } of cases)
      it(`${name}: shapes and weights of all layers are its own`, () => {
        const { models, problems } = kerasModels(config, []);
        assert.deepEqual(problems, []);
        const [model] = models;
        for (const [layer, , , shape, parameters, trainable, weights] of layers) {
          const found = model!.layers.find(each => each.name === layer)!;
          assert.ok(found, `${layer} is there`);
          assert.deepEqual(
            [found.outputShape, found.parameters, found.trainable],
            [shape, parameters, trainable],
            layer,
          );
          if (!['Bidirectional', 'TimeDistributed'].includes(found.className) && weights.length)
            assert.deepEqual(
              found.weights.map(weight => weight.shape),
              weights,
              layer,
            );
        }
        assert.deepEqual(
          model!.outputs.map(output => output.shape),
          outputs,
        );
        assert.equal(model!.parameters, all);
        assert.match(model!.cannotRun!, /Keras 1/);
      });

    it('has its arithmetic in the words of Keras 2, whatever the order of its axes', () => {
      const { models } = kerasModels(cases.find(({ name }) => name === 'conv2_th')!.config, []);
      const conv = models[0]!.layers.find(({ className }) => className === 'Conv2D')!;
      assert.deepEqual(
        [conv.arithmetic, conv.weights.map(({ name, shape }) => [name, shape])],
        [
          '4·3·5·3 + 4 = 184',
          [
            ['W', [4, 3, 3, 5]],
            ['b', [4]],
          ],
        ],
      );
      assert.deepEqual(
        [conv.config['filters'], conv.config['kernelSize'], conv.config['dataFormat'], conv.multiplyAdds],
        [4, [3, 5], 'channelsFirst', 180 * 10 * 10],
      );
    });
  });

  describe('of a wrapper that is not known', () => {
    const inner = { module: 'keras.layers', class_name: 'Dense', config: { name: 'in', units: 6 } };
    const wrapper = { class_name: 'zoo>Scaled', registered_name: 'zoo>Scaled', config: { name: 'out', layer: inner } };
    const input = { class_name: 'InputLayer', config: { name: 'x', batch_input_shape: [null, 4] } };
    const config = { class_name: 'Sequential', config: { name: 'net', layers: [input, wrapper] } };
    const countsOf = (shapes: Record<string, number[]>, layer = wrapper) => {
      const tensors = Object.entries(shapes).map(([name, shape]) => ({
        ...entryOf({ name: `out/${name}:0`, dtype: 'float32', shape, bytes: 0 }, '/'),
        ...{ role: 'weight' as const, layer: 'out' },
      }));
      const { layers } = kerasModels({ ...config, config: { name: 'net', layers: [input, layer] } }, tensors)
        .models[0]!;
      const { parameters, trainable, arithmetic } = layers.find(({ name }) => name === 'out')!;
      return [parameters, trainable, arithmetic];
    };

    // As Keras 2 and 3 count them: the wrapper has a weight of its own.
    it('what is stored counts', () => {
      const shapes = { factor: [4], kernel: [4, 6], bias: [6] };
      assert.deepEqual(countsOf(shapes), [34, 34, '4 + 6·4 + 6 = 34']);
    });

    it('what is in it counts once, and what it has besides', () => {
      const built = {
        ...wrapper,
        config: { name: 'out', layer: { ...inner, build_config: { input_shape: [null, 4] } } },
      };
      const shapes = { factor: [4], 'in/kernel': [4, 6], 'in/bias': [6] };
      assert.deepEqual(countsOf(shapes, built), [34, 34, '6·4 + 6 + 4 = 34']);
      assert.deepEqual(countsOf({ 'in/kernel': [4, 6], 'in/bias': [6] }, built), [30, 30, '6·4 + 6 = 30']);
    });
  });

  it('takes tuples as SavedModels of Keras 2 write them', () => {
    const tuple = (items: unknown[]): object => ({ class_name: '__tuple__', items });
    const layers = [
      { class_name: 'InputLayer', config: { name: 'x', batch_input_shape: tuple([null, 8, 8, 1]) } },
      {
        class_name: 'Conv2D',
        config: { name: 'conv', filters: 4, kernel_size: tuple([3, 3]), strides: tuple([1, 2]) },
      },
    ];
    const { models } = kerasModels({ class_name: 'Sequential', config: { name: 'net', layers } }, []);
    assert.deepEqual(
      models[0]!.layers.map(layer => [layer.outputShape, layer.arithmetic]),
      [
        [[null, 8, 8, 1], ''],
        [[null, 6, 3, 4], '4·3·3·1 + 4 = 40'],
      ],
    );
  });
});
