import assert from 'node:assert/strict';
import { cleanUp, runToEnd, smallModel } from './support/trial';

const calls = 9;
const stepsPerCall = 2;
/** Nothing but what is taken whatever it costs. */
const settings = { snapshotThinning: 1e9 };
const program = (end = ''): string =>
  `${smallModel}(async () => {
  for (let i = 0; i < ${calls}; i++) await m.fit(x, y, { epochs: 1, verbose: 0 });
  ${end}
})();`;

describe('A program that calls fit again and again', () => {
  afterEach(cleanUp);

  it('is looked at at both ends of the first four calls, and at its end', async () => {
    const { state } = await runToEnd({ 'train.ts': program() }, { settings });
    assert.equal(state.status, 'completed');
    assert.equal(state.fits.length, calls);
    assert.equal(state.epochs.length, calls);
    const early = Array.from({ length: 5 }, (_, i) => i * stepsPerCall);
    const last = calls * stepsPerCall;
    assert.deepEqual([...new Set(state.snapshots.map(s => s.step))], [...early, last]);
    assert.deepEqual(state.data.map(d => d.fit), [0, 1, 2, 3]); // prettier-ignore
    const kept = state.checkpoints.map(c => c.step);
    assert.deepEqual([kept[0], kept.at(-1)], [0, last]);
  });

  it('that lets its model go before it ends has what was seen until then', async () => {
    const { state } = await runToEnd({ 'train.ts': program('m.dispose();') }, { settings });
    assert.equal(state.status, 'completed');
    assert.equal(Math.max(...state.snapshots.map(s => s.step)), 4 * stepsPerCall);
    assert.equal(state.epochs.length, calls);
  });
});
