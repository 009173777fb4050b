import * as assert from 'node:assert';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { PNG } from 'pngjs';
import { FileRunner, type FileRunOptions } from '../../extension/engine/fileRun/fileRunner';
import { closeOpened } from '../../extension/core/formats/openedFile';
import { openFile } from '../../extension/core/formats/openFile';
import { readNumbers } from '../../extension/core/formats/tensors/tensorValues';
import type { FileInput, FileRunResult } from '../../extension/protocol/fileRun';
import { nativeFolder, onEachBackend } from './support/backends';
import { cleanUp, makeProject, runToEnd, smallModel } from './support/trial';

const formats = path.join(__dirname, '../fixtures/formats');
interface Expected {
  files: string[];
  outputs: { shape: number[]; values: number[] }[];
}
const expected = ['2', '3'].map(version => {
  const text = fs.readFileSync(path.join(formats, `expectedFileRuns${version}.json`), 'utf8');
  return JSON.parse(text) as Record<string, Expected>;
});
const all = Object.entries({ ...expected[0], ...expected[1] });

/** The fixtures, unpacked. */
function unpacked(...names: string[]): string {
  const folder = makeProject({});
  for (const name of names) {
    const packed = fs.readFileSync(path.join(formats, 'fileRun', `${name}.gz`));
    fs.writeFileSync(path.join(folder, name), gunzipSync(packed));
  }
  return folder;
}

/** A model of TensorFlow.js that returns what it is given, flat; `more` goes into its model.json. */
function identityModel(shape: number[], more: object = {}): string {
  const config = { name: 'flat', batch_input_shape: [null, ...shape] };
  const layers = [
    shape.length > 1
      ? { class_name: 'Flatten', config }
      : { class_name: 'Activation', config: { ...config, activation: 'linear' } },
  ];
  const json = {
    format: 'layers-model',
    modelTopology: { class_name: 'Sequential', config: { name: 'same', layers } },
    weightsManifest: [],
    ...more,
  };
  return makeProject({ 'model.json': JSON.stringify(json) });
}

