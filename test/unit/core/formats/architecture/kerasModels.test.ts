import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { kerasModels } from '../../../../../extension/core/formats/architecture/kerasModels';
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
