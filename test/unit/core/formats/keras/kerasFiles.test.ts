import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { closeOpened } from '../../../../../extension/core/formats/openedFile';
import { entryOf } from '../../../../../extension/core/formats/tensors/tensorEntry';
import { nameVariables } from '../../../../../extension/core/formats/keras/trackedVariables';
import { openFile } from '../../../../../extension/core/formats/openFile';
import { readNumbers } from '../../../../../extension/core/formats/tensors/tensorValues';
import type { FileDescription, TensorEntry } from '../../../../../extension/protocol/reader';
import { ask, assertAsNumpy, fixtures, type Expected } from '../numpyOracle';

interface KerasOracle {
  files: Record<string, Record<string, Expected>>;
  /** Of each layer the shapes and sums of its weights, in its order. */
  layers: Record<string, Record<string, [number[], number][]>>;
  steps: Record<string, number | null>;
  /** Of each layer the parameters, and those that are trained, as Keras counts them. */
  parameters?: Record<string, Record<string, [number, number]>>;
}
const oracleOf = (json: string): KerasOracle =>
  JSON.parse(fs.readFileSync(path.join(fixtures, json), 'utf8')) as KerasOracle;

/** The weights of each layer as the reader has them. */
async function layersOf(place: string): Promise<Record<string, [number[], number][]>> {
  const layers: Record<string, [number[], number][]> = {};
  const file = await openFile(place);
  try {
    for (const tensor of file.tensors) {
      const { layer, role, shape, count } = tensor.entry;
      if (role !== 'weight') continue;
      const sum = Array.from(readNumbers(tensor, 0, count)).reduce((a, b) => a + b, 0);
      (layers[layer ?? ''] ??= []).push([shape, sum]);
    }
    return layers;
  } finally {
    closeOpened(file);
  }
}

function assertLayers(got: Record<string, [number[], number][]>, wanted: Record<string, [number[], number][]>): void {
  assert.deepEqual(Object.keys(got), Object.keys(wanted));
  for (const [name, weights] of Object.entries(wanted)) {
    assert.deepEqual(
      got[name]!.map(([shape]) => shape),
      weights.map(([shape]) => shape),
      name,
    );
    for (const [i, [, sum]] of weights.entries()) assert.ok(Math.abs(got[name]![i]![1] - sum) < 1e-6, `${name} ${i}`);
  }
}

const describeFile = (file: string): Promise<FileDescription> => ask('describe', { path: path.join(fixtures, file) });
const named = (tensors: readonly TensorEntry[], name: string): TensorEntry => tensors.find(t => t.name === name)!;

for (const [version, json] of [
  ['Keras 2', 'expectedKeras2.json'],
  ['Keras 3', 'expectedKeras3.json'],
] as const) {
  const oracle = oracleOf(json);
  describe(`files of ${version}`, () => {
    for (const [file, tensors] of Object.entries(oracle.files)) {
      it(`${file} is as h5py has it`, () => assertAsNumpy(file, tensors));
      it(`${file} has the step that it was trained to`, async () =>
        assert.equal((await describeFile(file)).step, oracle.steps[file]));
    }
    for (const [file, counts] of Object.entries(oracle.parameters ?? {}))
      it(`${file} has the parameters that Keras counts`, async () => {
        const { models, problems } = await describeFile(file);
        assert.deepEqual(problems, []);
        const got = models[0]!.layers.map(({ name, parameters, trainable }) => [name, [parameters, trainable]]);
        assert.deepEqual(Object.fromEntries(got), counts);
      });
    for (const [file, layers] of Object.entries(oracle.layers))
      // A file without a configuration has the order of its groups' names.
      it(`${file} has the weights of Keras' layers`, async () => {
        const isOrdered = !file.includes('.weights.');
        const got = await layersOf(path.join(fixtures, file));
        const sorted = (all: typeof got): typeof got => Object.fromEntries(Object.entries(all).sort());
        // Keras 2 does not write names beside the weights.
        const groups: Record<string, string> = { first: 'dense', last: 'dense_1' };
        const named = Object.entries(layers).map(([name, weights]) => [
          (!isOrdered && version === 'Keras 2' && groups[name]) || name,
          weights,
        ]);
        const wanted = Object.fromEntries(named) as typeof layers;
        assertLayers(isOrdered ? got : sorted(got), isOrdered ? wanted : sorted(wanted));
      });
  });
}

describe('files of Keras 1', () => {
  const expected = JSON.parse(fs.readFileSync(path.join(fixtures, 'expectedKeras1.json'), 'utf8')) as {
    layers: Record<string, [number[], number][]>;
    shapes: (number | null)[][];
    parameters: number;
    trainable: number;
  };

  it('have the weights of its layers, in its order', async () =>
    assertLayers(await layersOf(path.join(fixtures, 'keras1/chain.h5')), expected.layers));

  it('have its layer table, told in the words of Keras 2', async () => {
    const { metadata, models, problems } = await describeFile('keras1/chain.h5');
    assert.deepEqual(problems, []);
    assert.equal(metadata.writtenBy, 'Keras 1.2.2');
    const [model] = models;
    assert.deepEqual([model!.parameters, model!.trainable], [expected.parameters, expected.trainable]);
    assert.deepEqual(
      model!.layers.map(layer => layer.outputShape),
      expected.shapes,
    );
    assert.deepEqual(model!.layers.map(layer => layer.arithmetic).filter(Boolean), [
      '4·3·3·3 + 4 = 112',
      '4·4 = 16',
      '4·5·9 + 4·5·5 + 4·5 = 300',
      '2·5 + 2 = 12',
    ]);
    assert.match(model!.cannotRun!, /Keras 1/);
  });
});

