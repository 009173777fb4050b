import assert from 'node:assert/strict';
import { dilationIgnored } from '../../../../extension/core/findings/dilationIgnored';
import type { LayerInfo } from '../../../../extension/protocol/model';
import { dense } from './findingFixtures';
import { at, compiled, conclude, lineOf } from './layerFixtures';

const found = (className: string, dilationRate?: LayerInfo['config'][string]) =>
  conclude(
    dilationIgnored,
    at(0, {}),
    compiled([dense('a', [], { className, config: dilationRate === undefined ? {} : { dilationRate } })]),
  );

describe('dilation-ignored', () => {
  it('finds a dilated depthwise convolution', () => {
    const [finding] = found('DepthwiseConv2D', [2, 2]);
    assert.equal(finding!.message, 'TensorFlow.js ignores dilationRate 2×2 of a');
    assert.deepEqual(finding!.remedies, [
      {
        label: 'Remove dilationRate of a',
        edits: [{ kind: 'setArgument', site: lineOf('a'), name: 'dilationRate', value: null }],
      },
    ]);
    assert.equal(found('DepthwiseConv2D', 3).length, 1);
    assert.equal(found('DepthwiseConv2D', [1, 2]).length, 1);
  });

  it('says nothing of a rate of 1, and of convolutions that apply theirs', () => {
    for (const rate of [1, [1, 1], undefined, [], 'none', [null, 1]])
      assert.deepEqual(found('DepthwiseConv2D', rate), []);
    for (const className of ['Conv2D', 'SeparableConv2D', 'Conv1D']) assert.deepEqual(found(className, [2, 2]), []);
  });
});
