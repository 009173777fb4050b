// WebAssembly against native TensorFlow and against the plain backend that TensorFlow.js ships: milliseconds of a step.
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { bundleProgram } from '../../extension/engine/bundleProgram';
import { nativeFolder } from '../child/support/backends';
import { median, milliseconds, type BenchTable } from './benchTable';

const root = path.join(__dirname, '../..');
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const batchSize = 32;

/** Networks, steps in a round, and the most that WebAssembly may take of native's time. `cpuSteps`: the plain backend is slow. */
const networks = [
  { name: 'convnet', title: 'small convnet', steps: 160, cpuSteps: 2, most: 1.3 },
  { name: 'mlp', title: 'MLP 784-512-512-10', steps: 160, cpuSteps: 8, most: 1.3 },
  { name: 'lstm', title: 'LSTM-64, 20 time steps', steps: 80, cpuSteps: 8, most: 0.7 },
  { name: 'vgg', title: 'VGG-like block', steps: 24, cpuSteps: 0, most: 8 },
] as const;

interface Cost {
  stepMs: number;
  peakMegabytes: number;
}

function train(network: string, steps: number, backend: 'wasm' | 'native' | 'cpu', watch = 'off'): Cost {
  const runs = fs.mkdtempSync(path.join(os.tmpdir(), 'layerglass-bench-'));
  try {
    const program = path.join(__dirname, 'programs/networks.ts');
    const args = ['train', program, '--watch', watch, '--backend', backend, '--runs', runs, '--seed', '1'];
    const own = ['--no-progress', '--', network, String(steps * batchSize), '1'];
    const output = execFileSync(process.execPath, [path.join(root, 'dist/cli.js'), ...args, ...own], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 1e8,
    });
    return JSON.parse(/^cost (.*)$/m.exec(output)![1]!) as Cost;
  } finally {
    fs.rmSync(runs, { recursive: true, force: true });
  }
}

/** Watched on native TensorFlow, against node alone that runs the same bundle with the same packages. */
async function underLayerglass(folder: string): Promise<BenchTable> {
  const { name, title, steps } = networks[0];
  const alone = fs.mkdtempSync(path.join(os.tmpdir(), 'layerglass-bench-'));
  try {
    // a bundle looks for packages where its program lies
    const program = path.join(alone, 'networks.ts');
    fs.copyFileSync(path.join(__dirname, 'programs/networks.ts'), program);
    fs.symlinkSync(path.join(folder, 'node_modules'), path.join(alone, 'node_modules'));
    const { fileName, text } = await bundleProgram({ program, folder: alone });
    fs.writeFileSync(path.join(alone, fileName), text);
    const plain: number[] = [];
    const ours: number[] = [];
    for (let round = 0; round < 2 * rounds; round++) {
      const args = [path.join(alone, fileName), name, String(4 * steps * batchSize), '1'];
      const output = execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
      plain.push((JSON.parse(/^cost (.*)$/m.exec(output)![1]!) as Cost).stepMs);
      ours.push(train(name, 4 * steps, 'native', 'on').stepMs);
    }
    const ratio = median(ours) / median(plain);
    return {
      title: 'A step on native TensorFlow, watched, against node alone',
      columns: ['network', 'Layerglass', 'node alone', 'ratio', 'rounds'],
      rows: [[title, milliseconds(median(ours)), milliseconds(median(plain)), ratio.toFixed(3), 2 * rounds]],
      goal: 'at most 1.03; batch 32',
      isMet: ratio <= 1.03,
    };
  } finally {
    fs.rmSync(alone, { recursive: true, force: true });
  }
}

export async function bench(): Promise<BenchTable[]> {
  if (!nativeFolder)
    throw new Error('LAYERGLASS_NATIVE names no folder: npm test puts native TensorFlow into .vscode-test/native');
  const speed: BenchTable['rows'] = [];
  const memory: BenchTable['rows'] = [];
  let isFast = true;
  let isSmall = true;
  for (const { name, title, steps, cpuSteps, most } of networks) {
    const wasm: Cost[] = [];
    const native: Cost[] = [];
    for (let round = 0; round < rounds; round++) {
      native.push(train(name, steps, 'native'));
      wasm.push(train(name, steps, 'wasm'));
      console.error(`  ${title}, ${round + 1} of ${rounds}: ${wasm.at(-1)!.stepMs} / ${native.at(-1)!.stepMs} ms`);
    }
    const wasmMs = median(wasm.map(c => c.stepMs));
    const nativeMs = median(native.map(c => c.stepMs));
    const cpuMs = cpuSteps ? train(name, cpuSteps, 'cpu').stepMs : null;
    const ratio = wasmMs / nativeMs;
    const peak = median(wasm.map(c => c.peakMegabytes)) / median(native.map(c => c.peakMegabytes));
    isFast &&= ratio <= most && (name !== 'convnet' || cpuMs! / wasmMs >= 100);
    isSmall &&= peak <= 2;
    const plain = cpuMs === null ? ['not measured', ''] : [milliseconds(cpuMs), `${(cpuMs / wasmMs).toFixed(0)}×`];
    speed.push([title, milliseconds(wasmMs), milliseconds(nativeMs), ratio.toFixed(2), most, ...plain]);
    const megabytes = (costs: Cost[]): string => `${median(costs.map(c => c.peakMegabytes)).toFixed(0)} MB`;
    memory.push([title, megabytes(wasm), megabytes(native), peak.toFixed(2)]);
  }
  return [
    {
      title: 'A step on WebAssembly and on native TensorFlow',
      columns: ['network', 'WebAssembly', 'native', 'ratio', 'at most', 'plain', 'plain / WebAssembly'],
      rows: speed,
      goal: `the ratios of the column “at most”, and the convnet 100 times faster than the plain backend; batch 32, WebAssembly on one thread, native on ${os.availableParallelism()}`,
      isMet: isFast,
    },
    {
      title: 'Peak memory on WebAssembly and on native TensorFlow',
      columns: ['network', 'WebAssembly', 'native', 'ratio'],
      rows: memory,
      goal: 'at most 2 times native',
      isMet: isSmall,
    },
    await underLayerglass(nativeFolder),
  ];
}
