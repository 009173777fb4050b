// Model files of VGG-16's size from the start of a process to every tensor's figures, against a bare loop of reads and Python with
// the framework's own reader. LAYERGLASS_PYTHON names a Python that has tensorflow, h5py and safetensors; without it what needs
// it is named as not measured.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { writeSafetensors } from '../../extension/core/formats/safetensors/writeSafetensors';
import type { ExportedTensor } from '../../extension/core/formats/tensors/exportedTensors';
import { ReaderClient } from '../../extension/engine/reader/readerClient';
import type { LayerglassError } from '../../extension/protocol/errors';
import { median, milliseconds, ratio, type BenchTable } from './benchTable';
import { vggShapes } from './vggShapes';

const root = path.join(__dirname, '../..');
const python = process.env.LAYERGLASS_PYTHON ?? null;
const peers = path.join(__dirname, 'programs/vggFiles.py');
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const bareLoop = `const fs=require('fs');const piece=new Uint8Array(2**20);
for(const file of process.argv.slice(1)){const fd=fs.openSync(file,'r');while(fs.readSync(fd,piece,0,piece.length,null)>0);fs.closeSync(fd);}`;

interface Cost {
  cpuMs: number;
  wallMs: number;
}
/** CPU of the process and all that it started, and the clock, from its start to its end. */
function run(command: readonly string[]): Cost {
  const timed = spawnSync('bash', ['-c', 'TIMEFORMAT="%U %S %R"; time "$@" >/dev/null', 'bash', ...command], {
    encoding: 'utf8',
  });
  if (timed.status) throw new Error(timed.stderr);
  const [user = NaN, system = NaN, wall = NaN] = timed.stderr.trim().split('\n').at(-1)!.split(' ').map(Number);
  return { cpuMs: 1000 * (user + system), wallMs: 1000 * wall };
}
const medians = (costs: readonly Cost[]): Cost => ({
  cpuMs: median(costs.map(c => c.cpuMs)),
  wallMs: median(costs.map(c => c.wallMs)),
});

interface Format {
  name: string;
  /** What is opened, and the files with the values. */
  place: string;
  files: string[];
  /** Of CPU against the bare loop; of the clock against Python. */
  goals: { cpu: number; wall: number | null };
  peer: string | null;
}

