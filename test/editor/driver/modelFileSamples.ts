import * as fs from 'node:fs';
import * as path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { PNG } from 'pngjs';

const fixtures = path.join(__dirname, '../../fixtures/formats');

/** Files and folders by the name that they get, as the frameworks wrote them. */
const copies: Record<string, string> = {
  'whole.h5': 'keras2/whole.h5',
  'whole.keras': 'keras3/whole.keras',
  'dtypes.safetensors': 'safetensors/dtypes.safetensors',
  'checkpoint.pt': 'pytorch/checkpoint.pt',
  'unsafe.pt': 'pytorch/unsafe-system.pt',
  'first.npz': 'npz/deflated.npz',
  'second.npz': 'npz/stored.npz',
  'fortran.npy': 'npy/fortran.npy',
  'net.onnx': 'onnx/torch.onnx',
  'forest.onnx': 'onnx/sklearn-forest.onnx',
  'quantised.gguf': 'gguf/quantised.gguf',
  'codebooks.gguf': 'gguf/codebooks.gguf',
  'frozen.pb': 'tensorflowGraphs/frozen.pb',
  v1: 'tensorflow/v1',
  v2: 'tensorflow/v2',
  saved: 'tensorflowGraphs/keras3',
  'graph-only': 'tensorflowGraphs/tf1',
  tfjs: 'tfjs/layers',
};

/** Writes a model of every format into a new folder, with one that is damaged, two that are refused and a large one. */
export function writeModelFiles(folder: string): void {
  fs.mkdirSync(folder, { recursive: true });
  for (const [name, from] of Object.entries(copies))
    fs.cpSync(path.join(fixtures, from), path.join(folder, name), { recursive: true });
  fs.writeFileSync(
    path.join(folder, 'convnet.keras'),
    gunzipSync(fs.readFileSync(path.join(fixtures, 'fileRun/convnet3.keras.gz'))),
  );
  const unzipped = path.join(folder, 'unzipped');
  fs.mkdirSync(unzipped);
  for (const [name, bytes] of Object.entries(unzipSync(fs.readFileSync(path.join(fixtures, 'keras3/whole.keras')))))
    fs.writeFileSync(path.join(unzipped, name), bytes);
  fs.writeFileSync(path.join(folder, 'labels.txt'), 'zero\nring\ncross\nbar\ndot\n');
  writeRing(path.join(folder, 'ring.png'));
  fs.cpSync(path.join(fixtures, 'tensorflow/v1'), path.join(folder, 'damaged'), { recursive: true });
  flipByte(path.join(folder, 'damaged/model.ckpt-3.data-00002-of-00003'), 100);
  fs.writeFileSync(path.join(folder, 'broken.safetensors'), Buffer.alloc(64, 7));
}

/** A light ring on dark ground. */
export function writeRing(file: string): void {
  const png = new PNG({ width: 48, height: 48 });
  for (let y = 0; y < 48; y++)
    for (let x = 0; x < 48; x++) {
      const light = Math.abs(Math.hypot(x - 23.5, y - 23.5) - 15) < 4 ? 250 : 20;
      png.data.set([light, light * 0.8, 40, 255], (y * 48 + x) * 4);
    }
  fs.writeFileSync(file, PNG.sync.write(png, { colorType: 2 }));
}

/** Bytes that are not those that were written. */
export function flipByte(file: string, at: number): void {
  const bytes = fs.readFileSync(file);
  bytes[at]! ^= 1;
  fs.writeFileSync(file, bytes);
}

/**
 * Writes a file of safetensors whose tensors have these shapes, float32, at first all zero: its bytes lie in a hole, so that a
 * large one takes no room. `fill` writes values of one, by its name.
 */
export function writeSafetensors(
  file: string,
  shapes: Iterable<readonly [string, readonly number[]]>,
  fill?: (name: string, count: number) => Float32Array | null,
): void {
  const header: Record<string, unknown> = {};
  const filled: [Float32Array, number][] = [];
  let end = 0;
  for (const [name, shape] of shapes) {
    const count = shape.reduce((a, b) => a * b, 1);
    header[name] = { dtype: 'F32', shape, data_offsets: [end, end + 4 * count] };
    const values = fill?.(name, count);
    if (values) filled.push([values, end]);
    end += 4 * count;
  }
  const text = JSON.stringify(header);
  const json = Buffer.from(text + ' '.repeat(-text.length & 7));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const opened = fs.openSync(file, 'w');
  try {
    fs.writeSync(opened, length);
    fs.writeSync(opened, json);
    const from = length.length + json.length;
    for (const [values, at] of filled)
      fs.writeSync(opened, new Uint8Array(values.buffer, values.byteOffset, values.byteLength), 0, null, from + at);
    fs.ftruncateSync(opened, from + end);
  } finally {
    fs.closeSync(opened);
  }
}
