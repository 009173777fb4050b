import assert from 'node:assert/strict';
import { inProgram, planned, type Edit } from './planned';

const norm: Edit = { kind: 'insertLayer', layer: 'batchNormalization', arguments: {} };
const drop: Edit = { kind: 'insertLayer', layer: 'dropout', arguments: { rate: 0.5 } };
const remove: Edit = { kind: 'removeLayer' };
const cases = (edit: Edit, list: readonly [name: string, before: string, after: string][]): void => {
  for (const [name, before, after] of list) it(name, () => assert.equal(inProgram(before, edit), after));
};

describe('insertLayer', () => {
  cases(norm, [
    [
      'after model.add',
      '  model.add(@@tf.layers.dense({ units: 8 })); // hidden\n  next();',
      '  model.add(tf.layers.dense({ units: 8 })); // hidden\n  model.add(tf.layers.batchNormalization());\n  next();',
    ],
    [
      'after model.add of many lines, without semicolons',
      'this.model.add(\n  @@tf.layers.dense({\n    units: 8\n  })\n)\nnext()',
      'this.model.add(\n  tf.layers.dense({\n    units: 8\n  })\n)\nthis.model.add(tf.layers.batchNormalization())\nnext()',
    ],
    [
      'where several statements share a line',
      'model.add(@@tf.layers.dense({})); model.add(last);',
      'model.add(tf.layers.dense({})); model.add(tf.layers.batchNormalization()); model.add(last);',
    ],
    [
      'in a loop without braces',
      'for (const units of sizes) model.add(@@tf.layers.dense({ units }));',
      'for (const units of sizes) { model.add(tf.layers.dense({ units })); model.add(tf.layers.batchNormalization()); }',
    ],
    [
      'in a list on one line',
      'tf.sequential({ layers: [a, @@tf.layers.dense({}), b] });\ntf.sequential({ layers: [@@tf.layers.dense({})] });',
      'tf.sequential({ layers: [a, tf.layers.dense({}), tf.layers.batchNormalization(), b] });\ntf.sequential({ layers: [tf.layers.dense({}), tf.layers.batchNormalization()] });',
    ],
    [
      'in a list of many lines',
      'tf.sequential({\n  layers: [\n    @@tf.layers.dense({}), // first\n    @@tf.layers.dense({ units: 2 })\n  ],\n});',
      'tf.sequential({\n  layers: [\n    tf.layers.dense({}), // first\n    tf.layers.batchNormalization(),\n    tf.layers.dense({ units: 2 }),\n    tf.layers.batchNormalization()\n  ],\n});',
    ],
    [
      'in a list that is gone through',
      'const stack = [@@tf.layers.dense({})];\nfor (const layer of stack) model.add(layer);',
      'const stack = [tf.layers.dense({}), tf.layers.batchNormalization()];\nfor (const layer of stack) model.add(layer);',
    ],
    [
      'around apply, the variable and its cast kept',
      'const x = @@tf.layers.dense({ units: 8 }).apply(input) as tf.SymbolicTensor;',
      'const x = tf.layers.batchNormalization().apply(tf.layers.dense({ units: 8 }).apply(input)) as tf.SymbolicTensor;',
    ],
    [
      'around an inner apply of a chain',
      'const y = tf.layers.dense({}).apply(@@tf.layers.flatten().apply(input));',
      'const y = tf.layers.dense({}).apply(tf.layers.batchNormalization().apply(tf.layers.flatten().apply(input)));',
    ],
    [
      'around the one apply of a layer in a variable',
      'const layer = @@tf.layers.dense({});\nlet x = layer.apply(input);\nlayer.getWeights();',
      'const layer = tf.layers.dense({});\nlet x = tf.layers.batchNormalization().apply(layer.apply(input));\nlayer.getWeights();',
    ],
    [
      'of a shared layer: refused',
      'const layer = @@tf.layers.dense({});\nf(layer.apply(a), layer.apply(b));',
      'refused: `layer` is used in 2 places of the model',
    ],
    [
      'of a helper that only builds: refused',
      'const make = units => @@tf.layers.dense({ units });',
      'refused: the layer is built by a function and takes its place where that is called',
    ],
    [
      'inside of a wrapper: refused',
      'model.add(tf.layers.timeDistributed({ layer: @@tf.layers.dense({}) }));',
      'refused: the layer is inside of another one',
    ],
    [
      'cells are no layers in a row: refused',
      'tf.layers.rnn({ cell: [@@tf.layers.lstmCell({})] });',
      'refused: it is not known where the layer of tf.layers.lstmCell takes its place',
    ],
    [
      'with the name that the file has for layers',
      'const { layers: L } = tf;\nconst { dense } = L;\nmodel.add(@@L.dense({}));\nmodel.add(@@dense({}));',
      'const { layers: L } = tf;\nconst { dense } = L;\nmodel.add(L.dense({}));\nmodel.add(L.batchNormalization());\nmodel.add(dense({}));\nmodel.add(tf.layers.batchNormalization());',
    ],
  ]);
  it('has arguments', () =>
    assert.equal(
      inProgram('model.add(@@tf.layers.dense({}));', drop),
      'model.add(tf.layers.dense({}));\nmodel.add(tf.layers.dropout({ rate: 0.5 }));',
    ));
  it('imports the name where the file takes single names', () => {
    assert.equal(
      planned(
        "import { sequential } from '@tensorflow/tfjs';\nimport { Own } from './own';\nsequential({ layers: [@@new Own({})] });",
        norm,
      ),
      "import { sequential, layers } from '@tensorflow/tfjs';\nimport { Own } from './own';\nsequential({ layers: [new Own({}), layers.batchNormalization()] });",
    );
    assert.equal(
      planned(
        "const { sequential } = require('@tensorflow/tfjs');\nsequential({ layers: [@@new Own({})] });",
        norm,
        'javascript',
      ),
      "const { sequential, layers } = require('@tensorflow/tfjs');\nsequential({ layers: [new Own({}), layers.batchNormalization()] });",
    );
  });
});

