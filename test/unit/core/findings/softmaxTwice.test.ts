import assert from 'node:assert/strict';
import { softmaxTwice } from '../../../../extension/core/findings/softmaxTwice';
import type { LayerInfo } from '../../../../extension/protocol/model';
import { modelInfo } from '../runs/runFixtures';
import { foundOf, oneHot, output, twoLayers } from './dataFixtures';
import { dense, plain, snapshotFindings, spreadsOf } from './findingFixtures';

const ofLayers = (...layers: LayerInfo[]) => snapshotFindings(softmaxTwice, spreadsOf({}), modelInfo('net', layers));
const squash = (name: string, className: string, inbound: string[], activation: string | null) =>
  plain(name, className, inbound, { activation, site: { file: 'train.ts', line: 9, column: 3 } });
const last = dense('out', [], { activation: 'softmax' });

describe('softmax-twice', () => {
  it('says nothing of one softmax', () => {
    assert.deepEqual(ofLayers(last), []);
    assert.deepEqual(
      ofLayers(dense('out', [], { activation: 'linear' }), squash('s', 'Softmax', ['out'], 'softmax')),
      [],
    );
    // Weights in between: each has its own logits.
    assert.deepEqual(ofLayers(last, dense('next', ['out'], { activation: 'softmax' })), []);
    assert.deepEqual(ofLayers(last, squash('d', 'Dropout', ['out'], null)), []);
    // Attention multiplies by probabilities before the next ones.
    assert.deepEqual(
      ofLayers(last, plain('times', 'Multiply', ['out']), squash('s', 'Activation', ['times'], 'softmax')),
      [],
    );
    assert.deepEqual(ofLayers(last, squash('a', 'Activation', ['out'], 'relu')), []);
    // The activation of a recurrent layer's gates is not what comes out.
    const lstm = dense('lstm', [], { className: 'LSTM', activation: 'sigmoid' });
    assert.deepEqual(ofLayers(lstm, squash('s', 'Softmax', ['lstm'], 'softmax')), []);
  });

  it('finds a second one, also behind layers that hand on, at the first', () => {
    for (const className of ['Softmax', 'Activation'])
      for (const between of [[], [plain('flat', 'Flatten', ['out'])]]) {
        const before = between.length ? 'flat' : 'out';
        const [finding, ...others] = ofLayers(last, ...between, squash('again', className, [before], 'softmax'));
        assert.deepEqual(others, []);
        assert.deepEqual([finding!.layer, finding!.severity, finding!.site], ['out', 'error', last.site]);
        assert.equal(finding!.message, 'softmax twice, here and in again: remove one');
        assert.deepEqual(
          finding!.related.map(r => r.site.line),
          [9],
        );
        assert.deepEqual(
          finding!.remedies.map(r => [r.label, r.edits[0]!.kind]),
          [
            ['Remove softmax from out', 'setArgument'],
            ['Remove softmax from again', 'removeLayer'],
          ],
        );
      }
    const [mixed] = ofLayers(last, squash('again', 'Activation', ['out'], 'sigmoid'));
    assert.equal(mixed!.label, 'sigmoid after softmax');
  });

  it('is told of the first snapshot only', () => {
    const snapshot = spreadsOf({});
    const model = modelInfo('net', [last, squash('again', 'Softmax', ['out'], 'softmax')]);
    assert.deepEqual(snapshotFindings(softmaxTwice, snapshot, model, { previous: snapshot }), []);
  });

  it('finds probabilities for a loss that takes logits', () => {
    const of = (loss: string, activation: string | null) =>
      foundOf(softmaxTwice, oneHot(3), output({ loss, activation }), { model: twoLayers({ activation }) });
    for (const [loss, activation] of [
      ['softmaxCrossEntropy', 'softmax'],
      ['sigmoidCrossEntropy', 'sigmoid'],
      ['softmaxCrossEntropy', 'sigmoid'],
    ] as const) {
      const [finding] = of(loss, activation);
      assert.ok(finding!.message.endsWith(`remove ${activation}`), finding!.message);
      assert.deepEqual(finding!.remedies[0]!.edits, [
        { kind: 'setArgument', site: finding!.site, name: 'activation', value: null },
      ]);
    }
    for (const [loss, activation] of [
      ['softmaxCrossEntropy', 'linear'],
      ['softmaxCrossEntropy', null],
      ['categoricalCrossentropy', 'softmax'],
      ['custom', 'softmax'],
      ['sigmoidCrossEntropy', 'relu'],
    ] as const)
      assert.deepEqual(of(loss, activation), [], loss);
  });
});
