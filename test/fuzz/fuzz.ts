// npm run fuzz -- [--inputs 10000000] [--seed 1] [--minutes 60] [--processes n] [--only npz]
// npm run fuzz -- --seed 1 --at npz/stored.npz:17
// Changed copies of the fixtures of every format (of those with `only` in their name) are opened; what must not be is printed,
// kept under test/output/fuzz, and becomes a fixture. Ends with a status that is not 0 where there was any; by Ctrl+C too it says how far it came. With
// `at` one input is tried again: that index of a fixture's.
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { repeatInput } from './repeatInput';
import { runFuzz, type FuzzResult } from './runFuzz';

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '10000000' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '600' },
    processes: { type: 'string', default: String(os.availableParallelism()) },
    only: { type: 'string', default: '' },
    at: { type: 'string', default: '' },
  },
});
const keep = path.join(__dirname, '../output/fuzz', values.seed);
const tellMs = 60_000;
const began = performance.now();
let toldAt = began;
let toldFinds = 0;

const listed = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');

function tell({ inputs, outcomes, formats, finds, found }: FuzzResult): void {
  const seconds = (performance.now() - began) / 1000;
  const speed = `${inputs} inputs in ${Math.round(seconds)} s, ${Math.round(inputs / seconds)} a second`;
  console.log(`Seed ${values.seed}: ${speed}: ${listed(outcomes)}; ${finds.length} faults in ${found} finds`);
  console.log(`  by format: ${listed(formats)}`);
}

function tellFinds({ finds }: FuzzResult): void {
  for (const { kind, index, fixture, kept, detail } of finds.slice(toldFinds))
    console.log(`${kind} at ${index} of ${fixture}, in ${kept}: ${detail}\n`);
  toldFinds = finds.length;
}

async function repeat(): Promise<number> {
  const [, fixture, index] = /^(.*):(\d+)$/.exec(values.at)!;
  const which = { seed: Number(values.seed), fixture: fixture!, index: Number(index) };
  const { outcome, find, kept } = await repeatInput(which, keep);
  console.log(`${find ? `${find.kind}: ${find.detail}` : outcome}; it is in ${kept}`);
  return find ? 1 : 0;
}

async function run(): Promise<number> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const result = await runFuzz({
    seed: Number(values.seed),
    inputs: Number(values.inputs),
    ms: Number(values.minutes) * 60_000,
    processes: Number(values.processes),
    only: values.only,
    signal: stop.signal,
    keep,
    onProgress: now => {
      tellFinds(now);
      if (performance.now() - toldAt < tellMs) return;
      toldAt = performance.now();
      tell(now);
    },
  });
  tellFinds(result);
  tell(result);
  return result.finds.length ? 1 : 0;
}

void (async () => {
  process.exitCode = await (values.at ? repeat() : run());
})();
