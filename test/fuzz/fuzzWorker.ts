// A process that tries inputs until it is ended: node --import tsx fuzzWorker.ts <seed> <first> <step> <folder> <keep>
// What it is trying it writes into a file, because one that hangs answers nobody.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { fuzzSeeds } from './fuzzSeeds';
import { FuzzTrial } from './tryInput';

const [seed, first, step, folder, keep] = process.argv.slice(2) as [string, string, string, string, string];
const root = path.join(__dirname, '../..');
const only = process.env.FUZZ_ONLY ?? '';
const seeds = fuzzSeeds(path.join(root, 'test/fixtures/formats')).filter(s => s.name.includes(only));
const trial = new FuzzTrial(seeds, folder, root);
const place = fs.openSync(path.join(folder, 'trying'), 'w');

void (async () => {
  process.send!({ ready: true });
  const counts: Record<string, number> = {};
  let toldAt = performance.now();
  for (let index = Number(first); ; index += Number(step)) {
    fs.writeSync(place, String(index).padEnd(16), 0);
    const { outcome, find, name } = await trial.try(Number(seed), index);
    counts[outcome] = (counts[outcome] ?? 0) + 1;
    if (find) {
      trial.keep(path.join(keep, `${seed}-${index}`));
      process.send!({ find: { ...find, index, name } });
    }
    if (performance.now() - toldAt < 250) continue;
    process.send!({ counts: { ...counts } });
    for (const key of Object.keys(counts)) counts[key] = 0;
    toldAt = performance.now();
    await new Promise(resolve => setImmediate(resolve));
  }
})();
