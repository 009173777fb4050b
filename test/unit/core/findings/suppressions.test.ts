import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { suppressionsOf } from '../../../../extension/core/findings/suppressions';

/** The lines of the text on which the rule is switched off. */
const offLines = (source: string, rule = 'dead-units'): number[] => {
  const suppressions = suppressionsOf(source);
  return source.split('\n').flatMap((_, i) => (suppressions.isSuppressed({ line: i + 1 }, rule) ? [i + 1] : []));
};
const lines = (...text: string[]): string => text.join('\n');

describe('suppressionsOf', () => {
  it('switches rules off on the next line, and there only', () => {
    const source = lines('a', '// layerglass-disable-next-line dead-units', 'b', 'c');
    assert.deepEqual(offLines(source), [3]);
    assert.deepEqual(offLines(source, 'overfitting'), []);
    assert.deepEqual(offLines(lines('/* layerglass-disable-next-line', ' dead-units */', 'b', 'c')), [3]);
  });

  it('switches rules off on the comment’s own line', () => {
    assert.deepEqual(offLines(lines('a', 'b // layerglass-disable-line dead-units', 'c')), [2]);
    assert.deepEqual(offLines(lines('a /* layerglass-disable-line dead-units */ b', 'c')), [1]);
    assert.deepEqual(offLines(lines('a /* layerglass-disable-line', '*/ b', 'c')), [1, 2]);
  });

  it('switches rules off from a place on, until they are switched on again', () => {
    assert.deepEqual(offLines(lines('a', '/* layerglass-disable dead-units */', 'b', 'c')), [2, 3, 4]);
    assert.deepEqual(
      offLines(lines('/* layerglass-disable dead-units */', 'b', '/* layerglass-enable dead-units */', 'c')),
      [1, 2],
    );
    const all = lines(
      '// layerglass-disable',
      'b',
      '// layerglass-enable dead-units',
      'c',
      '// layerglass-enable',
      'd',
    );
    assert.deepEqual(
      [offLines(all), offLines(all, 'overfitting')],
      [
        [1, 2],
        [1, 2, 3, 4],
      ],
    );
    const others = lines('// layerglass-disable dead-units', '// layerglass-enable overfitting', 'b');
    assert.deepEqual(offLines(others), [1, 2, 3]);
    // A line by itself stays off whatever is switched on before.
    assert.deepEqual(offLines(lines('// layerglass-enable', '// layerglass-disable-next-line', 'b', 'c')), [3]);
  });

  it('tells places before and behind the comment on one line', () => {
    const { isSuppressed } = suppressionsOf('a(); /* layerglass-disable */ b();');
    assert.equal(isSuppressed({ line: 1, column: 1 }, 'x'), false);
    assert.equal(isSuppressed({ line: 1, column: 31 }, 'x'), true);
  });

  it('takes several names, no name for all, and a reason', () => {
    const several = '// layerglass-disable-next-line overfitting, dead-units,saturated-units -- it is a toy\nx';
    for (const rule of ['overfitting', 'dead-units', 'saturated-units']) assert.deepEqual(offLines(several, rule), [2]);
    for (const rule of ['it', 'toy', 'loss-not-falling']) assert.deepEqual(offLines(several, rule), []);
    assert.deepEqual(offLines('// layerglass-disable-next-line\nx', 'anything'), [2]);
    assert.deepEqual(offLines('// layerglass-disable-next-line -- a toy\nx', 'anything'), [2]);
    assert.deepEqual(offLines('/** layerglass-disable-next-line\n * dead-units\n */\nx'), [4]);
    assert.deepEqual(offLines('/** layerglass-disable-next-line\n * dead-units\n */\nx', 'overfitting'), []);
  });

  it('is not taken in by other words', () => {
    for (const comment of [
      '// layerglass-disable-next-lines',
      '// layerglass-disabled',
      '// see layerglass-disable',
      '// layerglass disable',
      '// eslint-disable-next-line',
      '// Layerglass-Disable',
      '// layerglass-constructor',
    ])
      assert.deepEqual(offLines(`${comment}\nx`), [], comment);
  });

  it('reads comments only: not strings, templates, regular expressions', () => {
    for (const code of [
      "'/* layerglass-disable */'",
      '"// layerglass-disable"',
      "'\\'// layerglass-disable'",
      "'one \\\n// layerglass-disable'",
      '`\n// layerglass-disable\n`',
      '`${a}// layerglass-disable ${`${b} /* layerglass-disable */`} /* layerglass-disable */`',
      '`\\`\\${ // layerglass-disable`',
      '`$ $$ // layerglass-disable`',
      'return /[/*] layerglass-disable *\\//',
      'x = /a\\// + "// layerglass-disable"',
    ])
      assert.deepEqual(offLines(`${code}\nx`), [], code);
  });

  it('finds comments behind what looks like the beginning of something else', () => {
    for (const code of [
      "const a = b / c; '",
      'const it = /["\'`]/;',
      'const re = /[`/]{2}/g;',
      'if (a) /`/.test(a);',
      'for /* each */ (const a of (b)) /`/.test(a);',
      "if (a) b; (a) / b + '`';",
      'x = y / 2 / `${z}`;',
      '`${ { a: "}" }.a }`;',
      '`${`${a}`}`;',
      "it's",
      'f(`${a /* } ` */}`)',
      'a++ / b;',
    ])
      assert.deepEqual(offLines(`${code}\n// layerglass-disable-next-line\nx`), [3], code);
    assert.deepEqual(offLines('#!/usr/bin/env `\n// layerglass-disable-next-line\nx'), [3]);
    assert.deepEqual(offLines('f(`${a // layerglass-disable-line\n}`)'), [1]);
    assert.deepEqual(offLines('a // layerglass-disable-line dead-units\r\nb\r\n'), [1]);
  });

  it('never throws, and ends, whatever it is given', () => {
    const pieces = fc.constantFrom(
      '`',
      '${',
      '}',
      '{',
      '/',
      '*',
      '//',
      '/*',
      '*/',
      '"',
      "'",
      '\\',
      '[',
      ']',
      '\n',
      'a',
    );
    fc.assert(
      fc.property(fc.array(pieces), parts => {
        offLines(parts.join('') + '\n// layerglass-disable-line');
      }),
    );
    const long = '/'.repeat(50_000) + "'\\".repeat(50_000) + '`${'.repeat(50_000) + '/[a'.repeat(50_000);
    offLines('// layerglass-disable\n' + long);
  });
});