describe('removeLayer', () => {
  cases(remove, [
    [
      'with its statement and line',
      'model.add(a);\nmodel.add(@@tf.layers.softmax()); // twice\nmodel.add(b);',
      'model.add(a);\nmodel.add(b);',
    ],
    ['of several statements on a line', 'f(); model.add(@@tf.layers.softmax()); g();', 'f();  g();'],
    ['that is all of an if', 'if (a) model.add(@@tf.layers.dropout({ rate: 1 }));', 'if (a) {}'],
    ['from a list', 'tf.sequential({ layers: [a, @@tf.layers.softmax(), b] });', 'tf.sequential({ layers: [a, b] });'],
    [
      'from the end of a list of many lines',
      'tf.sequential({\n  layers: [\n    a,\n    @@tf.layers.softmax()\n  ]\n});',
      'tf.sequential({\n  layers: [\n    a\n  ]\n});',
    ],
    ['from a chain', 'const y = f(@@tf.layers.softmax().apply(x));', 'const y = f(x);'],
    [
      'from a chain in the middle',
      'const y = tf.layers.dense({}).apply(@@tf.layers.softmax().apply(tf.layers.flatten().apply(x)));',
      'const y = tf.layers.dense({}).apply(tf.layers.flatten().apply(x));',
    ],
    [
      'that is all of an assignment',
      'let x = i;\nx = @@tf.layers.softmax().apply(x) as T;\nuse(x);',
      'let x = i;\nuse(x);',
    ],
    ['in a variable', 'const s = @@tf.layers.softmax();\nconst y = s.apply(x);', 'const y = x;'],
    [
      'in a variable that others use',
      'const s = @@tf.layers.softmax();\nmodel.add(s);\nlog(s.name);',
      'const s = tf.layers.softmax();\nlog(s.name);',
    ],
    [
      'with the shape of the input: refused',
      'model.add(@@tf.layers.softmax({ inputShape: [4] }));',
      'refused: the layer gives the model the shape of its input',
    ],
    ['that joins: refused', 'const y = @@tf.layers.add().apply([a, b]);', 'refused: the layer joins several inputs'],
  ]);
  it('leaves nothing to edit', () =>
    assert.equal(
      inProgram('model.add(@@tf.layers.dense({}));\nmodel.build();', [remove, norm]),
      'refused: one of its edits takes the call away',
    ));
  it('takes out several', () =>
    assert.equal(
      inProgram('tf.sequential({ layers: [@@tf.layers.softmax(), @@tf.layers.softmax(), b] });', remove),
      'tf.sequential({ layers: [b] });',
    ));
});
