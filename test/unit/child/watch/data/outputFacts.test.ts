import assert from 'node:assert/strict';
import { outputFacts } from '../../../../../extension/child/watch/data/outputFacts';
import type { LayerRow } from '../../../../../extension/child/watch/models/layerRows';
import type { LayerLike, ModelLike, SymbolicTensorLike } from '../../../../../extension/child/watch/tfjsInternals';

const layer = (className: string, name: string, activation?: string, fields: object = {}): LayerLike =>
  ({
    name,
    getClassName: () => className,
    ...(activation && { activation: { getClassName: () => activation, apply: () => assert.fail() } }),
    ...fields,
  }) as unknown as LayerLike;
const output = (sourceLayer: LayerLike, ...inputs: SymbolicTensorLike[]): SymbolicTensorLike => ({
  ...{ name: `${sourceLayer.name}:0`, shape: [null, 3], dtype: 'float32', outputTensorIndex: 0 },
  ...{ sourceLayer, inputs },
});
const model = (outputs: SymbolicTensorLike[], loss: unknown = 'meanSquaredError'): ModelLike =>
  ({
    ...layer('Model', 'net'),
    inputs: [],
    layers: [],
    outputs,
    outputNames: outputs.map(o => o.name),
    loss,
  }) as ModelLike;
const found = (m: ModelLike, ...layers: LayerLike[]) =>
  outputFacts(m, layers.map(l => ({ layer: l, name: `row of ${l.name}` }) as LayerRow), [], true).map(o => [o.layer, o.activation]); // prettier-ignore

describe('what makes an output', () => {
  const dense = layer('Dense', 'dense', 'softmax');
  it('its layer, with the activation that it applies', () => {
    assert.deepEqual(found(model([output(dense)]), dense), [['row of dense', 'softmax']]);
  });
  it('over what only hands on', () => {
    const chain = output(layer('Dropout', 'drop'), output(layer('Reshape', 'shape'), output(dense)));
    assert.deepEqual(found(model([chain]), dense), [['row of dense', 'softmax']]);
    const linear = output(layer('Activation', 'none', 'linear'), output(dense));
    assert.deepEqual(found(model([linear]), dense), [['row of dense', 'softmax']]);
  });
  it('a layer that is an activation, and one that nobody knows', () => {
    const relu = layer('ReLU', 'relu');
    assert.deepEqual(found(model([output(relu, output(dense))]), relu), [['row of relu', 'relu']]);
    const own = layer('Mine', 'own');
    assert.deepEqual(found(model([output(own, output(dense))]), own), [['row of own', null]]);
  });
  it('in a nested model, and in each time step', () => {
    const inner = model([output(dense)]);
    assert.deepEqual(found(model([output(inner)]), dense), [['row of dense', 'softmax']]);
    const steps = layer('TimeDistributed', 'steps', undefined, { layer: dense });
    assert.deepEqual(found(model([output(steps)]), dense, steps), [['row of dense', 'softmax']]);
  });
  it('a graph without end is left', () => {
    const tensor = output(layer('Flatten', 'flat'));
    tensor.inputs = [tensor];
    assert.deepEqual(found(model([tensor])), [[null, null]]);
  });
  it('losses by position, by name, functions with and without a name', () => {
    const outputs = [output(dense), { ...output(dense), name: 'other' }];
    const losses = (loss: unknown) => outputFacts(model(outputs, loss), [], [], true).map(o => o.loss);
    function mine(): void {}
    const suffixed = Object.defineProperty(() => 0, 'name', { value: 'logLoss__op' });
    assert.deepEqual(losses('hinge'), ['hinge', 'hinge']);
    assert.deepEqual(losses([mine, suffixed]), ['mine', 'logLoss']);
    assert.deepEqual(
      losses({
        other: (
          () => () =>
            0
        )(),
      }),
      [null, 'custom'],
    );
    assert.deepEqual(losses(null), [null, null]);
    assert.deepEqual(outputFacts(model(outputs), [], [], false).map(o => o.loss), [null, null]); // prettier-ignore
  });
});
