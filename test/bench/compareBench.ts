// Two checkpoints of VGG-16's size compared by the reader, against reading both once; and one of them described.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { CheckpointWriter } from '../../extension/core/runs/checkpointWriter';
import { nodeFileSystem } from '../../extension/core/runs/fileSystem';
import type { CheckpointContent } from '../../extension/core/runs/checkpointContent';
import { closeOpened } from '../../extension/core/formats/openedFile';
import { openFile } from '../../extension/core/formats/openFile';
import { answerRequest } from '../../extension/child/reader/readerRequest';
import { Work } from '../../extension/child/reader/work';
import type { LayerglassError } from '../../extension/protocol/errors';
import { ReaderClient } from '../../extension/engine/reader/readerClient';
import { ReaderProcess } from '../../extension/engine/reader/readerProcess';
import { median, milliseconds, quantile, ratio, type BenchTable } from './benchTable';
import { vggShapes } from './vggShapes';

const rounds = 15;
const pieceBytes = 2 ** 20;

function content(step: number): CheckpointContent {
  let state = 1;
  let noise = step;
  const next = (): number => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0) / 2 ** 31;
  const step1 = (): number => (noise = (Math.imul(noise, 1_103_515_245) + 12_345) | 0) / 2 ** 31;
  const weights = vggShapes.map(([name, shape]) => {
    const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
    for (let i = 0; i < values.length; i++) values[i] = (next() + next()) * 0.02 + step * (step1() + step1()) * 1e-4;
    return { name, dtype: 'float32' as const, shape, data: new Uint8Array(values.buffer) };
  });
  return {
    ...{ fit: 0, step, epoch: step, batch: 0, reason: 'epoch', time: 0, metrics: { loss: 1 } },
    models: [{ name: 'vgg16', topology: {}, trainingConfig: null, weights }],
    ...{ variables: [], optimizers: [], random: { seed: 1, state: [1] }, shuffle: null },
  } as CheckpointContent;
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

export async function bench(): Promise<BenchTable[]> {
  const run = fs.mkdtempSync(path.join(os.tmpdir(), 'layerglass-compare-'));
  try {
    const writer = new CheckpointWriter(nodeFileSystem, run, { maxCount: 10, maxBytes: 2 ** 40 });
    const [a, b] = [0, 1].map(step => path.join(run, writer.add(content(step), () => 'vgg16')[0]!.path)) as [
      string,
      string,
    ];
    writer.close();
    return [await compareTable(a, b), await describeTable(a)];
  } finally {
    fs.rmSync(run, { recursive: true, force: true });
  }
}

async function compareTable(a: string, b: string): Promise<BenchTable> {
  const reading: number[] = [];
  const comparing: number[] = [];
  const wall: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const start = cpuMs();
    for (const place of [a, b]) readAll(path.join(place, 'vgg16/weights.bin'));
    reading.push(cpuMs() - start);
    const [from, at] = [cpuMs(), performance.now()];
    const { problems } = (await answerRequest('compare', { a, b }, new Work(() => undefined))) as {
      problems: unknown[];
    };
    if (problems.length) throw new Error('the comparison found problems');
    comparing.push(cpuMs() - from);
    wall.push(performance.now() - at);
  }
  const share = median(comparing) / median(reading);
  const isBelow = await staysBelow(a, b);
  return {
    title: 'Comparing two checkpoints of 553 MB',
    columns: ['', 'CPU time, median', 'ratio'],
    rows: [
      ['a bare loop of reads over both', milliseconds(median(reading)), ''],
      [
        'comparison: norms, cosine, units, the histogram of the difference, checksums',
        milliseconds(median(comparing)),
        ratio(share),
      ],
      ['the same, by the clock', milliseconds(median(wall)), ''],
      ['memory of the reader’s process', isBelow ? 'below 200 MB' : 'above 200 MB', ''],
    ],
    goal: `at most 2.5 of the bare loop, memory at most 200 MB, ${rounds} rounds`,
    isMet: share <= 2.5 && isBelow,
  };
}

/** Whether the reader, which ends itself where it takes more than 200 MB, comes to the end. */
async function staysBelow(a: string, b: string): Promise<boolean> {
  const reader = new ReaderClient(ReaderProcess, { maxMemory: 200 * 2 ** 20 });
  try {
    await reader.request('compare', { a, b });
    return true;
  } catch (error) {
    if ((error as LayerglassError).code === 'reader-memory') return false;
    throw error;
  } finally {
    reader.dispose();
  }
}

function readAll(file: string): void {
  const piece = new Uint8Array(pieceBytes);
  const fd = fs.openSync(file, 'r');
  try {
    while (fs.readSync(fd, piece, 0, piece.length, null) > 0);
  } finally {
    fs.closeSync(fd);
  }
}

async function describeTable(place: string): Promise<BenchTable> {
  const inside: number[] = [];
  const asked: number[] = [];
  const reader = new ReaderClient(ReaderProcess);
  try {
    const start = performance.now();
    await reader.request('describe', { path: place });
    const first = performance.now() - start;
    for (let i = 0; i < 200; i++) {
      const at = performance.now();
      const file = await openFile(place);
      file.describe();
      closeOpened(file);
      inside.push(performance.now() - at);
      const from = performance.now();
      await reader.request('describe', { path: place });
      asked.push(performance.now() - from);
    }
    const late = quantile(asked, 0.95);
    return {
      title: 'Describing a checkpoint of 553 MB',
      columns: ['', 'median', '95th percentile'],
      rows: [
        ['opened and described', milliseconds(median(inside)), milliseconds(quantile(inside, 0.95))],
        ['asked of the reader', milliseconds(median(asked)), milliseconds(late)],
        ['the first one, which starts the reader', milliseconds(first), ''],
      ],
      goal: 'at most 50 ms at the 95th percentile',
      isMet: late <= 50,
    };
  } finally {
    reader.dispose();
  }
}
