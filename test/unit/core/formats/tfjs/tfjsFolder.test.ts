import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { closeOpened, type OpenedFile } from '../../../../../extension/core/formats/openedFile';
import { openFile } from '../../../../../extension/core/formats/openFile';
import { tensorPage } from '../../../../../extension/child/reader/tensorPage';
import { temporaryFolder } from '../../runs/runFixtures';
import { bytesOf, writeModel } from '../formatFixtures';

describe('a folder of TensorFlow.js', () => {
  const { folder, remove } = temporaryFolder();
  const opened: OpenedFile[] = [];
  after(() => {
    opened.forEach(closeOpened);
    remove();
  });
  let count = 0;
  const model = (manifest: unknown, files: Record<string, Uint8Array>): string =>
    writeModel(path.join(folder, String(count++)), manifest, files);
  const open = async (place: string): Promise<OpenedFile> => {
    const file = await openFile(place);
    opened.push(file);
    return file;
  };
  const values = (file: OpenedFile, name: string): (number | string)[] =>
    tensorPage(
      file.tensors.find(t => t.entry.name === name)!,
      0,
      100,
    ).values;

  it('has its tensors in the manifest’s order, also where one begins in a shard and ends in the next but one', async () => {
    const all = bytesOf(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), Int32Array.of(-9));
    const place = model(
      [
        {
          paths: ['a.bin', 'b.bin', 'c.bin'],
          weights: [
            { name: 'dense/bias', shape: [1], dtype: 'float32' },
            { name: 'dense/kernel', shape: [7, 1], dtype: 'float32' },
          ],
        },
        { paths: ['d.bin'], weights: [{ name: 'n', shape: [], dtype: 'int32' }] },
      ],
      {
        'a.bin': all.subarray(0, 6),
        'b.bin': all.subarray(6, 11),
        'c.bin': all.subarray(11, 32),
        'd.bin': all.subarray(32),
      },
    );
    const file = await open(place);
    const description = file.describe();
    assert.deepEqual(
      description.tensors.map(({ name, shape, layer, count: n, bytes, role }) => [name, shape, layer, n, bytes, role]),
      [
        ['dense/bias', [1], 'dense', 1, 4, 'weight'],
        ['dense/kernel', [7, 1], 'dense', 7, 28, 'weight'],
        ['n', [], null, 1, 4, 'weight'],
      ],
    );
    assert.equal(description.format, 'tfjs-layers');
    assert.deepEqual(description.metadata, { generatedBy: 'test' });
    assert.deepEqual(description.problems, []);
    assert.deepEqual(
      description.files.map(f => f.path),
      ['a.bin', 'b.bin', 'c.bin', 'd.bin', 'model.json'],
    );
    assert.deepEqual(values(file, 'dense/kernel'), [2, 3, 4, 5, 6, 7, 8]);
    assert.deepEqual(values(file, 'n'), [-9]);
    assert.deepEqual((await open(path.join(place, 'model.json'))).describe().tensors, description.tensors);
  });

  it('takes quantised values back as TensorFlow.js does: uint8, uint16, float16, and integers rounded', async () => {
    const weight = (name: string, quantization: unknown, dtype = 'float32') => ({
      name,
      shape: [3],
      dtype,
      quantization,
    });
    const file = await open(
      model(
        [
          {
            paths: ['w'],
            weights: [
              weight('a', { dtype: 'uint8', scale: 0.5, min: -1 }),
              weight('b', { dtype: 'uint16', scale: 2, min: 10 }),
              weight('c', { dtype: 'float16' }),
              weight('d', { dtype: 'uint8', scale: 0.3, min: 0 }, 'int32'),
            ],
          },
        ],
        {
          w: bytesOf(
            Uint8Array.of(0, 1, 255),
            Uint16Array.of(0, 3, 65535),
            Uint16Array.of(0x3c00, 0xc500, 0x0001),
            Uint8Array.of(0, 5, 7),
          ),
        },
      ),
    );
    assert.deepEqual(values(file, 'a'), [-1, -0.5, 126.5]);
    assert.deepEqual(values(file, 'b'), [10, 16, 131080]);
    assert.deepEqual(values(file, 'c'), [1, -5, Math.fround(2 ** -24)]);
    assert.deepEqual(values(file, 'd'), [0, 2, 2]);
    assert.deepEqual(
      file.describe().tensors.map(t => [t.dtype, t.bytes]),
      [
        ['float32', 3],
        ['float32', 6],
        ['float32', 6],
        ['int32', 3],
      ],
    );
  });

  it('shows NaN, infinities, bools, complex numbers and strings as they are', async () => {
    const text = (t: string): Uint8Array[] => [
      new Uint8Array(Uint32Array.of(Buffer.from(t).length).buffer),
      Buffer.from(t),
    ];
    const file = await open(
      model(
        [
          {
            paths: ['w'],
            weights: [
              { name: 'f', shape: [4], dtype: 'float32' },
              { name: 'b', shape: [2], dtype: 'bool' },
              { name: 'c', shape: [2], dtype: 'complex64' },
              { name: 's', shape: [2], dtype: 'string' },
              { name: 'after', shape: [], dtype: 'int32' },
            ],
          },
        ],
        {
          w: bytesOf(
            Float32Array.of(NaN, Infinity, -Infinity, 0.5),
            Uint8Array.of(1, 0),
            Float32Array.of(1, -2, 0, 3),
            ...text('grüße'),
            ...text(''),
            Int32Array.of(7),
          ),
        },
      ),
    );
    assert.deepEqual(values(file, 'f'), ['NaN', 'Infinity', '-Infinity', 0.5]);
    assert.deepEqual(values(file, 'b'), [1, 0]);
    assert.deepEqual(values(file, 'c'), ['1-2i', '0+3i']);
    assert.deepEqual(values(file, 's'), ['grüße', '']);
    assert.deepEqual(values(file, 'after'), [7]);
  });

  it('lists what lies in a missing or short shard, says so, and reads the rest', async () => {
    const weights = [
      { name: 'a', shape: [2], dtype: 'float32' },
      { name: 'b', shape: [2], dtype: 'float32' },
    ];
    const missing = await open(model([{ paths: ['1', '2'], weights }], { '1': bytesOf(Float32Array.of(1, 2)) }));
    assert.deepEqual(
      missing.problems.map(p => [p.code, p.where]),
      [['file-missing', '2']],
    );
    assert.deepEqual(values(missing, 'a'), [1, 2]);
    assert.throws(() => values(missing, 'b'), { code: 'file-missing', message: /b cannot be read: 2 is missing/ });
    const short = await open(model([{ paths: ['1'], weights }], { '1': bytesOf(Float32Array.of(1, 2, 3)) }));
    assert.deepEqual(
      short.problems.map(p => p.code),
      ['file-short'],
    );
    assert.deepEqual(values(short, 'a'), [1, 2]);
    assert.throws(() => values(short, 'b'), { code: 'file-short' });
    const long = await open(model([{ paths: ['1'], weights }], { '1': bytesOf(Float32Array.of(1, 2, 3, 4, 5)) }));
    assert.deepEqual(
      long.problems.map(p => p.code),
      ['file-long'],
    );
  });

  it('reads nothing outside its folder, neither by path nor by a link', async () => {
    fs.writeFileSync(path.join(folder, 'secret.bin'), bytesOf(Float32Array.of(42)));
    const weights = [{ name: 'a', shape: [1], dtype: 'float32' }];
    for (const shard of ['../secret.bin', path.join(folder, 'secret.bin'), 'link']) {
      const place = model([{ paths: [shard], weights }], {});
      if (shard === 'link') fs.symlinkSync(path.join(folder, 'secret.bin'), path.join(place, 'link'));
      const file = await open(place);
      assert.deepEqual(
        file.problems.map(p => p.code),
        ['outside'],
        shard,
      );
      assert.throws(() => values(file, 'a'), { code: 'outside' });
    }
    const place = path.join(folder, 'linked');
    fs.mkdirSync(place);
    fs.symlinkSync(path.join(folder, '0', 'model.json'), path.join(place, 'model.json'));
    await assert.rejects(openFile(place), { code: 'outside' });
  });

  it('is refused with what is wrong where it is no such thing', async () => {
    const place = path.join(folder, 'bad');
    fs.mkdirSync(place);
    const write = (text: string): void => fs.writeFileSync(path.join(place, 'model.json'), text);
    write('{"weightsManifest": [');
    await assert.rejects(openFile(place), { code: 'bad-json' });
    write('{"weightsManifest": [{"paths": ["x"], "weights": [{"name": "a", "shape": [-1], "dtype": "float32"}]}]}');
    await assert.rejects(openFile(place), { code: 'bad-schema' });
    write('{"weightsManifest": [{"paths": ["x"], "weights": [{"name": "a", "shape": [1], "dtype": "float99"}]}]}');
    await assert.rejects(openFile(place), { code: 'bad-schema' });
    write(
      '{"weightsManifest": [{"paths": ["x"], "weights": [{"name": "a", "shape": [1e9, 1e9], "dtype": "float32"}]}]}',
    );
    await assert.rejects(openFile(place), { code: 'bad-shape' });
    write('[{"paths": ["x"], "weights": [{"name": "a", "shape": [1]}]}]');
    await assert.rejects(openFile(place), { code: 'bad-schema', message: /"dtype"/ });
    write('{"class_name": "Sequential", "config": []}');
    await assert.rejects(openFile(place), { code: 'not-a-model', message: /architecture of a Keras model/ });
    write('{"name": "something else"}');
    await assert.rejects(openFile(place), {
      code: 'not-a-model',
      message: /is no model of TensorFlow\.js: it has no manifest of weights$/,
    });
    write('"text"');
    await assert.rejects(openFile(place), {
      code: 'not-a-model',
      message: /is no model of TensorFlow\.js: it has no manifest of weights$/,
    });
    await assert.rejects(openFile(folder), { code: 'not-a-model' });
    await assert.rejects(openFile(path.join(folder, 'nowhere')), { code: 'file-missing' });
  });

  it('gives tensors of one name different names', async () => {
    const weight = { name: 'a', shape: [1], dtype: 'float32' };
    const file = await open(
      model([{ paths: ['w'], weights: [weight, weight] }], { w: bytesOf(Float32Array.of(1, 2)) }),
    );
    assert.deepEqual(
      file.tensors.map(t => t.entry.name),
      ['a', 'a (2)'],
    );
    assert.deepEqual(values(file, 'a (2)'), [2]);
  });
});
