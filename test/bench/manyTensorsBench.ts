// Model files with very many tensors from the start of the reader's process to all their names, shapes and types.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ReaderClient } from '../../extension/engine/reader/readerClient';
import { median, milliseconds, type BenchTable } from './benchTable';

const rounds = Number(process.env.BENCH_ROUNDS ?? 5);

export async function bench(): Promise<BenchTable[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'layerglass-many-'));
  try {
    return [await manyTensorsTable(folder)];
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function manyTensorsTable(folder: string): Promise<BenchTable> {
  const file = path.join(folder, 'many.safetensors');
  const count = 100_000;
  const header = JSON.stringify(
    Object.fromEntries(
      Array.from({ length: count }, (_, i) => [
        `block${i >> 6}/layer${i & 63}/kernel`,
        { dtype: 'F32', shape: [2, 2], data_offsets: [16 * i, 16 * (i + 1)] },
      ]),
    ),
  );
  const start = Buffer.alloc(8);
  start.writeBigUInt64LE(BigInt(Buffer.byteLength(header)));
  fs.writeFileSync(file, Buffer.concat([start, Buffer.from(header), Buffer.alloc(16 * count)]));
  const times: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const reader = new ReaderClient();
    const began = performance.now();
    const { tensors } = await reader.request('describe', { path: file });
    times.push(performance.now() - began);
    reader.dispose();
    if (tensors.length !== count) throw new Error(`${tensors.length} tensors`);
  }
  const time = median(times);
  return {
    title: 'Model files: 100,000 tensors described',
    columns: ['', 'median'],
    rows: [['from the start of the reader to all names, shapes and types', milliseconds(time)]],
    goal: 'at most 1 s',
    isMet: time <= 1000,
  };
}
