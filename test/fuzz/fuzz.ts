// npm run fuzz -- [--inputs 10000000] [--seed 1] [--minutes 60] [--processes n]; FUZZ_ONLY=npz: of fixtures with that in their path.
// Changed copies of the fixtures of every format are opened; what must not be is printed, kept under test/output/fuzz, and
// becomes a fixture. Ends with a status that is not 0 where there was any.
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { runFuzz, type FuzzResult } from './runFuzz';

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '10000000' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '600' },
    processes: { type: 'string', default: String(os.availableParallelism()) },
  },
});
const keep = path.join(__dirname, '../output/fuzz');
const began = performance.now();
let toldAt = began;
let toldFinds = 0;

const line = ({ inputs, outcomes, finds }: FuzzResult): string => {
  const seconds = (performance.now() - began) / 1000;
  const parts = Object.entries(outcomes).map(([outcome, count]) => `${count} ${outcome}`);
  const speed = `${inputs} inputs in ${Math.round(seconds)} s, ${Math.round(inputs / seconds)} a second`;
  return `Seed ${values.seed}: ${speed}: ${parts.join(', ')}; ${finds.length} finds`;
};

function tellFinds({ finds }: FuzzResult): void {
  for (const { kind, index, name, detail } of finds.slice(toldFinds))
    console.log(`${kind} at ${index} (${name}): ${detail}\n`);
  toldFinds = finds.length;
}

void (async () => {
  const result = await runFuzz({
    seed: Number(values.seed),
    inputs: Number(values.inputs),
    ms: Number(values.minutes) * 60_000,
    processes: Number(values.processes),
    keep,
    onProgress: now => {
      tellFinds(now);
      if (performance.now() - toldAt < 10_000) return;
      toldAt = performance.now();
      console.log(line(now));
    },
  });
  tellFinds(result);
  console.log(line(result));
  process.exitCode = result.finds.length ? 1 : 0;
})();
