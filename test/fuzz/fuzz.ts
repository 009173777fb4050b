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

const line = ({ inputs, outcomes, finds }: FuzzResult): string => {
  const perSecond = Math.round((1000 * inputs) / (performance.now() - began));
  const parts = Object.entries(outcomes).map(([outcome, count]) => `${count} ${outcome}`);
  return `${inputs} inputs, ${perSecond} a second: ${parts.join(', ')}; ${finds.length} finds`;
};

void (async () => {
  const result = await runFuzz({
    seed: Number(values.seed),
    inputs: Number(values.inputs),
    ms: Number(values.minutes) * 60_000,
    processes: Number(values.processes),
    keep,
    onProgress: now => {
      if (performance.now() - toldAt < 10_000) return;
      toldAt = performance.now();
      console.log(line(now));
    },
  });
  for (const { kind, index, name, detail } of result.finds) console.log(`${kind} at ${index} (${name}): ${detail}\n`);
  console.log(line(result));
  process.exitCode = result.finds.length ? 1 : 0;
})();
