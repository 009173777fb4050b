import assert from 'node:assert/strict';
import { initializerChange, initializerRemedy } from '../../../../extension/core/experiments/initializerRemedy';
import { byActivation, comparisonOf, layer, named } from './comparisonFixtures';

const changeOf = (candidate: typeof byActivation, layers: ReturnType<typeof layer>[]) =>
  initializerChange(comparisonOf([[candidate, []]], { layers }).runs[0]!, layers);

describe('initializerRemedy', () => {
  it('sets every argument of a layer that has several', () => {
    const layers = [layer('separable', 3, { arguments: ['depthwiseInitializer', 'pointwiseInitializer'] })];
    const { edits } = changeOf(named('heNormal'), layers);
    assert.deepEqual(
      edits.map(e => e.kind === 'setArgument' && [e.name, e.value]),
      [
        ['depthwiseInitializer', 'heNormal'],
        ['pointwiseInitializer', 'heNormal'],
      ],
    );
  });
  it('sets a call that builds several layers once', () => {
    const change = changeOf(named('heNormal'), [layer('block0', 5), layer('block1', 5), layer('block2', 5)]);
    assert.equal(change.edits.length, 1);
    assert.equal(initializerRemedy(change)!.label, 'Use heNormal on block0, block1, block2');
  });
  it('leaves such a call where its layers want different ones, though one of them has it already', () => {
    const layers = [
      layer('block0', 5),
      layer('block1', 5, { advice: 'glorotNormal', written: 'glorotNormal' }),
      layer('out', 9),
    ];
    const change = changeOf(byActivation, layers);
    assert.deepEqual(change.missed, ['block0']);
    assert.deepEqual(
      change.edits.map(e => e.site.line),
      [9],
    );
  });
  it('leaves what stays as it is and what is written so', () => {
    const change = changeOf(named('heNormal'), [
      layer('frozen', 1, { kept: 'frozen' }),
      layer('right', 2, { written: 'heNormal' }),
    ]);
    assert.deepEqual([change.edits, change.missed], [[], []]);
    assert.equal(initializerRemedy(change), null);
  });
  it('counts many layers and names two initializers', () => {
    const many = Array.from({ length: 6 }, (_, i) => layer(`conv${i}`, i + 1));
    const change = changeOf(byActivation, [...many, layer('out', 20, { advice: 'glorotNormal' })]);
    assert.equal(initializerRemedy(change)!.label, 'Use heNormal on 6 layers, glorotNormal on out');
  });
});
