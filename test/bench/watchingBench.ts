// What watching costs: the same bundle on the same backend, watched and not, interleaved, in process CPU time.
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { median, medianInterval, ratio, type BenchTable } from './benchTable';

const root = path.join(__dirname, '../..');
const epochs = 3;
const epochSeconds = 11;
const pairs = Number(process.env.BENCH_PAIRS ?? 9);
/** Milliseconds of one step are measured first, so that an epoch lasts long enough on any machine. */
const isWanted = (network: string): boolean => (process.env.BENCH_NETWORKS ?? network).includes(network);
const networks = ['convnet', 'mlp', 'vgg'] as const;

interface Cost {
  cpuMs: number;
  wallMs: number;
}

function train(network: string, examples: number, epochCount: number, watch: 'on' | 'off'): Cost {
  const runs = fs.mkdtempSync(path.join(os.tmpdir(), 'layerglass-bench-'));
  try {
    const program = path.join(__dirname, 'programs/networks.ts');
    const args = ['train', program, '--watch', watch, '--runs', runs, '--seed', '1', '--no-progress'];
    const own = ['--', network, String(examples), String(epochCount)];
    const output = execFileSync(process.execPath, [path.join(root, 'dist/cli.js'), ...args, ...own], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      maxBuffer: 1e8,
    });
    return JSON.parse(/^cost (.*)$/m.exec(output)![1]!) as Cost;
  } finally {
    fs.rmSync(runs, { recursive: true, force: true });
  }
}

export async function bench(): Promise<BenchTable[]> {
  const rows: BenchTable['rows'] = [];
  let isMet = true;
  for (const network of networks.filter(isWanted)) {
    const few = train(network, 640, 1, 'off').wallMs;
    const many = train(network, 1920, 1, 'off').wallMs;
    const stepMs = Math.max(0.5, (many - few) / 40);
    const examples = Math.ceil((epochSeconds * 1000) / stepMs) * 32;
    const ratios: number[] = [];
    for (let pair = 0; pair < pairs; pair++) {
      const order = pair % 2 ? (['on', 'off'] as const) : (['off', 'on'] as const);
      const cost = Object.fromEntries(order.map(w => [w, train(network, examples, epochs, w)])) as Record<
        'on' | 'off',
        Cost
      >;
      ratios.push(cost.on.cpuMs / cost.off.cpuMs);
      console.error(
        `  ${network} ${pair + 1} of ${pairs}: ${ratio(ratios.at(-1)!)}, epoch ${(cost.off.wallMs / epochs / 1000).toFixed(1)} s`,
      );
    }
    const [low, high] = medianInterval(ratios);
    isMet &&= median(ratios) <= 1.03;
    rows.push([network, stepMs.toFixed(1), pairs, ratio(median(ratios)), `${ratio(low)} – ${ratio(high)}`]);
  }
  return [
    {
      title: 'Watched against not watched, process CPU time',
      columns: ['network', 'ms a step', 'pairs', 'median ratio', '95 % interval of the median'],
      rows,
      goal: 'at most 1.03, epochs of 10 s or more, batch 32',
      isMet,
    },
  ];
}
