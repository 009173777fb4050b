// The samples are healthy: no rule says anything of them, whatever the seed.
//
// What is covered, so that it takes half a minute and not ten: all rules on the data and on the state before the first step, for
// 4 seeds of each sample; rules on training for 4 seeds of the cheapest sample, and for one of the others. LAYERGLASS_SEEDS=20
// takes as many, and a tenth of it of the others. samples/initialization is healthy only where it begins right: initializationSample.test.ts looks at that.
import assert from 'node:assert/strict';
import * as path from 'node:path';
import type { RunRequest } from '../../extension/engine/runRequest';
import { cleanUp, makeProject, start } from './support/trial';

const samples = path.join(import.meta.dirname, '../../samples');
const many = Number(process.env.LAYERGLASS_SEEDS ?? 4);
const few = Math.ceil(many / 10);
/** Children at a time. */
const width = 2;

const looks: { sample: string; mode: RunRequest['mode']; epochs: number | null; seeds: number }[] = [
  { sample: 'digits/train.ts', mode: 'inspect', epochs: null, seeds: many },
  { sample: 'digits/train.ts', mode: 'train', epochs: 2, seeds: few },
  { sample: 'functional/train.ts', mode: 'train', epochs: 2, seeds: many },
  { sample: 'custom-loop/train.js', mode: 'inspect', epochs: null, seeds: many },
  { sample: 'custom-loop/train.js', mode: 'train', epochs: null, seeds: few },
];

describe('Healthy samples: no rule says anything', () => {
  afterEach(cleanUp);

  for (const { sample, mode, epochs, seeds } of looks)
    for (let first = 1; first <= seeds; first += 5) {
      const last = Math.min(seeds, first + 4);
      const what = mode === 'inspect' ? 'before the first step' : epochs ? `in ${epochs} epochs` : 'trained to its end';
      it(`${sample} ${what}, seeds ${first} to ${last}`, async () => {
        const runsFolder = makeProject({});
        const said: string[] = [];
        const waiting = Array.from({ length: last - first + 1 }, (_, i) => first + i);
        const work = async (): Promise<void> => {
          for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
            const request = { mode, epochs, seed, runsFolder };
            const { run } = start(samples, sample, request, { isOutputKept: false });
            const state = await run.stopped;
            assert.equal(state.status, 'completed', `seed ${seed}: ${state.error?.message}`);
            assert.ok(state.models.length && state.snapshots.length, 'it was looked at');
            assert.ok(state.data.length || sample.startsWith('custom'), 'its data was looked at');
            said.push(...state.findings.map(f => `seed ${seed}: ${f.rule} ${f.severity} at ${f.layer}: ${f.message}`));
          }
        };
        await Promise.all(Array.from({ length: width }, work));
        assert.deepEqual(said, []);
      });
    }
});
