import assert from 'node:assert/strict';
import * as path from 'node:path';
import { LogDirectory } from '../../../../extension/core/logs/logDirectory';
import type { RunState } from '../../../../extension/protocol/runState';
import type { Summary } from '../../../../extension/protocol/summary';
import { answerText } from '../../../../webview/models/answer';
import { totalRow } from '../../../../webview/models/layerTable/totalRow';
import { comparisonAnswer, figureRows } from '../../../../webview/models/layerComparison';
import { aboutMark, meanText, spreadText } from '../../../../webview/models/summaryText';
import { logFixtures } from '../../core/logs/logFixtures';

/** The newest kernel of a log directory that a framework wrote, and the state of its run. */
async function logged(name: string): Promise<{ summary: Summary; state: RunState }> {
  const log = new LogDirectory(path.join(logFixtures, name));
  await log.refresh();
  // the run with histograms
  const state = log
    .list()
    .map(({ key }) => log.state(key))
    .find(s => s.models.length)!;
  const { step } = state.snapshots.at(-1)!;
  const layers = log.snapshot(state.path!, step)!.layers;
  const summary = layers.flatMap(l => Object.values(l.weights)).find(s => s.min !== s.max)!;
  return { summary, state };
}

describe('figures out of a log', () => {
  it('have a mark where they were reckoned from rows: TensorFlow 2 writes nothing else', async () => {
    const { summary } = await logged('keras3');
    assert.equal(summary.isApproximate, true);
    assert.match(meanText(summary), /^≈−?0\.\d+$/);
    assert.match(spreadText(summary, 2), /^≈0\.\d+$/);
    const rows = figureRows([{ key: 'b', head: 'B', summary }] as never);
    assert.deepEqual(
      rows.filter(r => JSON.stringify(r.cells['b']).includes('≈')).map(r => r.key),
      ['mean', 'std'],
    );
    assert.match(answerText(comparisonAnswer(null, summary)), /^Mean ≈−?\S+, spread ≈\S+\.$/);
  });

  it('have none where the file has the sums: PyTorch and TensorFlow 1', async () => {
    for (const name of ['torch', 'tf1']) {
      const { summary } = await logged(name);
      assert.equal(summary.isLogged, true);
      assert.doesNotMatch(meanText(summary) + spreadText(summary), /≈/, name);
    }
  });

  it('are marked as ranges where one of them is so, and not where there is none', () => {
    assert.equal(aboutMark({}, { isApproximate: true }), '≈');
    assert.equal(aboutMark({}, {}), '');
    assert.equal(meanText({ mean: null, std: null, isApproximate: true }), '–');
  });

  it('are of weights of which nobody knows whether they are trained', async () => {
    const { state } = await logged('keras3');
    const [model] = state.models;
    const input = { model: model!, facet: 'weights', hasBiases: true, batch: 32 } as const;
    const { cells } = totalRow({ ...input, page: 'distributions' });
    assert.deepEqual(Object.keys(cells).includes('shape'), true);
    assert.match(JSON.stringify(cells['shape']), /"\d[^"]* as float32"/);
    assert.doesNotMatch(JSON.stringify(cells), /train/);
    assert.equal(totalRow({ ...input, page: 'table' }).cells['frozen'], '–');
    const built = { ...model!, layers: model!.layers.map(l => ({ ...l, className: 'Dense' })) };
    assert.match(JSON.stringify(totalRow({ ...input, model: built, page: 'distributions' }).cells), /"trainable · /);
  });
});
