import assert from 'node:assert/strict';
import { importSpecifiers, importsTensorFlow, trainsModel } from '../../../../extension/host/programs/programSource';

describe('importsTensorFlow', () => {
  for (const text of [
    `import * as tf from '@tensorflow/tfjs';`,
    `const tf = require("@tensorflow/tfjs-node");`,
    `import '@tensorflow/tfjs-backend-wasm/dist/index.js'`,
    'const tf = await import(`@tensorflow/tfjs-node-gpu`)',
  ])
    it(`is true for ${text}`, () => assert.equal(importsTensorFlow(text), true));

  for (const text of ['', `// import '@tensorflow/tfjs'`, `/* require('@tensorflow/tfjs') */`, `import 'tensorflow'`])
    it(`is false for ${JSON.stringify(text)}`, () => assert.equal(importsTensorFlow(text), false));
});

describe('trainsModel', () => {
  for (const text of [
    'await model.fit(xs, ys)',
    'model?.fitDataset(d)',
    'optimizer\n  .minimize(() => loss)',
    'o.applyGradients(g)',
  ])
    it(`is true for ${JSON.stringify(text)}`, () => assert.equal(trainsModel(text), true));
  for (const text of ['export const model = tf.sequential();', '// model.fit(x)', 'outfit(x)', 'const fit = 1;'])
    it(`is false for ${JSON.stringify(text)}`, () => assert.equal(trainsModel(text), false));
});

describe('importSpecifiers', () => {
  it('finds each way to import, once, in order', () => {
    const text = `
      import './side-effect';
      import def, { a as b } from "./named";
      import type { T } from './types';
      export * from './again';
      const x = require('./required'), y = await import('./dynamic');
      import {
        several,
      } from './lines';
      // import './comment'
      import './side-effect';`;
    assert.deepEqual(importSpecifiers(text), [
      './side-effect',
      './named',
      './types',
      './again',
      './required',
      './dynamic',
      './lines',
    ]);
  });
});