/** A row of float32 as numpy.save writes it. */
function npyRow(values: number[]): Buffer {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${values.length},), }\n`;
  const start = [0x93, ...Buffer.from('NUMPY'), 1, 0, header.length, 0];
  return Buffer.concat([Buffer.from(start), Buffer.from(header), Buffer.from(Float32Array.from(values).buffer)]);
}

function writePng(file: string, width: number, height: number, color: (x: number, y: number) => number[]): void {
  const png = new PNG({ width, height });
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) png.data.set([...color(x, y), 255], (y * width + x) * 4);
  fs.writeFileSync(file, PNG.sync.write(png, { colorType: 2 }));
}

describe('model files are run', () => {
  let runner: FileRunner;
  beforeEach(() => (runner = new FileRunner()));
  afterEach(async () => {
    runner.dispose();
    await cleanUp();
  });
  const run = (
    place: string,
    input: FileInput,
    backend: 'wasm' | 'native' = 'wasm',
    options: FileRunOptions = {},
  ): Promise<FileRunResult> =>
    runner.run(
      {
        ...{ place, input, backend, nodePath: null, tensorflowPath: null },
        nativeFolder: backend === 'native' ? nativeFolder : null,
      },
      options,
    );

  onEachBackend('as Keras itself predicts', ({ name: backend }) => {
    it('for every model of versions 2 and 3, to 1e-5', async () => {
      for (const [name, { files, outputs }] of all)
        for (const file of files) {
          const folder = unpacked(file);
          const npy = path.join(formats, 'fileRun', `${name}.npy`);
          const result = await run(path.join(folder, file), { kind: 'npy', path: npy }, backend);
          outputs.forEach(({ shape, values }, output) => {
            const [examples = 0, ...rest] = shape;
            assert.deepStrictEqual(
              result.examples.map(e => e.outputs[output]!.shape),
              Array(examples).fill(rest),
              file,
            );
            const got = result.examples.flatMap(e => e.outputs[output]!.values);
            const worst = Math.max(...values.map((value, i) => Math.abs(value - got[i]!)));
            assert.ok(worst <= 1e-5, `${file}, output ${output}: ${worst}`);
          });
          assert.ok(result.backend.startsWith(backend), result.backend);
          assert.ok(result.layers.length > 2, file);
          for (const layer of result.layers) assert.ok(layer.summary.count > 0, `${file} ${layer.name}`);
        }
    });
  });

  it('shows maps of convolutions, values of the rest, and what is a distribution', async () => {
    const folder = unpacked('convnet3.keras');
    const result = await run(path.join(folder, 'convnet3.keras'), { kind: 'noise', seed: 3 });
    const [first] = result.layers.filter(layer => layer.name === 'first');
    assert.strictEqual(first!.maps!.total, 4);
    assert.deepStrictEqual(first!.outputShape, [null, 12, 12, 4]);
    assert.strictEqual(first!.summary.count, 12 * 12 * 4);
    assert.strictEqual(result.layers.at(-1)!.values!.length, 5);
    const [output] = result.examples[0]!.outputs;
    assert.strictEqual(output!.kind, 'probabilities');
    const sorted = [...output!.values].sort((a, b) => b - a);
    assert.deepStrictEqual(
      output!.top.map(t => t.value),
      sorted,
    );
    assert.strictEqual(result.pictures!.height, 12);
    const again = await run(path.join(folder, 'convnet3.keras'), { kind: 'noise', seed: 3 });
    assert.deepStrictEqual(again.examples, result.examples);
  });

  it('makes images fit: grey, the wanted size, a guessed scale; a model that scales itself gets 0 to 255', async () => {
    const folder = identityModel([4, 4, 1]);
    const image = path.join(folder, 'half.png');
    writePng(image, 8, 8, x => (x < 4 ? [0, 0, 0] : [255, 255, 255]));
    const guessed = await run(folder, { kind: 'image', path: image, scale: null });
    assert.strictEqual(guessed.input.how, '8×8 RGB → grey, 4×4, ÷255');
    assert.ok(guessed.input.isGuessed && guessed.input.scale === '0..1');
    const [row] = [guessed.examples[0]!.outputs[0]!.values.slice(0, 4)];
    // each new pixel is weighed over four old ones by 1, 3, 3, 1
    [0, 1 / 8, 7 / 8, 1].forEach((value, i) => assert.ok(Math.abs(row[i]! - value) < 1e-6, String(row)));
    const asked = await run(folder, { kind: 'image', path: image, scale: '-1..1' });
    assert.ok(!asked.input.isGuessed);
    assert.ok(Math.abs(asked.examples[0]!.outputs[0]!.values[0]! + 1) < 1e-6);
    const convnet = unpacked('convnet3.keras');
    const scaled = await run(path.join(convnet, 'convnet3.keras'), { kind: 'image', path: image, scale: null });
    assert.deepStrictEqual([scaled.input.scale, scaled.input.isGuessed], ['0..255', false]);
  });

  it('runs over a folder of images with progress, tells of those that cannot be read, and names classes', async () => {
    const folder = identityModel([2, 2, 1], { userDefinedMetadata: { labels: ['a', 'b', 'c', 'd'] } });
    const images = path.join(folder, 'images');
    fs.mkdirSync(images);
    for (const n of [10, 9, 1])
      writePng(path.join(images, `${n}.png`), 2, 2, (x, y) => Array(3).fill(x + y === n % 2 ? 200 : 0));
    fs.writeFileSync(path.join(images, 'torn.png'), fs.readFileSync(path.join(images, '1.png')).subarray(0, 30));
    fs.writeFileSync(path.join(images, 'notes.txt'), 'no image');
    const seen: string[] = [];
    const result = await run(folder, { kind: 'folder', path: images, scale: null }, 'wasm', {
      onProgress: (stage, done, total) => seen.push(`${stage} ${done}/${total}`),
    });
    assert.deepStrictEqual(
      result.examples.map(e => e.label),
      ['1.png', '9.png', '10.png'],
    );
    assert.strictEqual(result.examples[2]!.outputs[0]!.top[0]!.label, 'a');
    assert.match(result.notes.join(' '), /torn\.png/);
    assert.ok(seen.includes('reading images 4/4') && seen.includes('running the model 3/3'), seen.join());
  });

  it('says by name what is in the way', async () => {
    const folder = identityModel([4]);
    const npy = path.join(folder, 'five.npy');
    fs.writeFileSync(npy, npyRow([1, 2, 3, 4, 5]));
    const fails = (place: string, input: FileInput, code: string) =>
      assert.rejects(run(place, input), (error: { code: string; message: string }) => {
        assert.strictEqual(error.code, code, error.message);
        return true;
      });
    await fails(folder, { kind: 'npy', path: npy }, 'wrong-shape');
    await fails(folder, { kind: 'image', path: npy, scale: null }, 'not-images');
    await fails(folder, { kind: 'npy', path: path.join(folder, 'none.npy') }, 'file-missing');
    const images = identityModel([4, 4, 3]);
    await fails(images, { kind: 'image', path: npy, scale: null }, 'bad-image');
    await fails(images, { kind: 'folder', path: images, scale: null }, 'no-images');
    await fails(npy, { kind: 'noise', seed: 1 }, 'no-architecture');
    const custom = makeProject({
      'model.json': JSON.stringify({
        modelTopology: {
          class_name: 'Sequential',
          config: {
            name: 'm',
            layers: [{ class_name: 'Lambda', config: { name: 'l', function: 'evil()', batch_input_shape: [null, 2] } }],
          },
        },
        weightsManifest: [],
      }),
    });
    await fails(custom, { kind: 'noise', seed: 1 }, 'custom-layers');
  });

  it('computes what lies before a layer that only its program knows', async () => {
    const layers = [
      { class_name: 'Flatten', config: { name: 'flat', batch_input_shape: [null, 3, 2] } },
      { class_name: 'Secret', config: { name: 'secret' } },
      { class_name: 'Flatten', config: { name: 'after' } },
    ];
    const folder = makeProject({
      'model.json': JSON.stringify({
        modelTopology: { class_name: 'Sequential', config: { name: 'm', layers } },
        weightsManifest: [],
      }),
    });
    const result = await run(folder, { kind: 'noise', seed: 1 });
    assert.deepStrictEqual(
      result.layers.map(l => l.name),
      ['flat'],
    );
    assert.match(result.notes.join(' '), /Secret/);
  });

  it('ends with the process when it is cancelled, and runs again', async () => {
    const folder = identityModel([4]);
    const controller = new AbortController();
    const waiting = run(folder, { kind: 'noise', seed: 1 }, 'wasm', {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await assert.rejects(waiting, { code: 'cancelled' });
    const result = await run(folder, { kind: 'noise', seed: 1 });
    assert.strictEqual(result.examples[0]!.outputs[0]!.values.length, 4);
  });

  it('runs a graph model of TensorFlow.js, and shows what its operations return', async () => {
    const float = { type: 'DT_FLOAT' };
    const shape = (...sizes: number[]) => ({ shape: { dim: sizes.map(size => ({ size: String(size) })) } });
    const node = [
      { name: 'x', op: 'Placeholder', attr: { dtype: float, shape: shape(-1, 2) } },
      {
        name: 'w',
        op: 'Const',
        attr: {
          dtype: float,
          value: { tensor: { dtype: 'DT_FLOAT', tensorShape: { dim: [{ size: '2' }, { size: '2' }] } } },
        },
      },
      {
        name: 'product',
        op: 'MatMul',
        input: ['x', 'w'],
        attr: { T: float, transpose_a: { b: false }, transpose_b: { b: false } },
      },
      { name: 'y', op: 'Relu', input: ['product'], attr: { T: float } },
    ];
    const weights = [{ name: 'w', shape: [2, 2], dtype: 'float32' }];
    const model = { format: 'graph-model', modelTopology: { node }, weightsManifest: [{ paths: ['w.bin'], weights }] };
    const folder = makeProject({ 'model.json': JSON.stringify(model) });
    fs.writeFileSync(path.join(folder, 'w.bin'), Buffer.from(Float32Array.of(1, -1, 2, 3).buffer));
    fs.writeFileSync(path.join(folder, 'x.npy'), npyRow([10, 1]));
    const result = await run(path.join(folder, 'model.json'), { kind: 'npy', path: path.join(folder, 'x.npy') });
    assert.deepStrictEqual(result.examples[0]!.outputs[0]!.values, [12, 0]);
    assert.deepStrictEqual(
      result.layers.map(l => [l.name, l.className, l.values]),
      [
        ['product', 'MatMul', [12, -7]],
        ['y', 'Relu', [12, 0]],
      ],
    );
  });

  it('runs the model of a checkpoint of a run', async () => {
    const trained = await runToEnd({
      'train.ts': `${smallModel}await m.fit(x, y, { epochs: 1, verbose: 0 });
