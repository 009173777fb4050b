// VGG-16's 138 million values in files of each format: from here where Layerglass writes them or they are simple, else from Python.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { writeSafetensors } from '../../extension/core/formats/safetensors/writeSafetensors';
import type { ExportedTensor } from '../../extension/core/formats/tensors/exportedTensors';
import { vggShapes } from './vggShapes';

export const peers = path.join(__dirname, 'programs/vggFiles.py');

export interface VggFile {
  name: string;
  /** What is opened, and the files with the values. */
  place: string;
  files: string[];
  /** Of CPU against the bare loop; of the clock against Python. */
  goals: { cpu: number; wall: number | null };
  /** What vggFiles.py calls it; null: Python has no reader of it. */
  peer: string | null;
}

/** Sums of three uniform numbers, others in each tensor: equal tensors are found and looked at once more. */
function values(count: number, seed: number): Uint8Array {
  const made = new Float32Array(count);
  let state = seed;
  const next = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0) / 2 ** 31;
  for (let i = 0; i < count; i++) made[i] = (next() + next() + next()) * 0.02;
  return new Uint8Array(made.buffer);
}

/** @param python that has tensorflow and h5py; null: what it would write is left out */
export async function writeVggFiles(folder: string, python: string | null): Promise<VggFile[]> {
  const at = (name: string): string => path.join(folder, name);
  const noPause = async (): Promise<void> => undefined;
  const tensors: ExportedTensor[] = vggShapes.map(([name, shape], seed) => {
    const count = shape.reduce((product, size) => product * size, 1);
    const dtype = 'float32' as const;
    return { name, dtype, shape, bytes: 4 * count, pieces: () => [values(count, seed)] };
  });
  await writeSafetensors(at('vgg.safetensors'), tensors, {}, noPause);
  writeTfjs(at('tfjs'), tensors);
  const total = tensors.reduce((sum, t) => sum + t.bytes, 0);
  writeNpy(at('vgg.npy'), total / 4, tensors);
  const shards = fs.readdirSync(at('tfjs')).filter(f => f.endsWith('.bin'));
  const formats: VggFile[] = [
    {
      name: 'safetensors',
      place: at('vgg.safetensors'),
      files: [at('vgg.safetensors')],
      goals: { cpu: 2.5, wall: 1 / 8 },
      peer: 'safetensors',
    },
    {
      name: 'TensorFlow.js',
      place: at('tfjs'),
      files: shards.map(f => at(path.join('tfjs', f))),
      goals: { cpu: 2.5, wall: null },
      peer: null,
    },
    { name: 'npy', place: at('vgg.npy'), files: [at('vgg.npy')], goals: { cpu: 2.5, wall: null }, peer: 'npy' },
  ];
  if (python === null) return formats;
  const { status, stderr } = spawnSync(python, [peers, 'write', folder], { encoding: 'utf8' });
  if (status) throw new Error(stderr);
  const shard = at('vgg.ckpt.data-00000-of-00001');
  return [
    ...formats,
    { name: 'HDF5', place: at('vgg.h5'), files: [at('vgg.h5')], goals: { cpu: 4, wall: 1 / 4 }, peer: 'h5' },
    {
      name: 'TensorFlow checkpoint',
      place: at('vgg.ckpt'),
      files: [shard],
      goals: { cpu: 5, wall: 1 / 4 },
      peer: 'tensorflow',
    },
  ];
}

function writeTfjs(folder: string, tensors: readonly ExportedTensor[]): void {
  fs.mkdirSync(folder);
  const weights = tensors.map(({ name, dtype, shape }) => ({ name, dtype, shape }));
  const weightsManifest = [{ paths: ['weights.bin'], weights }];
  const json = { format: 'layers-model', modelTopology: null, weightsManifest };
  fs.writeFileSync(path.join(folder, 'model.json'), JSON.stringify(json));
  const fd = fs.openSync(path.join(folder, 'weights.bin'), 'w');
  for (const tensor of tensors) for (const piece of tensor.pieces()) fs.writeSync(fd, piece);
  fs.closeSync(fd);
}

function writeNpy(file: string, count: number, tensors: readonly ExportedTensor[]): void {
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (${count},), }`;
  const header = Buffer.alloc(128, ' ');
  header.write('\x93NUMPY\x01\x00', 'latin1');
  header.writeUInt16LE(118, 8);
  header.write(dictionary, 10);
  header[127] = 10;
  const fd = fs.openSync(file, 'w');
  fs.writeSync(fd, header);
  for (const tensor of tensors) for (const piece of tensor.pieces()) fs.writeSync(fd, piece);
  fs.closeSync(fd);
}
