import assert from 'node:assert/strict';
import { inputsDoNotMatchModel } from '../../../../extension/core/findings/inputsDoNotMatchModel';
import type { ModelInfo, Shape } from '../../../../extension/protocol/model';
import { facts, fitSite, found, input, twoLayers } from './dataFixtures';
import { plain } from './findingFixtures';

const of = (shape: number[], takes: Shape, model: ModelInfo = twoLayers()) =>
  found(inputsDoNotMatchModel, facts({ inputs: [input({ shape })] }), {
    model: { ...model, inputs: [{ name: 'in', shape: takes, dtype: 'float32' }] },
  });

describe('inputs-do-not-match-model', () => {
  it('says nothing of shapes that fit, and of dimensions that are open', () => {
    assert.deepEqual(of([4], [null, 4]), []);
    assert.deepEqual(of([31, 8], [null, null, 8]), []);
    // TensorFlow.js gives one value an example an axis of its own.
    assert.deepEqual(of([], [null, 1]), []);
    assert.deepEqual(found(inputsDoNotMatchModel, facts(), { model: { ...twoLayers(), inputs: [] } }), []);
  });

  it('finds another number of channels, at the layer that names it', () => {
    const [finding, ...others] = of([32, 32, 3], [null, 32, 32, 1]);
    assert.deepEqual(others, []);
    assert.equal(finding!.message, 'Inputs are 32×32×3, the model takes 32×32×1');
    assert.equal(finding!.meaning, 'Each example has 3 channels, and the first layer is built for 1.');
    assert.deepEqual([finding!.layer, finding!.severity, finding!.site!.line], ['hidden', 'error', 4]);
    assert.deepEqual(finding!.related, [{ site: fitSite, message: 'The inputs are given here' }]);
    assert.deepEqual(finding!.remedies[0]!.edits, [
      { kind: 'setArgument', site: finding!.site, name: 'inputShape', value: [32, 32, 3] },
    ]);
  });

  it('finds another rank and another number of columns', () => {
    assert.equal(of([784], [null, 28, 28, 1])[0]!.message, 'Inputs are 784, the model takes 28×28×1');
    assert.equal(of([5], [null, 4])[0]!.meaning, 'Each example has 5 values, and the first layer is built for 4.');
    assert.equal(of([], [null, 4]).length, 1);
  });

  it('names the input, of several, and the shape as its call has it', () => {
    const model = twoLayers();
    const inputs = ['a', 'b'].map(name => plain(name, 'InputLayer', []));
    const two = { ...model, className: 'Model', layers: [...inputs, ...model.layers] };
    const names = ['a', 'b'].map(name => ({ name, shape: [null, 4], dtype: 'float32' }));
    const findings = found(
      inputsDoNotMatchModel,
      facts({ inputs: [input({ name: 'a' }), input({ name: 'b', shape: [5] })] }),
      {
        model: { ...two, inputs: names },
      },
    );
    assert.deepEqual(
      findings.map(f => [f.layer, f.remedies[0]!.edits]),
      [['b', [{ kind: 'setArgument', site: findings[0]!.site, name: 'shape', value: [5] }]]],
    );
  });
});
