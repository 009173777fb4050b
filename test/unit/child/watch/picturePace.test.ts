import assert from 'node:assert/strict';
import type { FitSession } from '../../../../extension/child/watch/training/fitSession';
import { PicturePace } from '../../../../extension/child/watch/training/picturePace';

const session = (): FitSession => ({}) as FitSession;

describe('PicturePace', () => {
  it('has pictures with the first and the last snapshot of each fit, whatever they cost', () => {
    const pace = new PicturePace(100);
    pace.start(0);
    const [one, other] = [session(), session()];
    assert.equal(pace.isDue(one, false, 0), true);
    pace.spent(one, 10_000);
    assert.equal(pace.isDue(one, false, 1000), false);
    assert.equal(pace.isDue(other, false, 1000), true);
    assert.equal(pace.isDue(one, true, 1000), true);
  });
  it('keeps all others within a quarter of one in `ratio` of the time, a short run excepted', () => {
    const pace = new PicturePace(100);
    pace.start(0);
    const one = session();
    let spentMs = 0;
    for (let nowMs = 0; nowMs < 1_000_000; nowMs += 500)
      if (pace.isDue(one, false, nowMs)) {
        pace.spent(one, 20);
        spentMs += 20;
      }
    assert.ok(spentMs > 2000 && spentMs - 20 <= 1_025_000 / 400, String(spentMs));
  });
  it('has them within the cost of snapshots in a program that calls fit for each epoch', () => {
    const pace = new PicturePace(100);
    pace.start(0);
    let spentMs = 0;
    for (let nowMs = 0; nowMs < 1_000_000; nowMs += 1000) {
      const fit = session();
      for (const isLast of [false, true])
        if (pace.isDue(fit, isLast, nowMs)) {
          pace.spent(fit, 20);
          spentMs += 20;
        }
    }
    assert.ok(spentMs > 5000 && spentMs <= 1_025_000 / 100, String(spentMs));
  });
  it('has no bound where snapshots have none', () => {
    const pace = new PicturePace(0);
    pace.start(0);
    const one = session();
    for (let i = 0; i < 5; i++) {
      assert.equal(pace.isDue(one, false, i), true);
      pace.spent(one, 1e6);
    }
  });
});
