import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import fc from 'fast-check';
import { analyzeSource } from '../../../../language/analysis/analyzeSource';
import { noFacts, type SourceLanguage } from '../../../../language/analysis/sourceFacts';

const folder = path.join(import.meta.dirname, '../../../fixtures/analysis');
const languageOf: Record<string, SourceLanguage> = {
  '.ts': 'typescript',
  '.tsx': 'typescriptreact',
  '.js': 'javascript',
};
const programs = fs
  .readdirSync(folder)
  .filter(f => languageOf[path.extname(f)])
  .map(name => ({
    name,
    language: languageOf[path.extname(name)]!,
    text: fs.readFileSync(path.join(folder, name), 'utf8'),
  }));
const lineOf = (text: string, offset: number) => text.slice(0, offset).split('\n').length;

describe('analyzeSource', () => {
  for (const { name, language, text } of programs) {
    it(`finds what is marked in ${name}, and nothing else`, () => {
      const marked = [...text.matchAll(/\/\*@(\w+) (\w+)\*\//g)].map(
        m => `${lineOf(text, m.index)}: ${m[1]} ${m[2]} at ${m.index + m[0].length}`,
      );
      const found = analyzeSource(text, language).calls.map(
        c => `${lineOf(text, c.start)}: ${c.role} ${c.name} at ${c.start}`,
      );
      assert.deepEqual(found, marked);
    });
  }
  it('gives the callee without its arguments, and the call to its end', () => {
    const text = "import * as tf from '@tensorflow/tfjs';\nm.add(tf.layers.dense({ units: 1 }).apply(x));";
    const [call] = analyzeSource(text, 'javascript').calls;
    assert.equal(text.slice(call!.start, call!.calleeEnd), 'tf.layers.dense');
    assert.equal(text.slice(call!.start, call!.end), 'tf.layers.dense({ units: 1 })');
  });
  it('says what is imported at run time', () => {
    const imports = (name: string) => {
      const { text, language } = programs.find(p => p.name === name)!;
      const facts = analyzeSource(text, language);
      for (const m of facts.relativeImports)
        assert.equal(text.slice(m.start, m.start + m.specifier.length), m.specifier);
      return [facts.isProgram, facts.relativeImports.map(m => m.specifier)];
    };
    assert.deepEqual(imports('plain.ts'), [true, ['./data/load', '../shared/metrics']]);
    assert.deepEqual(imports('commonjs.js'), [true, ['./data', '../helper.cjs']]);
    assert.deepEqual(imports('classes.tsx'), [true, ['./attention', './blocks']]);
    assert.deepEqual(imports('helperFile.js'), [false, []]);
    assert.deepEqual(imports('reexported.ts'), [false, ['./setup', '../lib/tensorflow', './tf']]);
    assert.equal(analyzeSource("import type * as tf from '@tensorflow/tfjs';", 'typescript').isProgram, false);
  });
  it('has no facts of text without TensorFlow.js, of an empty one, and of one that is nested too deep', () => {
    for (const text of ['', 'const layers2 = 1;', `// @tensorflow\n${'('.repeat(100_000)}`])
      assert.deepEqual(analyzeSource(text, 'typescript'), noFacts);
  });
  it('does not throw on a program cut off anywhere, and stays inside the text', function () {
    this.timeout(60_000);
    const cuts = fc.record({
      program: fc.constantFrom(...programs),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(cuts, ({ program, share }) => {
        const text = program.text.slice(0, Math.floor(share * program.text.length));
        for (const call of analyzeSource(text, program.language).calls) {
          assert.ok(0 <= call.start && call.start < call.calleeEnd && call.calleeEnd <= call.end);
          assert.ok(call.end <= text.length);
        }
      }),
      { numRuns: 400 },
    );
  });
  it('does not throw on damaged programs', function () {
    this.timeout(60_000);
    const damage = fc.record({
      program: fc.constantFrom(...programs),
      at: fc.nat(2000),
      length: fc.nat(40),
      text: fc.string({ unit: fc.constantFrom(...'(){}[]<>`\'"/*.,;=$\\\n\u{1F600}') }),
    });
    fc.assert(
      fc.property(damage, d => {
        const { text, language } = d.program;
        const damaged = text.slice(0, d.at) + d.text + text.slice(d.at + d.length);
        for (const call of analyzeSource(damaged, language).calls) assert.ok(call.end <= damaged.length);
      }),
      { numRuns: 300 },
    );
  });
  it('finds exactly the calls of generated programs', () => {
    const prefix = fc.constantFrom('tf.layers.', 'L.', 'layers.', 'tf["layers"].', '(tf).layers.');
    const statement = fc.record({
      prefix,
      layer: fc.constantFrom('dense', 'conv2d', 'flatten', 'newLayerOfTomorrow'),
      before: fc.constantFrom('', 'model.add(', 'const x = ', 'if (a) b = [1, ', 'f(`${', '  return '),
      noise: fc.constantFrom('', '// tf.layers.dense()\n', '/* L.dense( */ ', '"layers.dense()";\n', 'const 𝒳 = 1;\n'),
    });
    const closing: Record<string, string> = { 'model.add(': ')', 'if (a) b = [1, ': ']', 'f(`${': '}`)' };
    fc.assert(
      fc.property(fc.array(statement), statements => {
        let text =
          "import * as tf from '@tensorflow/tfjs';\nimport { layers } from '@tensorflow/tfjs';\nconst L = layers;\n";
        const expected: { name: string; start: number }[] = [];
        for (const [i, s] of statements.entries()) {
          text += `function f${i}() {\n${s.noise}${s.before}`;
          expected.push({ name: s.layer, start: text.length });
          text += `${s.prefix}${s.layer}({ name: 'layers.dense()' })${closing[s.before] ?? ''};\n}\n`;
        }
        const found = analyzeSource(text, 'javascript').calls.map(({ name, start }) => ({ name, start }));
        assert.deepEqual(found, expected);
      }),
    );
  });
});
