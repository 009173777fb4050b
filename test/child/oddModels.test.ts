import assert from 'node:assert/strict';
import type { LayerSnapshot, Snapshot } from '../../extension/protocol/run';
import { runWatched, type WatchedRun } from './watch/runWatched';

/** A case of oddModels.ts, watched; the program's own output is as without watching. */
async function odd(name: string): Promise<WatchedRun> {
  const options = { arguments: [name], settings: { snapshotThinning: 0 } };
  const [plain, watched] = await Promise.all([
    runWatched('oddModels.ts', { ...options, watch: false }),
    runWatched('oddModels.ts', options),
  ]);
  assert.equal(watched.stdout, plain.stdout);
  assert.equal(plain.exitCode, 0, plain.stderr);
  assert.deepEqual(watched.notices, []);
  return watched;
}
const layerOf = (snapshot: Snapshot, name: string): LayerSnapshot => snapshot.layers.find(l => l.name === name)!;
/** How many values were seen of a layer's activations, by call. */
const counts = (snapshot: Snapshot, name: string): number[] => layerOf(snapshot, name).activations.map(a => a.count);

describe('models that are hard to look into', () => {
  it('control flow by values: as it is called', async () => {
    const [first] = (await odd('controlFlow')).snapshots;
    assert.deepEqual([first!.note, first!.probed, counts(first!, 'loop')], [null, 8, [32]]);
  });
  it('a layer whose call the program could tell: those before it are shown, and why not the others', async () => {
    const run = await odd('counting');
    for (const snapshot of run.snapshots) {
      assert.match(snapshot.note!, /^No activations from the layer counting on: each call of it changes "counted"/);
      assert.deepEqual([snapshot.probed, counts(snapshot, 'before'), counts(snapshot, 'after')], [8, [32], []]);
      assert.deepEqual(Object.keys(layerOf(snapshot, 'after').weightGradients), ['kernel', 'bias']);
    }
  });
  it('a layer that fails in predicting: those before it are shown', async () => {
    const [first] = (await odd('predictingThrows')).snapshots;
    assert.equal(first!.note, 'No activations from the layer training on: made for training alone.');
    assert.deepEqual([counts(first!, 'before'), counts(first!, 'after')], [[32], []]);
  });
  it('a layer that fails because its activation function is looked at: all but that', async () => {
    for (const snapshot of (await odd('throwing')).snapshots) {
      assert.equal(snapshot.note, 'No pre-activations of picky: unknown activation.');
      assert.deepEqual(
        snapshot.layers.map(l => [l.preActivations.length, l.activations.length, l.activationGradients.length]),
        [
          [1, 1, 1],
          [0, 1, 1],
          [1, 1, 1],
        ],
      );
      // seen once, though the pass was made twice
      assert.equal(layerOf(snapshot, 'before').activations[0]!.count, 32);
    }
  });
  it('a list, complex numbers, integers, nothing', async () => {
    const [list, complex, integers, empty] = await Promise.all(['list', 'complex', 'integers', 'empty'].map(odd));
    assert.equal(list!.snapshots[0]!.note, 'Of the 2 tensors that pair returns, the first is shown.');
    assert.deepEqual(counts(list!.snapshots[0]!, 'pair'), [32]);
    assert.equal(complex!.snapshots[0]!.note, 'No activations of spectrum: complex numbers.');
    assert.deepEqual(counts(complex!.snapshots[0]!, 'size'), [32]);
    assert.deepEqual([integers!.snapshots[0]!.note, counts(integers!.snapshots[0]!, 'rounded')], [null, [32]]);
    assert.deepEqual([empty!.snapshots[0]!.note, counts(empty!.snapshots[0]!, 'empty')], [null, [0]]);
  });
  it('text, and a batch without examples: weights and the reason', async () => {
    const [text, none] = await Promise.all(['text', 'noExamples'].map(odd));
    assert.equal(text!.snapshots[0]!.note, 'No activations: the inputs are text.');
    assert.equal(none!.snapshots[0]!.note, 'No activations: the batch has no examples.');
    for (const { snapshots } of [text!, none!]) {
      assert.equal(snapshots[0]!.probed, 0);
      assert.deepEqual(Object.keys(layerOf(snapshots[0]!, 'after').weightGradients), ['kernel', 'bias']);
    }
  });
  it('a layer that is called 100 times is shown as one, 10,000 units, a fixed batch of 40,000', async () => {
    const [often, wide, huge] = await Promise.all(['often', 'wide', 'huge'].map(odd));
    assert.deepEqual(counts(often!.snapshots[0]!, 'shared'), [3200]);
    assert.equal(often!.models.at(-1)!.layers.find(l => l.name === 'shared')!.calls, 100);
    assert.equal(often!.models.at(-1)!.layers.find(l => l.name === 'shared')!.multiplyAdds, 1600);
    assert.deepEqual(counts(wide!.snapshots[0]!, 'wide'), [80_000]);
    assert.deepEqual([huge!.snapshots[0]!.probed, counts(huge!.snapshots[0]!, 'wide')], [40_000, [640_000]]);
    assert.deepEqual([huge!.data[0]!.examples, huge!.data[0]!.total], [1000, 40_000]);
  });
  it('NaN everywhere, and a constant far below 0', async () => {
    const [bad, flat] = await Promise.all(['nan', 'constant'].map(odd));
    const nan = layerOf(bad!.snapshots[0]!, 'bad').activations[0]!;
    assert.deepEqual([nan.count, nan.nan, nan.mean, nan.min], [24, 24, null, null]);
    assert.equal(layerOf(bad!.snapshots[1]!, 'bad').updates.kernel, null);
    assert.ok(bad!.findings.some(f => f.rule === 'exploding-tensor'));
    const constant = layerOf(flat!.snapshots[0]!, 'flat').preActivations[0]!;
    assert.deepEqual([constant.min, constant.max, constant.mean, constant.std], [-10.5, -10.5, -10.5, 0]);
    assert.deepEqual(Array.from(constant.buckets!.count), [24]);
  });
  it('rivals that are trained in turn, each through the other', async () => {
    const run = await odd('rivals');
    assert.deepEqual(
      run.fits.map(f => f.model),
      ['critic', 'generator'],
    );
    assert.deepEqual(
      run.models.filter(m => m.optimizer).map(m => [m.name, m.optimizer]),
      [
        ['critic', 'Adam'],
        ['generator', 'SGD'],
      ],
    );
    assert.ok(run.snapshots.every(s => s.note === null && s.probed === 6));
  });
});
