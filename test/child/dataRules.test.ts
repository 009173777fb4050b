import assert from 'node:assert/strict';
import { dataRules } from '../../extension/core/findings/dataRules';
import { assertWhole } from '../unit/core/findings/layerFixtures';
import { runWatched } from './watch/runWatched';

const ids = new Set(dataRules.map(r => r.id));

describe('rules on data', () => {
  // LAYERGLASS_SEEDS=20 sweeps twenty of them.
  const seeds = Number(process.env.LAYERGLASS_SEEDS ?? '1');
  for (let seed = 1; seed <= seeds; seed++)
    it(`find nothing in healthy fits and loops of 12 kinds, seed ${seed}`, async function () {
      this.timeout(300_000);
      const { fits, findings, stderr } = await runWatched('healthyFits.ts', { backend: 'wasm', seed });
      assert.ok(new Set(fits.map(f => f.model)).size >= 13, stderr);
      const own = findings.filter(f => ids.has(f.rule));
      assert.deepEqual(
        own.map(f => `${f.model} ${f.rule}: ${f.message} ${JSON.stringify(f.evidence)}`),
        [],
      );
    });

  it('find each fault in the data that have it, in words that are whole', async function () {
    this.timeout(300_000);
    const { fits, findings, stderr } = await runWatched('sickData.ts', { backend: 'wasm' });
    const names = [...new Set(fits.map(f => f.model))];
    assert.equal(names.length, 21, stderr);
    for (const name of names) {
      const found = findings.filter(f => f.model === name && ids.has(f.rule));
      const said = `${name}: ${found.map(f => `${f.rule} ${f.message}`).join('\n')}`;
      const [rule] = name.split(' ');
      assert.ok(
        found.some(f => f.rule === rule),
        said,
      );
      // Prices lie far from 0 as well; nothing else has two faults.
      const others = found.filter(f => f.rule !== rule && f.rule !== 'inputs-not-centred');
      assert.deepEqual(others, [], said);
    }
    findings.filter(f => ids.has(f.rule)).forEach(assertWhole);
  });
});
