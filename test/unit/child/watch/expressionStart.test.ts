import assert from 'node:assert/strict';
import fc from 'fast-check';
import { expressionStart } from '../../../../extension/child/watch/sites/expressionStart';
import { tokenize } from '../../../../extension/child/watch/sites/sourceTokens';

/** `‹` is where the expression starts, `›` the position that V8 reports; neither is part of the text. */
function check(marked: string): void {
  const text = marked.replace(/[‹›]/g, '');
  const expected = marked.replace('›', '').indexOf('‹');
  const reported = marked.replace('‹', '').indexOf('›');
  const found = expressionStart(tokenize(text), reported);
  assert.equal(found, expected, `found «${text.slice(found, found + 20)}»`);
}

describe('start of a call', () => {
  const cases: Record<string, string> = {
    'a member chain': 'model.add(‹tf.layers.›conv2d({ filters: 3 }))',
    'a bare name': 'const x = ‹›sequential();',
    'line breaks': 'x =\n ‹tf\n  .layers\n  .›dense({})',
    'comments with quotes': "y = ‹tf // don't\n .layers /* it's */ .›dense({})",
    'optional chaining': 'return ‹tf?.layers?.›dense({})',
    'an optional call': 'return ‹tf.layers.›dense?.({})',
    'a non-null assertion': 'f(‹tf!.layers!.›dense({}))',
    'a type assertion': 'f(‹(tf as any).layers.›dense({}))',
    'a computed name': "a = ‹tf.layers['dense'›]({ units: 1 })",
    'a computed name, from its inside': 'a = ‹tf.layers[›name]({ units: 1 })',
    'an element of a list is no computed name': 'const l = [‹›make(1), 2]',
    'an index is no computed name': 'l[‹›make(1)]',
    new: 'const l = ‹›new MyLayer(1)',
    'new with a path': 'const l = ‹›new layers.MyLayer(1)',
    'new before the name': 'const l = ‹new ns.›MyLayer(1)',
    'the result of a call': 'z = ‹make(a, (b))[0].layers.›dense({})',
    'a chain on a layer': 'z = ‹tf.layers.dense({ a: [1, "}"] }).›apply(x)',
    'new, then a call': 'z = ‹new Model().›add(l)',
    'type arguments': 'z = ‹make<Map<string, number>>(1).›build()',
    'await is not part of it': 'const m = await ‹tf.›loadLayersModel(url)',
    'return is not part of it': 'return ‹(a || b).›build()',
    'an arrow body': 'list.map(n => ‹tf.layers.›dense({ units: n }))',
    'a spread': 'f(...‹tf.›list())',
    'in a template': 'const s = `${‹tf.layers.›dense({}).name} and ${x}`;',
    'a template as receiver': 'z = ‹`a${b}c`.›trim()',
    'after a regular expression': 'a = /[/"]+/g; b = ‹tf.layers.›dense({})',
    'after a division': 'a = b / c / d; e = ‹tf.›dense()',
    'a condition before a group': 'if (x) ‹(a).›b()',
    'the parenthesis of the arguments': 'z = ‹tf.layers.dense›({})',
    'a private member': 'z = ‹this.#layers.›dense({})',
    'an object property': '({ hidden: ‹tf.layers.›dense({}) })',
    negation: 'z = !‹tf.›ready()',
    'a text in another language': 'const größe = ‹模型.›建立()',
    'after a string that is not closed': "const t = 'broken\nz = ‹tf.layers.›dense({})",
    'after JSX text': "const t = <p>Don't</p>;\nz = ‹tf.layers.›dense({})",
  };
  for (const [name, marked] of Object.entries(cases)) it(name, () => check(marked));

  it('beyond the text: the offset itself', () => assert.equal(expressionStart(tokenize('abc'), 99), 99));
  it('empty text', () => assert.equal(expressionStart(tokenize(''), 0), 0));

  it('never fails, never moves forward past the token, whatever the text', () => {
    const piece = fc.constantFrom(
      ...'()[]{}`"\'/.?!<>;=,$ \n',
      '${',
      '/*',
      '*/',
      '//',
      'new',
      'tf',
      'x',
      '1',
      '\\',
      '=>',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), fc.nat(80), (pieces, offset) => {
        const text = pieces.join('');
        const tokens = tokenize(text);
        for (const t of tokens) {
          assert.equal(t.text, text.slice(t.start, t.end));
          if (t.match >= 0) assert.equal(tokens[tokens[t.match]!.match], t);
        }
        const start = expressionStart(tokens, offset);
        const at = tokens.find(t => t.end > offset);
        assert.ok(start <= Math.max(offset, at?.start ?? 0));
      }),
      { numRuns: 500 },
    );
  });
});
