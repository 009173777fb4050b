import assert from 'node:assert/strict';
import type { Finding } from '../../extension/protocol/finding';
import { assertWhole } from '../unit/core/findings/layerFixtures';
import { runWatched } from './watch/runWatched';

/** Every epoch has a snapshot, however short it is. */
const settings = { snapshotThinning: 0, customLoopMinSeconds: 0 };
const inShort = (f: Finding): string => `${f.model} ${f.layer} ${f.rule}: ${f.message} ${JSON.stringify(f.evidence)}`;

describe('rules on real networks', () => {
  // Each round draws other weights and data. LAYERGLASS_SEEDS=20 sweeps twenty of them.
  const rounds = process.env.LAYERGLASS_SEEDS ?? '1';
  it(`find nothing in healthy networks of 22 kinds, ${rounds} times each`, async function () {
    this.timeout(Number(rounds) * 300_000);
    const run = await runWatched('healthyNetworks.ts', { backend: 'wasm', arguments: [rounds], settings });
    assert.ok(run.snapshots.length > Number(rounds) * 100, `${run.snapshots.length} snapshots ${run.stderr}`);
    assert.deepEqual(run.findings.map(inShort), []);
  });

  it('find each fault in a network that has it, in words that are whole', async function () {
    this.timeout(300_000);
    const run = await runWatched('sickNetworks.ts', { backend: 'wasm', settings });
    const names = [...new Set(run.fits.map(f => f.model))];
    assert.ok(names.length >= 22, `${names.length} models ${run.stderr}`);
    for (const name of names) {
      const found = run.findings.filter(f => f.model === name);
      // `update-ratio large` is a network with the fault of that rule.
      const rule = name.split(' ')[0]!;
      assert.ok(
        found.some(f => f.rule === rule),
        `${name}: ${found.map(inShort).join('\n')}`,
      );
    }
    run.findings.forEach(assertWhole);
  });
});
