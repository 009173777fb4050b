import assert from 'node:assert/strict';
import fc from 'fast-check';
import { analyzeSource } from '../../../../../language/analysis/analyzeSource';
import { hasSyntaxErrors, parseSource } from '../../../../../language/analysis/parseSource';
import { planEdits, type LocatedEdit } from '../../../../../language/analysis/edits/planEdits';
import { applyEdits } from '../../../../../language/analysis/edits/textEdits';
import type { SourceLanguage } from '../../../../../language/analysis/sourceFacts';
import type { SourceEdit } from '../../../../../extension/protocol/finding';

const site = { file: 'train.ts', line: 1, column: 1 };
const property = fc.constantFrom(
  'units: 8',
  "activation: 'relu'",
  "kernelInitializer: 'ones'",
  'useBias',
  '...base',
  '[key]: 1',
  "'name': `a${1}`",
  'filters: 3 /* three */',
  "activation: on ? 'relu' : undefined",
  'onBuild() { return { a: 1, }; }',
  'kernelInitializer: tf.initializers.randomNormal({ stddev: 2, })',
);
const list = fc.record({
  items: fc.uniqueArray(property, { maxLength: 5, selector: p => p.split(/[:(]/)[0] }),
  isMany: fc.boolean(),
  hasComma: fc.boolean(),
  comment: fc.constantFrom('', ' // why', ' /* why */'),
  lineEnd: fc.constantFrom('\n', '\r\n'),
  indent: fc.constantFrom('  ', '\t'),
});
const object = list.map(({ items, isMany, hasComma, comment, lineEnd, indent }) => {
  const end = hasComma && items.length > 0 ? ',' : '';
  if (!isMany) return `{ ${items.join(', ')}${end} }`;
  const lines = items.map((item, i) => {
    const separator = i < items.length - 1 ? ',' : end;
    return `${indent}${item}${separator}${comment}`;
  });
  return ['{', ...lines, '}'].join(lineEnd);
});
/** A layer's call in one of the ways to write it, `#` where the call begins. */
const placed = fc.record({
  object,
  callee: fc.constantFrom('tf.layers.dense', 'layers.dense', 'dense', 'L.dense', 'new Own', "tf['layers'].dense"),
  around: fc.constantFrom(
    'model.add(?);',
    'model.add(?)\nmodel.build()',
    'const m = tf.sequential({ layers: [a, ?, b] });',
    'const m = tf.sequential({\n  layers: [\n    a,\n    ?\n  ]\n});',
    'let x = ?.apply(input) as tf.SymbolicTensor;',
    'const y = f(?.apply(tf.layers.flatten().apply(input)), 2);',
    'for (const u of sizes) model.add(?);',
    'if (deep) model.add(?); else g();',
    'class Net { build() { this.model.add(?); } }',
    'const block = (n: number) => ?.apply(n as never);',
    'const layer = ?;\nmodel.add(layer);',
    'switch (k) { case 1: model.add(?); break; }',
  ),
});
const edit: fc.Arbitrary<SourceEdit> = fc.constantFrom<SourceEdit>(
  { kind: 'setArgument', site, name: 'kernelInitializer', value: 'heNormal' },
  { kind: 'setArgument', site, name: 'activation', value: null },
  { kind: 'setArgument', site, name: 'activation', value: "it's" },
  { kind: 'setArgument', site, name: 'units', value: 1e-7 },
  { kind: 'insertLayer', site, layer: 'batchNormalization', arguments: {} },
  { kind: 'insertLayer', site, layer: 'dropout', arguments: { rate: 0.5 } },
  { kind: 'removeLayer', site },
);
const head = `import * as tf from '@tensorflow/tfjs';
const { layers } = tf, { dense } = tf.layers, L = layers;
class Own extends tf.layers.Layer {}
`;
const language: SourceLanguage = 'typescript';

/** What is not the edit's: the text without blanks and commas. */
const gist = (text: string): string => text.replace(/[\s,;]+/g, '');

describe('edits in every style', () => {
  it('parse, keep what they do not change, and do what they say', function () {
    this.timeout(60_000);
    let made = 0;
    fc.assert(
      fc.property(
        fc.array(placed, { minLength: 1, maxLength: 3 }),
        fc.array(edit, { minLength: 1, maxLength: 3 }),
        (places, edits) => {
          let text = head;
          const offsets: number[] = [];
          for (const [i, { object: config, callee, around }] of places.entries()) {
            const [before, after] = around.split('?') as [string, string];
            text += `function f${i}() {\n${before}`;
            offsets.push(text.length);
            text += `${callee}(${config})${after}\n}\n`;
          }
          assert.ok(!hasSyntaxErrors(parseSource(text, language)), text);
          const located: LocatedEdit[] = edits.map((e, i) => ({ edit: e, offset: offsets[i % offsets.length]! }));
          const plan = planEdits(text, language, located);
          if (plan.edits === null) return assert.match(plan.refusal, /^[^\s].*[^.]$/);
          made++;
          const after = applyEdits(text, plan.edits);
          assert.ok(!hasSyntaxErrors(parseSource(after, language)), after);
          // the calls that were there are there, one more for each layer put in, one less for each taken out
          const count = (t: string) => analyzeSource(t, language).calls.filter(c => c.role === 'layer').length;
          const distinct = [...new Map(located.map(l => [`${l.offset}${JSON.stringify(l.edit)}`, l.edit])).values()];
          const change = distinct.reduce(
            (n, e) => n + (e.kind === 'insertLayer' ? 1 : e.kind === 'removeLayer' ? -1 : 0),
            0,
          );
          assert.equal(count(after), count(text) + change, after);
          if (edits.length === 1 && edits[0]!.kind === 'setArgument') {
            const { name, value } = edits[0]!;
            // once set, there is nothing to set
            const offset = offsets[0]!;
            const again = planEdits(after, language, [{ edit: edits[0]!, offset }]);
            assert.match(again.refusal ?? 'made', value === null ? /is not set here/ : /^it is so already/, after);
            if (value !== null) assert.ok(after.includes(name));
          }
          if (edits.length === 1 && edits[0]!.kind === 'insertLayer') {
            // what was there is there still, in its order
            const inserted = gist(after);
            let at = 0;
            for (const character of gist(text)) {
              at = inserted.indexOf(character, at) + 1;
              assert.ok(at > 0, after);
            }
          }
        },
      ),
      { numRuns: 500 },
    );
    assert.ok(made > 100, `only ${made} were made`);
  });

  it('never throw on programs cut off anywhere', function () {
    this.timeout(60_000);
    const whole = `${head}const m = tf.sequential({ layers: [tf.layers.dense({ units: 1, ...base })] });
m.compile({ optimizer: tf.train.adam(LR), loss: ['a'] });
await m.fit([xs], ys, { validationData: [a, b], callbacks: { onEpochEnd() {} } });
`;
    const kinds: SourceEdit[] = [
      { kind: 'setLearningRate', site, rate: 1 },
      { kind: 'divideInputs', site, divisor: 255 },
      { kind: 'addCallback', site, callback: 'earlyStopping', arguments: {} },
      { kind: 'removeLayer', site },
      { kind: 'setArgument', site, name: 'loss', value: 'b' },
    ];
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(whole.length), fc.constantFrom(...kinds), (end, offset, one) => {
        const plan = planEdits(whole.slice(0, end), 'typescript', [{ edit: one, offset }]);
        assert.ok(plan.edits !== null || plan.refusal.length > 0);
      }),
      { numRuns: 1000 },
    );
  });
});
