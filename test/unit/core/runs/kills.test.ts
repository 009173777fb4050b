import assert from 'node:assert/strict';
import { killRuns } from '../../../faults/support/killedRuns';

describe('a process that writes checkpoints and is killed fifty times', function () {
  this.timeout(120_000);

  it('leaves none that is listed and does not load; the next start cleans up', async function () {
    // process groups, and a signal that nothing can catch
    if (process.platform === 'win32') return this.skip();
    const { kills, verified } = await killRuns(50, 1, 50_000);
    assert.equal(kills, 50);
    assert.ok(verified > 50, `${verified} checkpoints`);
  });
});