describe('what a Keras file says', () => {
  let folder: string;
  before(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'layerglass-keras-'))));
  after(() => fs.rmSync(folder, { recursive: true }));

  it('is who wrote it, and how it was trained', async () => {
    const { format, metadata } = await describeFile('keras2/small.h5');
    assert.equal(format, 'keras-h5');
    assert.deepEqual(metadata, {
      ...{ writtenBy: 'Keras 2.15.0', backend: 'tensorflow', optimizer: 'RMSprop', loss: 'mse' },
    });
    const archive = await describeFile('keras3/small.keras');
    assert.equal(archive.format, 'keras-v3');
    assert.match(archive.metadata.writtenBy!, /^Keras 3\./);
    assert.equal(archive.metadata.optimizer, 'Adam');
    assert.equal((await describeFile('keras3/small.weights.h5')).metadata.optimizer, 'adam');
  });

  it("is Keras' name of each variable, and what it is for", async () => {
    const old = (await describeFile('keras2/small.h5')).tensors;
    assert.equal(named(old, '/model_weights/first/first/kernel:0').fullName, 'first/kernel');
    assert.equal(old.filter(t => t.role === 'optimizer')[0]!.fullName, 'RMSprop/iter');
    const { tensors } = await describeFile('keras3/whole.keras');
    const names = Object.fromEntries(tensors.map(t => [t.name, [t.fullName, t.layer, t.role]]));
    assert.deepEqual(names['/layers/functional/layers/conv2d/vars/1'], ['inner_conv/bias', 'inner_conv', 'weight']);
    assert.deepEqual(names['/layers/scale/dense/vars/0'], [undefined, 'scale', 'weight']);
    assert.equal(
      names['/layers/bidirectional/backward_layer/cell/vars/1']![0],
      'both/backward_layer/cell/recurrent_kernel',
    );
    assert.equal(names['/optimizer/vars/0']![2], 'optimizer');
  });

  it('is how a layer is quantized, which TensorFlow.js does not do', async () => {
    for (const mode of ['int8', 'int4', 'float8']) {
      const [model] = (await describeFile(`keras3/${mode}.keras`)).models;
      assert.match(model!.cannotRun!, new RegExp(`is quantized \\(${mode}\\)`));
      const wide = model!.layers.find(layer => layer.name === 'wide')!;
      assert.deepEqual(wide.weights.map(({ name }) => name).slice(0, 2), [mode === 'int4' ? '0' : 'kernel', 'bias']);
      assert.equal(wide.multiplyAdds, 6 * 8 * 10, 'of the kernel as it is applied');
    }
    assert.equal((await describeFile('keras3/lora.keras')).models[0]!.cannotRun, null);
  });

  it('takes states of random numbers and of metrics for what they are', () => {
    const tensors = ['/layers/drop/seed_generator/vars/0', '/metrics/mean/vars/0', '/layers/drop/vars/0'].map(name => ({
      entry: entryOf({ name, dtype: 'float32', shape: [1], bytes: 4 }, '/'),
      ...{ stored: 'float32' as const, quantization: null, source: { size: 0, read: () => undefined }, at: 0 },
    }));
    const named = nameVariables(tensors, group => `${group.slice(8)}out`, new Map());
    assert.deepEqual(
      named.map(({ entry }) => [entry.name, entry.role, entry.layer]),
      [
        ['/layers/drop/vars/0', 'weight', 'dropout'],
        ['/layers/drop/seed_generator/vars/0', 'other', null],
        ['/metrics/mean/vars/0', 'other', null],
      ],
    );
  });

  it('can be packed, and is compared with its checksums', async () => {
    const bytes = fs.readFileSync(path.join(fixtures, 'keras3/small.keras'));
    const place = path.join(folder, 'changed.keras');
    const kernel = (await ask('values', {
      ...{ path: path.join(fixtures, 'keras3/small.keras'), name: '/layers/dense/vars/0', offset: 0, count: 12 },
    })) as { values: number[] };
    const at = bytes.indexOf(Buffer.from(Float32Array.from(kernel.values).buffer));
    assert.ok(at > 0);
    bytes[at] = bytes[at]! ^ 1;
    fs.writeFileSync(place, bytes);
    const { problems } = await ask('summaries', { path: place, names: null });
    assert.deepEqual(
      problems.map(p => `${p.code} ${p.where}`),
      ['checksum-mismatch model.weights.h5'],
    );
  });

  it('is missing where a shard is', async () => {
    const index = 'sharded.weights.json';
    fs.cpSync(path.join(fixtures, 'keras3/sharded', index), path.join(folder, index));
    fs.cpSync(
      path.join(fixtures, 'keras3/sharded/sharded_00000.weights.h5'),
      path.join(folder, 'sharded_00000.weights.h5'),
    );
    const { tensors, problems } = await ask('describe', { path: path.join(folder, index) });
    assert.ok(tensors.length > 0);
    assert.ok(problems.some(p => p.code === 'file-missing' && p.where === 'sharded_00001.weights.h5'));
    assert.ok(problems.some(p => p.code === 'tensor-missing'));
  });

  it('never leads to a shard outside', async () => {
    const place = path.join(folder, 'out.weights.json');
    fs.writeFileSync(place, JSON.stringify({ weight_map: { '/layers/dense/vars': '../../etc/hostname' } }));
    const { tensors, problems } = await ask('describe', { path: place });
    assert.deepEqual(tensors, []);
    assert.equal(problems[0]!.code, 'outside');
  });
});
