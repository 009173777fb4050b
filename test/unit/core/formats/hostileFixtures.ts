import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import { ProtobufWriter } from '../../../../extension/core/runs/protobufWriter';
import { wholeCheckpoint, writeCheckpoints } from './formatFixtures';
import { fixtures } from './numpyOracle';
import { pickleOf } from './pytorch/pickleFixtures';
import { zipOf } from './containers/zipFixtures';

/** Files by their paths in a folder. */
export type Files = Record<string, Uint8Array | string>;

export function writeFiles(folder: string, files: Files): void {
  for (const [name, content] of Object.entries(files)) {
    const place = path.join(folder, name);
    fs.mkdirSync(path.dirname(place), { recursive: true });
    fs.writeFileSync(place, content);
  }
}

export const fixture = (name: string): Buffer => fs.readFileSync(path.join(fixtures, name));
export const message = (): ProtobufWriter => new ProtobufWriter();
export const floats = (...values: number[]): Buffer => Buffer.from(Float32Array.from(values).buffer);

/** A float32 of that shape, stored by its name in each format that is made by hand, with 16 bytes of values. */
export const makers: Record<string, (name: string, shape: number[]) => { opened: string; files: Files }> = {
  npy: (_, shape) => ({ opened: 'a.npy', files: { 'a.npy': npyOf(shape) } }),
  npz: (name, shape) => ({
    opened: 'a.npz',
    files: { 'a.npz': zipOf([{ name: `${name}.npy`, bytes: npyOf(shape), flags: 0x800 }]) },
  }),
  safetensors: (name, shape) => ({
    opened: 'a.safetensors',
    files: { 'a.safetensors': safetensorsOf(name, shape, 4 * shape.reduce((a, b) => a * b, 1)) },
  }),
  tfjs: (name, shape) => ({
    opened: 'model.json',
    files: { 'model.json': modelJson(['w.bin'], name, shape), 'w.bin': floats(1, 2, 3, 4) },
  }),
  onnx: (name, shape) => ({ opened: 'a.onnx', files: { 'a.onnx': onnxOf(name, shape, { raw: floats(1, 2, 3, 4) }) } }),
  gguf: (name, shape) => ({ opened: 'a.gguf', files: { 'a.gguf': ggufOf(name, shape) } }),
  pt: (name, shape) => ({ opened: 'a.pt', files: { 'a.pt': torchOf(name, shape) } }),
  graph: (name, shape) => ({ opened: 'a.pb', files: { 'a.pb': graphOf(name, shape) } }),
};

