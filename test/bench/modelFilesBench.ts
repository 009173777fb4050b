// Model files of VGG-16's size from the start of a process to every tensor's figures, against a bare loop of reads and Python with
// the framework's own reader. LAYERGLASS_PYTHON names a Python that has tensorflow, h5py and safetensors; without it what needs
// it is named as not measured.
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ReaderClient } from '../../extension/engine/reader/readerClient';
import { ReaderProcess } from '../../extension/engine/reader/readerProcess';
import type { LayerglassError } from '../../extension/protocol/errors';
import { median, milliseconds, ratio, type BenchTable } from './benchTable';
import { peers, writeVggFiles, type VggFile } from './vggModelFiles';

const root = path.join(__dirname, '../..');
const python = process.env.LAYERGLASS_PYTHON ?? null;
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

export async function bench(): Promise<BenchTable[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'layerglass-files-'));
  try {
    const formats = await writeVggFiles(folder, python);
    // what is still to be written to the disk is not written meanwhile
    run(['sync']);
    return [speedTable(formats), await boundsTable(folder, formats[0]!.place)];
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Throws where Python finds other figures in the file than Layerglass. */
function checkFigures(name: string, figures: string, document: string): void {
  const theirs = JSON.parse(figures) as Record<string, { min: number; max: number; mean: number; std: number }>;
  const { tensors } = JSON.parse(document) as {
    tensors: { name: string; min: number; max: number; mean: number; std: number }[];
  };
  if (tensors.length !== Object.keys(theirs).length) throw new Error(`${name}: ${tensors.length} tensors`);
  for (const ours of tensors) {
    // names in HDF5 are paths from its root
    const their = theirs[ours.name.replace(/^\//, '')] ?? theirs[''];
    // its sums are float32
    const isEqual =
      their?.min === ours.min &&
      their.max === ours.max &&
      Math.abs(their.mean - ours.mean) <= 1e-4 * ours.std &&
      Math.abs(their.std - ours.std) <= 1e-4 * ours.std;
    if (!isEqual)
      throw new Error(`${name}: ${ours.name} is ${JSON.stringify(ours)}, in Python ${JSON.stringify(their)}`);
  }
}

function outputOf([program = '', ...args]: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status) throw new Error(stderr);
  return stdout;
}

function speedTable(files: readonly VggFile[]): BenchTable {
  let isMet = python !== null;
  const judged = (value: number | null, goal: number | null): string => {
    if (value === null) return goal === null ? '' : 'not measured: no Python';
    if (goal !== null) isMet &&= value <= goal;
    return `${ratio(value)}${goal === null ? '' : ` (goal ${ratio(goal)})`}`;
  };
  const rows = files.map(({ name, place, files, goals, peer }) => {
    const inspect = [process.execPath, path.join(root, 'dist/cli.js'), 'inspect', place, '--json', '--no-progress'];
    const read = peer !== null && python !== null ? [python, peers, 'read', peer, place] : null;
    // once unmeasured, so that all of them find the file in memory
    const document = outputOf(inspect);
    if (read) checkFigures(name, outputOf(read), document);
    const costs: Record<'bare' | 'cat' | 'ours' | 'python', Cost[]> = { bare: [], cat: [], ours: [], python: [] };
    for (let i = 0; i < rounds; i++) {
      costs.bare.push(run([process.execPath, '-e', bareLoop, ...files]));
      costs.cat.push(run(['cat', ...files]));
      costs.ours.push(run(inspect));
      if (read) costs.python.push(run(read));
    }
    const [bare, cat, ours] = [medians(costs.bare), medians(costs.cat), medians(costs.ours)];
    const other = read && medians(costs.python);
    return [
      name,
      milliseconds(bare.cpuMs),
      milliseconds(cat.cpuMs),
      milliseconds(ours.cpuMs),
      judged(ours.cpuMs / bare.cpuMs, goals.cpu),
      milliseconds(ours.wallMs),
      other ? milliseconds(other.wallMs) : '',
      judged(other && ours.wallMs / other.wallMs, goals.wall),
    ];
  });
  return {
    title: 'Model files of 553 MB, from the start of a process to all figures',
    columns: [
      '',
      'bare loop, CPU',
      'cat, CPU',
      'layerglass inspect, CPU',
      'ratio to the bare loop',
      'by the clock',
      'Python, by the clock',
      'ratio to Python',
    ],
    rows,
    goal: `CPU and clock as in the table, medians of ${rounds}; the CPU is that of both processes, figures equal to Python's`,
    isMet,
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
    const reader = new ReaderClient(ReaderProcess, { maxMemory: 200 * 2 ** 20 });
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
