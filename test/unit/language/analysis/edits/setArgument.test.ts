import assert from 'node:assert/strict';
import { inProgram, planned, set, type Edit } from './planned';

const he = set('kernelInitializer', 'heNormal');
const cases = (list: readonly [name: string, before: string, after: string, edit?: Edit][]): void => {
  for (const [name, before, after, edit = he] of list) it(name, () => assert.equal(inProgram(before, edit), after));
};

describe('setArgument', () => {
  describe('in an object at the call', () => {
    cases([
      ['one line', '@@tf.layers.dense({ units: 8 });', "tf.layers.dense({ units: 8, kernelInitializer: 'heNormal' });"],
      [
        'without blanks',
        '@@tf.layers.dense({units: 8});',
        "tf.layers.dense({units: 8, kernelInitializer: 'heNormal'});",
      ],
      [
        'one line, trailing comma',
        '@@tf.layers.dense({ units: 8, });',
        "tf.layers.dense({ units: 8, kernelInitializer: 'heNormal', });",
      ],
      [
        'many lines',
        'model.add(\n  @@tf.layers.dense({\n    units: 8,\n    name: "a"\n  })\n);',
        'model.add(\n  tf.layers.dense({\n    units: 8,\n    name: "a",\n    kernelInitializer: \'heNormal\'\n  })\n);',
      ],
      [
        'many lines, trailing comma, comment behind the last',
        '@@tf.layers.dense({\n\tunits: 8, // eight\n});',
        "tf.layers.dense({\n\tunits: 8, // eight\n\tkernelInitializer: 'heNormal',\n});",
      ],
      [
        'many lines, comment behind the last, no comma',
        '@@tf.layers.dense({\n  units: 8 // eight\n});',
        "tf.layers.dense({\n  units: 8, // eight\n  kernelInitializer: 'heNormal'\n});",
      ],
      [
        'lines with several properties each',
        "@@tf.layers.conv2d({\n  filters: 8, kernelSize: 3,\n  name: 'a', padding: 'same'\n});",
        "tf.layers.conv2d({\n  filters: 8, kernelSize: 3,\n  name: 'a', padding: 'same',\n  kernelInitializer: 'heNormal'\n});",
      ],
      ['empty', '@@tf.layers.flatten({});', "tf.layers.flatten({ kernelInitializer: 'heNormal' });"],
      ['none', '@@tf.layers.flatten();', "tf.layers.flatten({ kernelInitializer: 'heNormal' });"],
      [
        'only a comment',
        '@@tf.layers.flatten({ /* none */ });',
        "tf.layers.flatten({ /* none */ kernelInitializer: 'heNormal' });",
      ],
      [
        'only a line of comment',
        '@@tf.layers.flatten({ // none\n});',
        "tf.layers.flatten({ // none\n  kernelInitializer: 'heNormal'\n});",
      ],
      [
        'quoted keys',
        "@@tf.layers.dense({ 'units': 8 });",
        "tf.layers.dense({ 'units': 8, 'kernelInitializer': 'heNormal' });",
      ],
      [
        'replaces what is there',
        '@@tf.layers.dense({ kernelInitializer: tf.initializers.randomNormal({ stddev: 5 }), units: 8 });',
        "tf.layers.dense({ kernelInitializer: 'heNormal', units: 8 });",
      ],
      [
        'keeps the quotes of a literal',
        '@@tf.layers.dense({ kernelInitializer: "ones" });',
        'tf.layers.dense({ kernelInitializer: "heNormal" });',
      ],
      [
        'keeps a cast',
        "@@tf.layers.dense({ activation: 'relu' as const });",
        "tf.layers.dense({ activation: 'linear' as const });",
        set('activation', 'linear'),
      ],
      [
        'shorthand',
        "const kernelInitializer = 'ones';\n@@tf.layers.dense({ units: 8, kernelInitializer });",
        "const kernelInitializer = 'ones';\ntf.layers.dense({ units: 8, kernelInitializer: 'heNormal' });",
      ],
      [
        'a variable that others use too stays',
        'const init = tf.initializers.randomNormal({ stddev: 5 });\n@@tf.layers.dense({ kernelInitializer: init });\ntf.layers.dense({ kernelInitializer: init });',
        "const init = tf.initializers.randomNormal({ stddev: 5 });\ntf.layers.dense({ kernelInitializer: 'heNormal' });\ntf.layers.dense({ kernelInitializer: init });",
      ],
      [
        'after a spread',
        "@@tf.layers.dense({...base(), activation: 'relu'});",
        "tf.layers.dense({...base(), activation: 'relu', kernelInitializer: 'heNormal'});",
      ],
      [
        'before a spread that may override it: moved behind',
        "@@tf.layers.dense({ kernelInitializer: 'ones', units: 8, ...base() });",
        "tf.layers.dense({ units: 8, ...base(), kernelInitializer: 'heNormal' });",
      ],
      [
        'before a spread that is known not to have it',
        "const base = { units: 8 };\n@@tf.layers.dense({ kernelInitializer: 'ones', ...base });",
        "const base = { units: 8 };\ntf.layers.dense({ kernelInitializer: 'heNormal', ...base });",
      ],
      [
        'a number, a truth',
        '@@tf.layers.dense({ units: 8 });',
        'tf.layers.dense({ units: 8, useBias: false });',
        set('useBias', false),
      ],
      [
        'computed config stays computed',
        '@@tf.layers.dense({ [key]: 8 });',
        "tf.layers.dense({ [key]: 8, kernelInitializer: 'heNormal' });",
      ],
      [
        'satisfies and parentheses',
        '@@tf.layers.dense(({ units: 8 } satisfies DenseArgs));',
        "tf.layers.dense(({ units: 8, kernelInitializer: 'heNormal' } satisfies DenseArgs));",
      ],
    ]);
    it('sets a shape', () => {
      const shape: Edit = { kind: 'setArgument', name: 'inputShape', value: [12, null, 3] };
      assert.equal(
        inProgram('@@tf.layers.conv2d({ inputShape: [12, 12, 1] });', shape),
        'tf.layers.conv2d({ inputShape: [12, null, 3] });',
      );
    });

    it('follows the quotes, line ends and braces of the file', () => {
      assert.equal(
        planned('import * as tf from "@tensorflow/tfjs";\r\n@@tf.layers.dense({\r\n  units: 1\r\n});', he),
        'import * as tf from "@tensorflow/tfjs";\r\ntf.layers.dense({\r\n  units: 1,\r\n  kernelInitializer: "heNormal"\r\n});',
      );
      assert.equal(
        inProgram('f({a: 1});\n@@tf.layers.flatten();', he),
        "f({a: 1});\ntf.layers.flatten({kernelInitializer: 'heNormal'});",
      );
    });
  });

  describe('in a variable', () => {
    cases([
      [
        'that one call uses',
        'const config = {\n  units: 8,\n};\n@@tf.layers.dense(config);',
        "const config = {\n  units: 8,\n  kernelInitializer: 'heNormal',\n};\ntf.layers.dense(config);",
      ],
      [
        'that one call uses, with a word of a strict type',
        'const config = { units: 8 };\n@@tf.layers.dense(config);',
        "const config = { units: 8, activation: 'relu' as const };\ntf.layers.dense(config);",
        set('activation', 'relu'),
      ],
      [
        'that other calls use: on top of it',
        'const config = { units: 8 };\n@@tf.layers.dense(config);\ntf.layers.dense(config);',
        "const config = { units: 8 };\ntf.layers.dense({ ...config, kernelInitializer: 'heNormal' });\ntf.layers.dense(config);",
      ],
      [
        'that all calls of the remedy use, and no other',
        'const config = { units: 8 } as const;\n@@tf.layers.dense(config);\n@@tf.layers.dense(config);',
        "const config = { units: 8, kernelInitializer: 'heNormal' } as const;\ntf.layers.dense(config);\ntf.layers.dense(config);",
      ],
      [
        'that is exported',
        'export const config = { units: 8 };\n@@tf.layers.dense(config);',
        "export const config = { units: 8 };\ntf.layers.dense({ ...config, kernelInitializer: 'heNormal' });",
      ],
      [
        'that is made by a call',
        '@@tf.layers.dense(options(8));',
        "tf.layers.dense({ ...options(8), kernelInitializer: 'heNormal' });",
      ],
      [
        'in a parameter: refused',
        'const block = config => @@tf.layers.dense(config);\nblock({}), block({});',
        'refused: `config` is handed in by the callers',
      ],
    ]);
  });

  describe('in every way to build a layer', () => {
    cases(
      [
        [
          'destructured',
          'const { dense } = tf.layers;\nmodel.add(@@dense({ units: 8 }));',
          "const { dense } = tf.layers;\nmodel.add(dense({ units: 8, kernelInitializer: 'heNormal' }));",
        ],
        [
          'in sequential, with apply behind',
          'const m = tf.sequential({ layers: [@@tf.layers.dense({ units: 8 })] });\nconst y = @@tf.layers.dense({ units: 1 }).apply(x) as tf.SymbolicTensor;',
          "const m = tf.sequential({ layers: [tf.layers.dense({ units: 8, kernelInitializer: 'heNormal' })] });\nconst y = tf.layers.dense({ units: 1, kernelInitializer: 'heNormal' }).apply(x) as tf.SymbolicTensor;",
        ],
        [
          'a class',
          'class Own extends tf.layers.Layer {}\n@@new Own({ units: 8 });\n@@new Own;\n@@new Own();',
          "class Own extends tf.layers.Layer {}\nnew Own({ units: 8, kernelInitializer: 'heNormal' });\nnew Own({ kernelInitializer: 'heNormal' });\nnew Own({ kernelInitializer: 'heNormal' });",
        ],
        [
          'arguments by position: refused',
          "@@new Attention(8, 'relu');",
          'refused: Attention takes its arguments by position',
        ],
        ['spread arguments: refused', '@@tf.layers.dense(...args);', 'refused: the arguments of this call are spread'],
      ].map(([name, before, after]) => [name, before, after] as [string, string, string]),
    );
    it('JSX in TypeScript needs its own language', () =>
      assert.match(
        inProgram('const a = <p>{@@tf.layers.dense({ units: 8 }).name}</p>;', he, 'typescriptreact'),
        /heNormal/,
      ));
    it('CommonJS', () =>
      assert.equal(
        planned(
          "const tf = require('@tensorflow/tfjs');\nmodel.add(@@tf.layers.dense({ units: 8 }))",
          he,
          'javascript',
        ),
        "const tf = require('@tensorflow/tfjs');\nmodel.add(tf.layers.dense({ units: 8, kernelInitializer: 'heNormal' }))",
      ));
  });

  describe('values that differ', () => {
    cases([
      [
        'from caller to caller: refused',
        'function block(units, act) { return @@tf.layers.dense({ units, activation: act }); }\nblock(1, "relu"); block(2, "tanh");',
        'refused: `act` is a parameter of block: each caller gives its own',
        set('activation', 'linear'),
      ],
      [
        'shorthand of a parameter: refused',
        'const block = (activation) => @@tf.layers.dense({ activation });\nblock(1); block(2);',
        'refused: `activation` is a parameter of block: each caller gives its own',
        set('activation', 'linear'),
      ],
      [
        'from turn to turn: refused',
        "for (const activation of ['relu', 'tanh']) model.add(@@tf.layers.dense({ activation }));",
        'refused: `activation` differs from turn to turn of the loop',
        set('activation', 'linear'),
      ],
      [
        'a function that is called once is as good as written there',
        'function build(stddev) { return @@tf.layers.dense({ kernelInitializer: tf.initializers.randomNormal({ stddev }) }); }\nbuild(5);',
        "function build(stddev) { return tf.layers.dense({ kernelInitializer: 'heNormal' }); }\nbuild(5);",
      ],
      [
        'called once, but in a loop with a value of each turn: refused',
        'function build(stddev) { return @@tf.layers.dense({ kernelInitializer: tf.initializers.randomNormal({ stddev }) }); }\nfor (const s of [1, 2]) build(s);',
        'refused: `s` differs from turn to turn of the loop',
      ],
      [
        'a constant made of a parameter: refused',
        'function block(stddev) { const init = tf.initializers.randomNormal({ stddev }); return @@tf.layers.dense({ kernelInitializer: init }); }\nblock(1); block(2);',
        'refused: `stddev` is a parameter of block: each caller gives its own',
      ],
      [
        'a member of a class that other files use: refused',
        'export class Net { build() { return @@tf.layers.dense({ kernelInitializer: this.init }); } }',
        'refused: `this.init` may differ from object to object',
      ],
      [
        'a member of a class with one object, and of TensorFlow.js',
        'class Net { tf = tf; build() { return @@this.tf.layers.dense({ kernelInitializer: this.tf.initializers.ones({ a: this.a }) }); } }\nnew Net();',
        "class Net { tf = tf; build() { return this.tf.layers.dense({ kernelInitializer: 'heNormal' }); } }\nnew Net();",
      ],
      [
        'functions that call each other come to an end',
        'function f(a) { g(a); return @@tf.layers.dense({ kernelInitializer: a }); }\nfunction g(b) { f(b); }',
        'refused: its value comes from too far away',
      ],
      [
        'a property that callers do not give is set for all',
        'function block(units) { return @@tf.layers.dense({ units }); }\nblock(1); block(2);',
        "function block(units) { return tf.layers.dense({ units, kernelInitializer: 'heNormal' }); }\nblock(1); block(2);",
      ],
      [
        'a parameter called tf is TensorFlow.js',
        'const make = (tf: typeof import("@tensorflow/tfjs")) => @@tf.layers.dense({ kernelInitializer: tf.initializers.ones({}) });\nmake(a); make(b);',
        'const make = (tf: typeof import("@tensorflow/tfjs")) => tf.layers.dense({ kernelInitializer: \'heNormal\' });\nmake(a); make(b);',
      ],
    ]);
    it('one call that is to get two values is refused', () =>
      assert.equal(
        inProgram('for (;;) @@tf.layers.dense({ units: 8 });', [he, set('kernelInitializer', 'glorotNormal')]),
        'refused: one call builds layers that need different values',
      ));
  });

  describe('null removes', () => {
    const none = set('activation', null);
    cases([
      ['the first', "@@tf.layers.dense({ activation: 'relu', units: 8 });", 'tf.layers.dense({ units: 8 });', none],
      ['the last', "@@tf.layers.dense({ units: 8, activation: 'relu' });", 'tf.layers.dense({ units: 8 });', none],
      [
        'the last, trailing comma',
        "@@tf.layers.dense({ units: 8, activation: 'relu', });",
        'tf.layers.dense({ units: 8, });',
        none,
      ],
      ['the only one', "@@tf.layers.dense({ activation: 'relu' });", 'tf.layers.dense({});', none],
      [
        'a line with its comment',
        "@@tf.layers.dense({\n  units: 8, // eight\n  activation: 'relu', // squash\n  name: 'a',\n});",
        "tf.layers.dense({\n  units: 8, // eight\n  name: 'a',\n});",
        none,
      ],
      [
        'the last line, without a comma',
        "@@tf.layers.dense({\n  units: 8, // eight\n  activation: 'relu'\n});",
        'tf.layers.dense({\n  units: 8 // eight\n});',
        none,
      ],
      [
        'the last on a line of several',
        "@@tf.layers.dense({\n  units: 8, activation: 'relu',\n  name: 'a',\n});",
        "tf.layers.dense({\n  units: 8,\n  name: 'a',\n});",
        none,
      ],
      ['what is not there: refused', '@@tf.layers.dense({ units: 8 });', 'refused: `activation` is not set here', none],
      ['without arguments: refused', '@@tf.layers.dense();', 'refused: `activation` is not set here', none],
      [
        'what a spread may hold: refused',
        "@@tf.layers.dense({ ...base(), activation: 'relu' });",
        'refused: `activation` may come from another object that is spread here',
        none,
      ],
    ]);
  });

  describe('of compile and fit', () => {
    const sparse = set('loss', 'sparseCategoricalCrossentropy');
    cases([
      [
        'a loss',
        "@@model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });",
        "model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });",
        sparse,
      ],
      [
        'a loss that is a function',
        "@@model.compile({ optimizer: 'adam', loss: tf.losses.meanSquaredError });",
        "model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });",
        sparse,
      ],
      [
        'the one loss of a list, of an object',
        "@@model.compile({ loss: ['categoricalCrossentropy'] });\n@@other.compile({ loss: { out: 'categoricalCrossentropy' } });",
        "model.compile({ loss: ['sparseCategoricalCrossentropy'] });\nother.compile({ loss: { out: 'sparseCategoricalCrossentropy' } });",
        sparse,
      ],
      [
        'several losses: refused',
        "@@model.compile({ loss: ['a', 'b'] });",
        'refused: each output has a loss of its own',
        sparse,
      ],
      [
        'the epochs of fit, which has no options yet',
        'await @@model.fit(xs, ys);\nawait @@model.fit(xs, ys, { batchSize: 4 });',
        'await model.fit(xs, ys, { epochs: 9 });\nawait model.fit(xs, ys, { batchSize: 4, epochs: 9 });',
        set('epochs', 9),
      ],
      [
        'the epochs of fitDataset',
        'await @@model.fitDataset(ds, { epochs: 1 });',
        'await model.fitDataset(ds, { epochs: 9 });',
        set('epochs', 9),
      ],
      [
        'a chain: the name tells which call is meant',
        "@@build().compile({ loss: 'a' });",
        "build().compile({ loss: 'sparseCategoricalCrossentropy' });",
        sparse,
      ],
    ]);
  });

  it('makes several edits of one call', () => {
    const both = [he, set('activation', 'relu'), set('useBias', null)];
    const at = (text: string) => inProgram(text, both);
    assert.equal(
      at('@@tf.layers.dense({ useBias: true });'),
      "tf.layers.dense({ kernelInitializer: 'heNormal', activation: 'relu' });",
    );
    assert.equal(
      at('@@tf.layers.dense({ units: 4, useBias: true });'),
      "tf.layers.dense({ units: 4, kernelInitializer: 'heNormal', activation: 'relu' });",
    );
  });

  it('refuses text with errors, a place without a call, and what is so already', () => {
    assert.equal(inProgram('@@tf.layers.dense({ units: 8', he), 'refused: the file has a syntax error');
    assert.equal(inProgram('@@ tf.layers.dense({ units: 8 })', he), 'refused: the call is not there any more');
    assert.equal(inProgram("@@tf.layers.dense({ kernelInitializer: 'heNormal' })", he), 'refused: it is so already');
  });
});