export async function bench(): Promise<BenchTable[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'layerglass-files-'));
  try {
    const formats = await writeFiles(folder);
    return [speedTable(formats), await boundsTable(folder, formats[0]!.place)];
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function writeFiles(folder: string): Promise<Format[]> {
  const at = (name: string): string => path.join(folder, name);
  const noPause = async (): Promise<void> => undefined;
  const values = (count: number): Uint8Array => {
    const made = new Float32Array(count);
    let state = 1;
    const next = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0) / 2 ** 31;
    for (let i = 0; i < count; i++) made[i] = (next() + next() + next()) * 0.02;
    return new Uint8Array(made.buffer);
  };
  const tensors: ExportedTensor[] = vggShapes.map(([name, shape]) => {
    const count = shape.reduce((product, size) => product * size, 1);
    const dtype = 'float32' as const;
    return { name, dtype, shape, bytes: 4 * count, pieces: () => [values(count)] };
  });
  await writeSafetensors(at('vgg.safetensors'), tensors, {}, noPause);
  writeTfjs(at('tfjs'), tensors);
  const total = tensors.reduce((sum, t) => sum + t.bytes, 0);
  writeNpy(at('vgg.npy'), total / 4, tensors);
  const shards = fs.readdirSync(at('tfjs')).filter(f => f.endsWith('.bin'));
  const formats: Format[] = [
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
  run([python, peers, 'write', folder]);
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

function speedTable(formats: readonly Format[]): BenchTable {
  const rows = formats.map(({ name, place, files, goals, peer }) => {
    const bare: Cost[] = [];
    const ours: Cost[] = [];
    for (let i = 0; i < rounds; i++) {
      bare.push(run([process.execPath, '-e', bareLoop, ...files]));
      ours.push(run([process.execPath, path.join(root, 'dist/cli.js'), 'inspect', place, '--json', '--no-progress']));
    }
    const [loop, own] = [medians(bare), medians(ours)];
    const other = peer && python !== null ? run([python, peers, 'read', peer, place]) : null;
    const cpu = own.cpuMs / loop.cpuMs;
    const wall = other && own.wallMs / other.wallMs;
    const text = (value: number | null, goal: number | null): string =>
      value === null
        ? peer
          ? 'not measured: no Python'
          : ''
        : `${ratio(value)}${goal === null ? '' : ` (goal ${ratio(goal)})`}`;
    return [
      name,
      milliseconds(loop.cpuMs),
      milliseconds(own.cpuMs),
      text(cpu, goals.cpu),
      milliseconds(own.wallMs),
      other ? milliseconds(other.wallMs) : '',
      text(wall, goals.wall),
    ];
  });
  return {
    title: 'Model files of 553 MB, from the start of a process to all figures',
    columns: [
      '',
      'bare loop, CPU',
      'layerglass inspect, CPU',
      'ratio',
      'by the clock',
      'Python, by the clock',
      'ratio',
    ],
    rows,
    // the command line ends its reader and does not wait for it, so that the system does not count its CPU
    goal: `CPU and clock as in the table, medians of ${rounds}; the reader's CPU is not counted yet`,
    isMet: false,
  };
}

/** Whether a reader that may take 200 MB comes to the end, for 553 MB and for a sparse file of 10 GB; and how soon the first figures come. */
async function boundsTable(folder: string, place: string): Promise<BenchTable> {
  const large = path.join(folder, 'large.safetensors');
  const bytes = 10 * 2 ** 30;
  const names = Array.from({ length: 10 }, (_, i) => `block${i}/kernel`);
  const each = bytes / names.length;
  const header = JSON.stringify(
    Object.fromEntries(
      names.map((name, i) => [
        name,
        { dtype: 'F32', shape: [each / 4096, 1024], data_offsets: [i * each, (i + 1) * each] },
      ]),
    ),
  ).padEnd(2048);
  const start = Buffer.alloc(8 + header.length);
  start.writeBigUInt64LE(BigInt(header.length));
  start.write(header, 8);
  fs.writeFileSync(large, start);
  fs.truncateSync(large, start.length + bytes);
  const rows: BenchTable['rows'] = [];
  let isMet = true;
  for (const [name, file] of [
    ['553 MB', place],
    ['10 GB, sparse', large],
  ] as const) {
    const reader = new ReaderClient({ maxMemory: 200 * 2 ** 20 });
    const began = performance.now();
    let first = NaN;
    let isBelow = true;
    try {
      await reader.request('describe', { path: file });
      const tree = performance.now() - began;
      const onPart = (): void => {
        if (Number.isNaN(first)) first = performance.now() - began;
      };
      await reader.request('summaries', { path: file, names: null, inParts: true }, { onPart });
      rows.push([
        name,
        milliseconds(tree),
        milliseconds(first),
        milliseconds(performance.now() - began),
        'below 200 MB',
      ]);
      // of the sparse one the first tensor alone is a gigabyte
      isMet &&= tree <= 300 && (file === large || first <= 300);
    } catch (error) {
      if ((error as LayerglassError).code !== 'reader-memory') throw error;
      isBelow = false;
      rows.push([name, '', '', '', 'above 200 MB']);
    } finally {
      reader.dispose();
    }
    isMet &&= isBelow;
  }
  return {
    title: 'Model files: first figures and memory',
    columns: [
      '',
      'tree, from the start of the reader',
      'first figures',
      'all figures',
      'memory of the reader’s process',
    ],
    rows,
    goal: 'tree and first figures within 300 ms, memory at most 200 MB whatever the size',
    isMet,
  };
}
