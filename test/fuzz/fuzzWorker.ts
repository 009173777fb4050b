// A process that tries inputs until it is ended: fuzzWorker <project> <seed> <first> <folder> <keep> <only>
// What it is trying it writes into a file, because one that hangs answers nobody.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { FuzzInputs, keepInput } from './fuzzInput';
import { chosenSeeds, formatOf, fuzzSeeds } from './fuzzSeeds';
import { FuzzTurns } from './fuzzTurns';
import { FuzzTrial, type Find, type Outcome } from './tryInput';

/** What happened since it was told last. */
export interface FuzzNews {
  outcomes: Partial<Record<Outcome, number>>;
  /** Inputs by format; none is counted twice. */
  formats: Record<string, number>;
}
export interface FoundInput extends Find {
  fixture: string;
  index: number;
  /** The folder that has it. */
  kept: string;
}
export interface FromFuzzWorker {
  ready?: true;
  news?: FuzzNews;
  find?: FoundInput;
}

type Six = [string, string, string, string, string, string];
const [root, seed, first, folder, keep, only] = process.argv.slice(2) as Six;
const tellMs = 250;
/** Refusals are errors too, by the thousand: their stacks cost more than they tell. */
Error.stackTraceLimit = 0;
// A terminal sends it to all: the one that began this ends it.
process.on('SIGINT', () => undefined);
const send = (message: FromFuzzWorker): void => void process.send!(message);
const place = fs.openSync(path.join(folder, 'trying'), 'w');

void (async () => {
  const seeds = fuzzSeeds(root);
  const inputs = new FuzzInputs(seeds, Number(seed));
  const trial = new FuzzTrial(inputs, folder, root);
  const turns = new FuzzTurns(chosenSeeds(seeds, only), Number(first));
  send({ ready: true });
  let news: FuzzNews = { outcomes: {}, formats: {} };
  let toldAt = performance.now();
  for (;;) {
    const { seed: base, index } = turns.next();
    fs.writeSync(place, `${index} ${seeds.indexOf(base)}`.padEnd(24), 0);
    const began = performance.now();
    const tried = await trial.try(base, index);
    const now = performance.now();
    turns.took(now - began);
    if (tried) {
      const { outcome, find } = tried;
      const format = formatOf(base);
      news.outcomes[outcome] = (news.outcomes[outcome] ?? 0) + 1;
      news.formats[format] = (news.formats[format] ?? 0) + 1;
      if (find) send({ find: { ...find, fixture: base.name, index, kept: keepInput(inputs, base, index, keep) } });
    }
    if (now - toldAt < tellMs) continue;
    send({ news });
    news = { outcomes: {}, formats: {} };
    toldAt = now;
    await new Promise(resolve => setImmediate(resolve));
  }
})();
