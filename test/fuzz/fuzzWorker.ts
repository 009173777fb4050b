// A process that tries inputs until it is ended: fuzzWorker <project> <seed> <first> <step> <folder> <keep>
// What it is trying it writes into a file, because one that hangs answers nobody.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { keepInput } from './fuzzInput';
import { fuzzSeeds } from './fuzzSeeds';
import { FuzzTrial } from './tryInput';

const [root, seed, first, step, folder, keep] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
  string,
];
// Refusals are errors too, by the hundred: their stacks cost more than they tell.
Error.stackTraceLimit = 4;
const seeds = fuzzSeeds(root);
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
      keepInput(seeds, Number(seed), index, path.join(keep, `${seed}-${index}`));
      process.send!({ find: { ...find, index, name } });
    }
    if (performance.now() - toldAt < 250) continue;
    process.send!({ counts: { ...counts } });
    for (const key of Object.keys(counts)) counts[key] = 0;
    toldAt = performance.now();
    await new Promise(resolve => setImmediate(resolve));
  }
})();
