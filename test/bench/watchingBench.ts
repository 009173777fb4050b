// What watching costs: the same bundle on the same backend, watched and not, in pairs, in process CPU time.
import { execFile, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { median, medianInterval, ratio, type BenchTable } from './benchTable';

const root = path.join(__dirname, '../..');
const epochs = 4;
/** Aimed at, so that none is shorter than 10 s: trained longer than the trial that it is reckoned from, a step takes less. */
const epochSeconds = 13;
const pairs = Number(process.env.BENCH_PAIRS ?? 10);
const isWanted = (network: string): boolean => (process.env.BENCH_NETWORKS ?? network).includes(network);
const titles: Record<string, string> = { convnet: 'small convnet', mlp: 'MLP 784-512-512-10', vgg: 'VGG-like block' };

interface Cost {
  cpuMs: number;
  /** The part of it in the kernel: page faults, writing. */
  systemMs: number;
  wallMs: number;
}

const runFile = promisify(execFile);

/** @param core that the process is kept on; null: any */
async function train(
  network: string,
  examples: number,
  epochCount: number,
  watch: 'on' | 'off',
  core: number | null = null,
): Promise<Cost> {
  const runs = fs.mkdtempSync(path.join(os.tmpdir(), 'layerglass-bench-'));
  try {
    const program = path.join(__dirname, 'programs/networks.ts');
    const args = ['train', program, '--watch', watch, '--runs', runs, '--seed', '1', '--no-progress'];
    const own = ['--', network, String(examples), String(epochCount)];
    const command = [process.execPath, path.join(root, 'dist/cli.js'), ...args, ...own];
    if (core !== null) command.unshift('taskset', '-c', String(core));
    const { stdout } = await runFile(command[0]!, command.slice(1), { maxBuffer: 1e8 });
    return JSON.parse(/^cost (.*)$/m.exec(stdout)![1]!) as Cost;
  } finally {
    fs.rmSync(runs, { recursive: true, force: true });
  }
}

/** Two cores to keep a process on each; null where the system has no such command. */
function twoCores(): [number, number] | null {
  if (os.availableParallelism() < 2) return null;
  return spawnSync('taskset', ['-c', '0,1', process.execPath, '-e', '0']).status === 0 ? [0, 1] : null;
}

/**
 * Watched and not, at the same time on the same core: the system gives them turns of a few milliseconds, so that both meet
 * the same machine and the same caches, however it is used otherwise. On cores of their own, or one after the other, two
 * equal programs differed by 10 %; so they differ by 0.5 %. Where a process cannot be kept on a core: in turns.
 */
async function trainPair(
  network: string,
  examples: number,
  pair: number,
  core: number | null,
): Promise<{ on: Cost; off: Cost }> {
  const run = (watch: 'on' | 'off'): Promise<Cost> => train(network, examples, epochs, watch, core);
  if (core !== null) {
    const [on, off] = await Promise.all([run('on'), run('off')]);
    return { on, off };
  }
  if (pair % 2) {
    const on = await run('on');
    return { on, off: await run('off') };
  }
  const off = await run('off');
  return { on: await run('on'), off };
}

async function measure(network: string, cores: [number, number] | null): Promise<BenchTable> {
  const few = (await train(network, 1280, 1, 'off', cores?.[0])).cpuMs;
  const many = (await train(network, 3840, 1, 'off', cores?.[0])).cpuMs;
  const stepMs = Math.max(0.5, (many - few) / 80);
  const examples = Math.ceil((epochSeconds * 1000) / stepMs) * 32;
  const ratios: number[] = [];
  let epochMs = Infinity;
  let begun = 0;
  const onCore = async (core: number | null): Promise<void> => {
    while (begun < pairs) {
      const pair = begun++;
      const cost = await trainPair(network, examples, pair, core);
      ratios.push(cost.on.cpuMs / cost.off.cpuMs);
      epochMs = Math.min(epochMs, cost.off.cpuMs / epochs);
      console.error(`  ${network} ${pair + 1} of ${pairs}: ${ratio(ratios.at(-1)!)}, ${JSON.stringify(cost)}`);
    }
  };
  await Promise.all((cores ?? [null]).map(onCore));
  const [low, high] = medianInterval(ratios);
  return {
    title: `Watched against not watched, process CPU time: ${titles[network]}`,
    columns: ['median ratio', '95 % interval of the median', 'pairs', 'shortest epoch, CPU'],
    rows: [[ratio(median(ratios)), `${ratio(low)} – ${ratio(high)}`, pairs, `${(epochMs / 1000).toFixed(1)} s`]],
    goal: `at most 1.03, epochs of 10 s or more, batch 32; ${cores ? 'each pair at the same time on one core' : 'one after the other'}`,
    isMet: median(ratios) <= 1.03,
  };
}

export async function bench(): Promise<BenchTable[]> {
  const cores = twoCores();
  const tables: BenchTable[] = [];
  for (const network of Object.keys(titles).filter(isWanted)) tables.push(await measure(network, cores));
  return tables;
}
