import assert from 'node:assert/strict';
import { killRuns } from './support/killedRuns';
import { killTrainings } from './support/killedTrainings';

/** A quarter of a million: a checkpoint of about 1 MB. */
const weights = 250_000;

describe('a thousand kills', () => {
  before(function () {
    // process groups, and a signal that nothing can catch
    if (process.platform === 'win32') this.skip();
  });

  it('of a process that writes: none that is listed fails to load or to verify, and the next start cleans up', async () => {
    const { kills, verified, halfDone } = await killRuns(1000, 1000, weights);
    console.log(
      `      ${kills} kills, ${halfDone} of them in the middle of something, ${verified} checkpoints verified`,
    );
    assert.equal(kills, 1000);
    assert.ok(halfDone > 100, 'kills that leave nothing half done show nothing');
  });

  it('of training itself: the run is interrupted, and all that is listed loads', async () => {
    const { kills, verified } = await killTrainings(10, 1);
    console.log(`      ${kills} trainings, ${verified} checkpoints verified`);
    assert.ok(verified > 10);
  });
});
