// Files of very many small tensors, in every format, as their own frameworks lay them out.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { ZipWriter } from '../../extension/core/formats/containers/zipWriter';
import { writeNpz } from '../../extension/core/formats/numpy/writeNpz';
import { writeSafetensors } from '../../extension/core/formats/safetensors/writeSafetensors';
import type { ExportedTensor } from '../../extension/core/formats/tensors/exportedTensors';
import { writeNewFile } from '../../extension/core/runs/newTarget';
import { ProtobufWriter } from '../../extension/core/runs/protobufWriter';
import { writeBundle } from './tensorBundle';
import { stateDictPickle } from './torchPickle';

/** One file: its format's name, and what is opened. */
export interface ManyTensors {
  name: string;
  place: string;
}

const bytesEach = 16;
const values = new Uint8Array(bytesEach);
const noPause = async (): Promise<void> => undefined;

/** `block7/layer3/kernel`: of a layer there are four. */
export const manyNames = (count: number): string[] =>
  Array.from(
    { length: count },
    (_, i) => `block${i >> 6}/layer${(i >> 2) & 15}/${['kernel', 'bias', 'gamma', 'beta'][i & 3]}`,
  );

/** Writes `count` float32 tensors of 2 × 2 zeros into one file for each format. */
export async function writeManyTensors(folder: string, count: number): Promise<ManyTensors[]> {
  const at = (name: string): string => path.join(folder, name);
  const names = manyNames(count);
  const tensors: ExportedTensor[] = names.map(name => ({
    ...{ name, dtype: 'float32', shape: [2, 2], bytes: bytesEach },
    pieces: () => [values],
  }));
  await writeSafetensors(at('many.safetensors'), tensors, {}, noPause);
  writeTfjs(at('tfjs'), names);
  await writeNpz(at('many.npz'), tensors, noPause);
  await writeTorch(at('many.pt'), names);
  await writeHdf5(at('many.h5'), names, 'earliest');
  await writeHdf5(at('latest.h5'), names, 'latest');
  writeGguf(at('many.gguf'), names);
  writeOnnx(at('many.onnx'), names);
  writeBundle(at('many.ckpt'), names, values);
  return [
    { name: 'safetensors', place: at('many.safetensors') },
    { name: 'TensorFlow.js', place: at('tfjs') },
    { name: 'npz', place: at('many.npz') },
    { name: 'PyTorch', place: at('many.pt') },
    { name: 'HDF5', place: at('many.h5') },
    { name: 'HDF5, libver=latest', place: at('latest.h5') },
    { name: 'GGUF', place: at('many.gguf') },
    { name: 'ONNX', place: at('many.onnx') },
    { name: 'TensorFlow checkpoint', place: at('many.ckpt') },
  ];
}

function writeTfjs(folder: string, names: readonly string[]): void {
  fs.mkdirSync(folder);
  const weights = names.map(name => ({ name, dtype: 'float32', shape: [2, 2] }));
  const weightsManifest = [{ paths: ['weights.bin'], weights }];
  fs.writeFileSync(
    path.join(folder, 'model.json'),
    JSON.stringify({ format: 'layers-model', modelTopology: null, weightsManifest }),
  );
  fs.writeFileSync(path.join(folder, 'weights.bin'), Buffer.alloc(bytesEach * names.length));
}

async function writeTorch(file: string, names: readonly string[]): Promise<void> {
  await writeNewFile(file, async target => {
    const zip = new ZipWriter(target);
    const add = (name: string, content: Uint8Array): void => {
      zip.begin(`many/${name}`, content.length);
      zip.write(content);
      zip.end();
    };
    add('data.pkl', stateDictPickle(names.map(name => name.replaceAll('/', '.'))));
    add('byteorder', Buffer.from('little'));
    for (let i = 0; i < names.length; i++) add(`data/${i}`, values);
    add('version', Buffer.from('3\n'));
    zip.finish();
  });
}

/** @param oldest of the library's versions that is to read it */
async function writeHdf5(file: string, names: readonly string[], oldest: 'earliest' | 'latest'): Promise<void> {
  const { default: h5wasm } = await import('h5wasm/node');
  await h5wasm.ready;
  const written = new h5wasm.File(file, 'w', { libver: [oldest, 'latest'] });
  const data = new Float32Array(values.buffer);
  const groups = new Set<string>();
  for (const name of names) {
    const parts = name.split('/');
    for (let length = 1; length < parts.length; length++) {
      const group = parts.slice(0, length).join('/');
      if (groups.has(group)) continue;
      groups.add(group);
      written.create_group(group);
    }
    written.create_dataset({ name, data, shape: [2, 2], dtype: '<f4' });
  }
  written.close();
}

/** https://github.com/ggml-org/ggml/blob/master/docs/gguf.md */
function writeGguf(file: string, names: readonly string[]): void {
  const alignment = 32;
  const start = Buffer.alloc(24);
  start.write('GGUF');
  start.writeUInt32LE(3, 4);
  start.writeBigUInt64LE(BigInt(names.length), 8);
  const parts = [start];
  for (const [i, name] of names.entries()) {
    const text = Buffer.from(name);
    const head = Buffer.alloc(8 + text.length + 4 + 2 * 8 + 4 + 8);
    head.writeBigUInt64LE(BigInt(text.length));
    text.copy(head, 8);
    const rest = head.subarray(8 + text.length);
    rest.writeUInt32LE(2);
    rest.writeBigUInt64LE(2n, 4);
    rest.writeBigUInt64LE(2n, 12);
    rest.writeUInt32LE(0, 20);
    rest.writeBigUInt64LE(BigInt(alignment * i), 24);
    parts.push(head);
  }
  const header = Buffer.concat(parts);
  const data = Buffer.alloc(alignment * names.length + alignment - (header.length % alignment));
  fs.writeFileSync(file, Buffer.concat([header, data]));
}

/** https://github.com/onnx/onnx/blob/main/onnx/onnx.proto */
function writeOnnx(file: string, names: readonly string[]): void {
  const graph = new ProtobufWriter();
  let last = 'input';
  for (let i = 0; i + 4 <= names.length; i += 4) {
    const node = new ProtobufWriter().block(1, last);
    for (const name of names.slice(i, i + 4)) node.block(1, name);
    last = `value${i}`;
    graph.block(1, node.block(2, last).block(3, `node${i}`).block(4, 'BatchNormalization'));
  }
  graph.block(2, 'many');
  for (const name of names)
    graph.block(5, new ProtobufWriter().varint(1, 2).varint(1, 2).varint(2, 1).block(8, name).block(9, values));
  graph.block(11, new ProtobufWriter().block(1, 'input'));
  graph.block(12, new ProtobufWriter().block(1, last));
  const model = new ProtobufWriter().varint(1, 8).block(2, 'many').block(7, graph);
  fs.writeFileSync(file, model.block(8, new ProtobufWriter().block(1, '').varint(2, 17)).finish());
}
