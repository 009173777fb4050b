import assert from 'node:assert/strict';
import type { Snapshot } from '../../../../extension/protocol/run';
import { emptyLayerSnapshot } from '../../../../extension/protocol/run';
import type { HostChannel } from '../../../../webview/host/hostChannel';
import { RunData } from '../../../../webview/state/runData';

const ref = { fit: 0, model: 'm', step: 0, epoch: 0 };
const taken = (note: string): Snapshot => ({ ...ref, probed: 32, note, layers: [emptyLayerSnapshot('dense')] });

/** A host that answers with the note that it has at that moment. */
function open() {
  const asked: string[] = [];
  const host = { note: 'before' };
  const request = async (name: string, { key }: { key: string }): Promise<unknown> => {
    asked.push(`${name} ${key}`);
    return name === 'snapshot' ? taken(host.note) : { kind: 'weights', points: [] };
  };
  let arrived = 0;
  const data = new RunData({ request } as unknown as HostChannel, () => arrived++);
  const settled = () => new Promise(resolve => setImmediate(resolve));
  return { data, asked, host, settled, arrivals: () => arrived };
}

describe('RunData', () => {
  it('asks once for a snapshot, and says when it has come', async () => {
    const { data, asked, settled, arrivals } = open();
    assert.equal(data.snapshot('a', ref).value, null);
    await settled();
    assert.equal(data.snapshot('a', ref).value?.note, 'before');
    assert.deepEqual([asked, arrivals()], [['snapshot a'], 1]);
  });

  it('keeps what it has of a snapshot that comes again until the newer one is there', async () => {
    const { data, asked, host, settled } = open();
    data.snapshot('a', ref);
    data.history('a', { model: 'm', layer: 'dense', kind: 'weights', tensor: 'kernel' }, 1);
    await settled();
    host.note = 'whole';
    data.snapshotCame('a', ref);
    assert.equal(data.snapshot('a', ref).value?.note, 'before');
    await settled();
    assert.equal(data.snapshot('a', ref).value?.note, 'whole');
    data.history('a', { model: 'm', layer: 'dense', kind: 'weights', tensor: 'kernel' }, 1);
    assert.deepEqual(asked, ['snapshot a', 'history a', 'snapshot a', 'history a']);
  });

  it('forgets a run when another one stands under its key, and no other run', async () => {
    const { data, asked, host, settled } = open();
    data.snapshot('inspect', ref);
    data.snapshot('a', ref);
    await settled();
    host.note = 'after';
    data.forget('inspect');
    assert.equal(data.snapshot('inspect', ref).value, null);
    assert.equal(data.snapshot('a', ref).value?.note, 'before');
    await settled();
    assert.equal(data.snapshot('inspect', ref).value?.note, 'after');
    assert.deepEqual(asked, ['snapshot inspect', 'snapshot a', 'snapshot inspect']);
  });
});
