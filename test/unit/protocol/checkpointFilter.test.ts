import assert from 'node:assert/strict';
import { parseCheckpointFilter, type CheckpointBadge } from '../../../extension/protocol/checkpointFilter';
import { record } from '../host/views/checkpointRecords';

const checkpoint = record(400, {
  epoch: 3,
  sizeBytes: 5_100_000,
  name: 'Before dropout',
  learningRate: 1e-3,
  metrics: { val_loss: 0.05, 'my acc': 0.9, constructor: 1 },
});
const finds = (text: string, badges: CheckpointBadge[] = ['best']): boolean =>
  parseCheckpointFilter(text)?.({ record: checkpoint, badges, run: 'run 14 train.ts' }) ?? true;

describe('parseCheckpointFilter', () => {
  it('is none for nothing', () => {
    assert.equal(parseCheckpointFilter(''), null);
    assert.equal(parseCheckpointFilter('  '), null);
  });

  for (const text of [
    'val_loss<0.1',
    'val_loss < 0.1',
    'val_loss<=0.05',
    'val_loss>=5e-2',
    'step=400',
    'step>399',
    'epoch=3',
    'size>5MB',
    'size < 6 mb',
    'size>5099kB',
    'lr=0.001',
    'best',
    'BEST',
    'best val_loss<0.1 dropout',
    '"before drop"',
    'run 14',
    '"step 400"',
    'train.ts',
    'constructor=1',
  ])
    it(`finds by ${text}`, () => assert.ok(finds(text)));

  for (const text of [
    'val_loss<0.05',
    'val_loss>0.05',
    'nothing<1',
    'toString>0',
    'pinned',
    'last',
    'best pinned',
    'best val_loss>1',
    '"drop before"',
    'run 15',
  ])
    it(`does not find by ${text}`, () => assert.ok(!finds(text)));

  it('takes what is not finite for larger than nothing', () => {
    const filter = parseCheckpointFilter('loss>0');
    assert.equal(filter?.({ record: record(1, { metrics: { loss: null } }), badges: [], run: '' }), false);
  });

  for (const text of ['val_loss<', 'val_loss<abc', 'val_loss<1e', 'step>5MB', 'size<1.2.3'])
    it(`says of ${text} that a number is missing`, () =>
      assert.throws(() => parseCheckpointFilter(text), { name: 'LayerglassError', code: 'bad-filter' }));
});
