import assert from 'node:assert/strict';
import type { HostChannel } from '../../../../webview/host/hostChannel';
import { CheckpointReads } from '../../../../webview/state/checkpointReads';

const settled = () => new Promise(done => setTimeout(done));
const at = (step: number) => ({ at: { key: 'r', path: `checkpoints/step-${step}` }, names: null });

describe('CheckpointReads', () => {
  const make = (answer: (step: number) => unknown) => {
    const asked: number[] = [];
    const start = (_: string, params: ReturnType<typeof at>) => {
      const step = Number(/\d+/.exec(params.at.path)![0]);
      asked.push(step);
      return { answer: Promise.resolve(answer(step)), cancel: () => {} };
    };
    return { asked, reads: new CheckpointReads({ start } as unknown as HostChannel, () => {}) };
  };

  it('asks once for each', async () => {
    const { asked, reads } = make(() => ({ tensors: [] }));
    assert.equal(reads.get('checkpointSummaries', at(1)).isLoading, true);
    await settled();
    assert.deepEqual(reads.get('checkpointSummaries', at(1)).value, { tensors: [] });
    assert.deepEqual(asked, [1]);
  });
  it('forgets the longest unused ones of large answers, never the newest', async () => {
    const { asked, reads } = make(() => ({ tensors: [{ buckets: { count: new Float64Array(10_000_000) } }] }));
    for (const step of [1, 2, 1, 3]) {
      reads.get('checkpointSummaries', at(step));
      await settled();
    }
    assert.equal(reads.known('checkpointSummaries', at(2)), null);
    for (const step of [1, 3]) assert.ok(reads.known('checkpointSummaries', at(step))?.value);
    assert.deepEqual(asked, [1, 2, 3]);
  });
});