(m.predict(tf.tensor([[1, 2, 3]])) as tf.Tensor).data().then(d => console.log('says ' + d[0]));`,
    });
    const npy = path.join(trained.folder, 'x.npy');
    fs.writeFileSync(npy, npyRow([1, 2, 3]));
    // a run stands for its last checkpoint
    const result = await run(trained.state.path!, { kind: 'npy', path: npy });
    const said = Number(/says (\S+)/.exec(trained.output.stdout)?.[1]);
    assert.ok(Math.abs(result.examples[0]!.outputs[0]!.values[0]! - said) < 1e-6);
  });

  const native = nativeFolder ? it : it.skip;
  native('runs SavedModels by their signature, and none that reaches beyond itself', async () => {
    const place = path.join(formats, 'tensorflowGraphs/module');
    const folder = makeProject({});
    const npy = path.join(folder, 'x.npy');
    fs.writeFileSync(npy, npyRow([0, 1, 0, 0]));
    const result = await run(place, { kind: 'npy', path: npy }, 'native');
    const file = await openFile(place);
    const w = readNumbers(
      file.tensors.find(t => t.entry.shape.join() === '4,3')!,
      3,
      3,
    );
    closeOpened(file);
    // hidden is a row of w, halved three times, and turned round where its sum is negative
    const sign = w[0]! + w[1]! + w[2]! > 0 ? 1 : -1;
    const hidden = result.examples[0]!.outputs.find(output => output.name === 'hidden')!;
    hidden.values.forEach((value, i) => assert.ok(Math.abs(value - (sign * w[i]!) / 8) < 1e-6, hidden.values.join()));
    fs.cpSync(place, path.join(folder, 'evil'), { recursive: true });
    fs.appendFileSync(path.join(folder, 'evil/saved_model.pb'), '\x12\x08ReadFile');
    await assert.rejects(run(path.join(folder, 'evil'), { kind: 'noise', seed: 1 }, 'native'), {
      code: 'reaching-graph',
    });
    await assert.rejects(run(place, { kind: 'noise', seed: 1 }, 'wasm'), { code: /native-needed|backend/ });
  });
});
