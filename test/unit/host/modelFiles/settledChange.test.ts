import assert from 'node:assert/strict';
import { SettledChange } from '../../../../extension/host/modelFiles/settledChange';

describe('SettledChange', () => {
  const watch = (fingerprint: () => string) => {
    const told: string[] = [];
    let settle: (now: string) => void = () => undefined;
    const settled = new Promise<string>(resolve => (settle = resolve));
    const change = new SettledChange({
      fingerprint,
      onBegin: () => told.push('begin'),
      onSettled: now => {
        told.push(now);
        settle(now);
      },
      pollMs: 2,
      settleMs: 12,
    });
    return { change, told, settled };
  };

  it('tells once when files are at rest, not while they grow', async () => {
    let polls = 0;
    const { change, told, settled } = watch(() => `size ${Math.min(10, polls++)}`);
    change.touch();
    change.touch();
    assert.equal(await settled, 'size 10');
    assert.deepEqual(told, ['begin', 'size 10']);
    assert.equal(change.isWaiting, false);
  });

  it('tells nothing once it is disposed', async () => {
    const { change, told } = watch(() => 'same');
    change.touch();
    change.dispose();
    await new Promise(resolve => setTimeout(resolve, 30));
    assert.deepEqual(told, ['begin']);
  });
});
