// Model files with very many tensors from the start of the reader's process to all their names, shapes and types.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ReaderClient } from '../../extension/engine/reader/readerClient';
import { ReaderProcess } from '../../extension/engine/reader/readerProcess';
import { median, milliseconds, type BenchTable } from './benchTable';
import { writeManyTensors } from './manyTensorFiles';

const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const count = 100_000;
const goalMs = 1000;

export async function bench(): Promise<BenchTable[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'layerglass-many-'));
  try {
    return [await manyTensorsTable(folder)];
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function manyTensorsTable(folder: string): Promise<BenchTable> {
  const rows: BenchTable['rows'] = [];
  let isMet = true;
  for (const { name, place } of await writeManyTensors(folder, count)) {
    const times: number[] = [];
    for (let i = 0; i < rounds; i++) times.push(await timeOf(place));
    const time = median(times);
    rows.push([name, milliseconds(time)]);
    isMet &&= time <= goalMs;
  }
  return {
    title: 'Model files: 100,000 tensors described',
    columns: ['', 'from the start of the reader to all names, shapes and types'],
    rows,
    goal: `at most 1 s, medians of ${rounds}`,
    isMet,
  };
}

async function timeOf(place: string): Promise<number> {
  const reader = new ReaderClient(ReaderProcess);
  const began = performance.now();
  try {
    const { tensors } = await reader.request('describe', { path: place });
    if (tensors.length !== count) throw new Error(`${tensors.length} tensors in ${place}`);
    return performance.now() - began;
  } finally {
    await reader.end();
  }
}
