import assert from 'node:assert/strict';
import { analyzeSource } from '../../../../language/analysis/analyzeSource';
import { layerSites, PinnedSites } from '../../../../language/providers/knownSites';
import { planLenses } from '../../../../language/providers/lensPlan';
import { known, weightsSnapshot } from './knownLayers';

const text = `import * as tf from '@tensorflow/tfjs';
const model = tf.sequential();
model.add(tf.layers.flatten());
model.add(tf.layers.dense({ units: 1 }));
await model.fit(xs, ys);
`;
const facts = analyzeSource(text, 'typescript');
const measured = known({ site: { file: 'train.ts', line: 4, column: 11 } }, { snapshot: weightsSnapshot });
const sites = layerSites(facts, [measured], {
  pins: new PinnedSites(),
  offsetAt: (line, column) =>
    text
      .split('\n')
      .slice(0, line - 1)
      .join('\n').length + column,
  calleeEndAt: offset => offset + 5,
  isStale: false,
});
const all = { inspect: true, shape: true, health: true, train: true };
const plan = (kinds: Partial<typeof all> = {}, hasModelText = true, found = '') =>
  planLenses(
    facts,
    sites,
    { ...all, ...kinds },
    () => hasModelText,
    () => found,
  ).map(l => `${l.kind} ${text.slice(l.start, l.end)}`);

describe('planLenses', () => {
  it('has two lenses at a known layer, one at another, totals at the model, three at fit', () => {
    assert.deepEqual(plan(), [
      'model tf.sequential',
      'inspect tf.layers.flatten',
      'inspect tf.layers.dense',
      'health tf.layers.dense',
      'train model.fit',
      'trainInspect model.fit',
      'trainInitializers model.fit',
    ]);
  });
  it('has one where something was found at a call that trains', () => {
    const isFound = (lens: string) => lens.startsWith('findings');
    assert.deepEqual(plan({}, true, 'loss falls').filter(isFound), ['findings model.fit']);
    assert.deepEqual(plan({ health: false }, true, 'loss falls').filter(isFound), []);
  });
  it('leaves out each kind that is switched off', () => {
    assert.deepEqual(plan({ train: false }, false), [
      'inspect tf.layers.flatten',
      'inspect tf.layers.dense',
      'health tf.layers.dense',
    ]);
    assert.deepEqual(plan({ train: false, health: false, inspect: false }, false), ['inspect tf.layers.dense']);
    assert.deepEqual(plan({ inspect: false, shape: false, health: false }), [
      'train model.fit',
      'trainInspect model.fit',
      'trainInitializers model.fit',
    ]);
  });
});