export function npyOf(shape: readonly number[]): Buffer {
  const header = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.map(size => `${size},`).join(' ')}), }\n`;
  const start = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, 0, 0]);
  start.writeUInt16LE(header.length, 8);
  return Buffer.concat([start, Buffer.from(header), floats(1, 2, 3, 4)]);
}

export function safetensorsOf(name: string, shape: readonly number[], bytes: number): Buffer {
  const tensor = JSON.stringify({ dtype: 'F32', shape, data_offsets: [0, bytes] });
  const header = Buffer.from(`{${JSON.stringify(name)}:${tensor}}`);
  const length = Buffer.alloc(8);
  length.writeUInt32LE(header.length);
  return Buffer.concat([length, header, floats(1, 2, 3, 4)]);
}

export const modelJson = (paths: readonly string[], name: string, shape: readonly number[]): string =>
  JSON.stringify({ weightsManifest: [{ paths, weights: [{ name, shape, dtype: 'float32' }] }] });

export function onnxOf(
  name: string,
  shape: readonly number[],
  values: { raw: Uint8Array } | { file: string },
): Uint8Array {
  const tensor = message();
  for (const size of shape) tensor.varint(1, size);
  tensor.varint(2, 1).block(8, name);
  if ('raw' in values) tensor.block(9, values.raw);
  else tensor.varint(14, 1).block(13, message().block(1, 'location').block(2, values.file));
  return message().varint(1, 8).block(2, 'test').block(7, message().block(2, 'g').block(5, tensor)).finish();
}

function torchOf(name: string, shape: readonly number[]): Buffer {
  const count = shape.reduce((a, b) => a * b, 1);
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const pickle = pickleOf(p => {
    const storage = p.storage('torch FloatStorage', '0', count);
    const args = [storage, 0, p.tuple([...shape]), p.tuple(strides), false, null];
    return p.dict([[name, p.call('torch._utils _rebuild_tensor_v2', args)]]);
  });
  return zipOf([
    { name: 'a/data.pkl', bytes: pickle },
    { name: 'a/data/0', bytes: floats(1, 2, 3, 4) },
  ]);
}

function ggufOf(name: string, shape: readonly number[]): Buffer {
  const u64 = (value: number): Buffer => Buffer.from(BigUint64Array.of(BigInt(value)).buffer);
  const u32 = (value: number): Buffer => Buffer.from(Uint32Array.of(value).buffer);
  const bytes = Buffer.from(name);
  const sizes = [...shape].reverse().map(u64);
  const tensor = [u64(bytes.length), bytes, u32(shape.length), ...sizes, u32(0), u64(0)];
  const header = Buffer.concat([Buffer.from('GGUF'), u32(3), u64(1), u64(0), ...tensor]);
  return Buffer.concat([header, Buffer.alloc((32 - (header.length % 32)) % 32), floats(1, 2, 3, 4)]);
}

function graphOf(name: string, shape: readonly number[]): Uint8Array {
  const sizes = message();
  for (const size of shape) sizes.block(2, message().varint(1, size));
  const tensor = message()
    .varint(1, 1)
    .block(2, sizes)
    .block(4, floats(1, 2, 3, 4));
  const value = message().block(1, 'value').block(2, message().block(8, tensor));
  return message().block(1, message().block(1, name).block(2, 'Const').block(5, value)).finish();
}

/** A model in more files than one, one of which, `other`, the rest leads to. */
export interface InFiles {
  opened: string;
  files: Files;
  other: string;
  /** What is read, and what is told besides, where `other` is not what it should be. */
  rest?: { read?: number; codes?: string[] };
  /** The file that names `other`, with another name for it; absent where the name follows from that of what is opened. */
  naming?(name: string): Files;
}

function fixtureFiles(folder: string): Files {
  const names = fs.readdirSync(path.join(fixtures, folder), { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    names
      .filter(entry => entry.isFile())
      .map(entry => {
        const place = path.join(entry.parentPath, entry.name);
        return [path.relative(path.join(fixtures, folder), place), fs.readFileSync(place)];
      }),
  );
}

/** Of every format that has more files than one. @param scratch a folder in which one is written */
export function modelsInFiles(scratch: string): Record<string, InFiles> {
  const tfjs = (name: string): Files => ({ 'model.json': modelJson([name], 'a', [4]) });
  const safetensors = (name: string): Files => ({
    'm.safetensors.index.json': JSON.stringify({ weight_map: { a: name } }),
  });
  const torch = (name: string): Files => ({ 'm.bin.index.json': JSON.stringify({ weight_map: { a: name } }) });
  const keras = (name: string): Files => ({
    'm.weights.json': JSON.stringify({ weight_map: { '/layers/dense/vars': [name] } }),
  });
  const onnx = (name: string): Files => ({ 'm.onnx': onnxOf('a', [4], { file: name }) });
  const [written] = writeCheckpoints(path.join(scratch, 'run'), [wholeCheckpoint(1)]);
  const ownFiles: Files = Object.fromEntries(
    ['checkpoint.json', 'net/model.json', 'net/weights.bin', 'variables.bin', 'optimizer.bin', 'shuffle.bin'].map(
      name => [name, fs.readFileSync(path.join(written!, name))],
    ),
  );
  const index = { codes: ['tensor-missing'] };
  const parts = [1, 2, 3].map(n => `parts-0000${n}-of-00003.gguf`);
  const graph = { opened: '.', files: fixtureFiles('tensorflowGraphs/module'), rest: { read: 1 } };
  const own = { opened: '.', files: ownFiles };
  const make = (
    opened: string,
    other: string,
    bytes: Uint8Array,
    naming: (name: string) => Files,
    rest?: InFiles['rest'],
  ): InFiles => ({ opened, other, naming, rest, files: { ...naming(other), [other]: bytes } });
  const shard = fixture('keras3/sharded/sharded_00000.weights.h5');
  const eventName = 'train/events.out.tfevents.1700000000.host.1.0.v2';
  return {
    'a model.json': make('model.json', 'w.bin', floats(1, 2, 3, 4), tfjs),
    'an index of safetensors': make(
      ...['m.safetensors.index.json', 'one.safetensors', safetensorsOf('a', [4], 16), safetensors, index],
    ),
    'an index of PyTorch': make('m.bin.index.json', 'one.bin', torchOf('a', [4]), torch, index),
    'an index of Keras': make('m.weights.json', 'one.weights.h5', shard, keras, index),
    'an ONNX model': make('m.onnx', 'w.bin', floats(1, 2, 3, 4), onnx),
    'a GGUF in parts': {
      opened: parts[0]!,
      other: parts[1]!,
      files: Object.fromEntries(parts.map(name => [name, fixture(`gguf/${name}`)])),
      rest: { read: 3 },
    },
    'a checkpoint of TensorFlow': {
      opened: 'ckpt-1.index',
      other: 'ckpt-1.data-00000-of-00001',
      files: fixtureFiles('tensorflow/v2'),
    },
    'a SavedModel': { ...graph, other: 'variables/variables.data-00000-of-00001' },
    'a SavedModel, by its index,': { ...graph, other: 'variables/variables.index' },
    'a checkpoint of Layerglass': { ...own, other: 'variables.bin', rest: { read: 7, codes: ['file-missing'] } },
    'a checkpoint of Layerglass, by a model,': { ...own, other: 'net/model.json', rest: { read: 3 } },
    'a log directory': { opened: '.', other: eventName, files: fixtureFiles('tensorboard/keras2'), rest: { read: 4 } },
  };
}

/** Puts what is no file, or none that may be read, in the place of one. */
export interface Replacements {
  names: readonly string[];
  put(what: string, place: string, canary: string): void;
  close(): void;
}

/** Pipes and sockets are made once, in a folder of the same file system, and linked to. */
export async function makeReplacements(scratch: string): Promise<Replacements> {
  const pipe = path.join(scratch, 'pipe');
  const socket = path.join(scratch, 'socket');
  if (spawnSync('mkfifo', [pipe]).status !== 0) throw new Error('There is no mkfifo');
  const server = net.createServer().listen(socket);
  await once(server, 'listening');
  const ways: Record<string, (place: string, canary: string) => void> = {
    nothing: () => undefined,
    'a link out of the folder': (place, canary) => fs.symlinkSync(canary, place),
    'a link to itself': place => fs.symlinkSync(path.basename(place), place),
    'a folder': place => fs.mkdirSync(place),
    'a pipe': place => fs.linkSync(pipe, place),
    'a socket': place => fs.linkSync(socket, place),
    'a link to a device': place => fs.symlinkSync('/dev/zero', place),
  };
  return {
    names: Object.keys(ways),
    put: (what, place, canary) => ways[what]!(place, canary),
    close: () => server.close(),
  };
}
