import assert from 'node:assert/strict';
import { isCodeAt } from '../../../../language/analysis/isCodeAt';
import type { SourceLanguage } from '../../../../language/analysis/sourceFacts';

/** The lines, from 1, that begin as text. */
const textLines = (text: string, language: SourceLanguage): number[] => {
  let offset = 0;
  return text.split('\n').flatMap((line, i) => {
    const isCode = isCodeAt(text, language, offset);
    offset += line.length + 1;
    return isCode ? [] : [i + 1];
  });
};

describe('isCodeAt', () => {
  it('is true of code, comments and half-typed text', () => {
    assert.deepEqual(textLines('const a = f(\n  b,\n);\n/* c\n*/', 'typescript'), []);
    assert.deepEqual(textLines('const a = f({\n', 'javascript'), []);
    assert.deepEqual(textLines('', 'typescript'), []);
  });
  it('is false inside of a template, not where it holds code', () => {
    assert.deepEqual(textLines('const t = `a\nb ${\nf()\n}\nc`;\nd();', 'typescript'), [2, 5]);
    assert.deepEqual(textLines("const s = 'a\\\nb';\nc();", 'javascript'), [2]);
  });
  it('is false between the tags of JSX, not inside of braces and tags', () => {
    const jsx = 'const v = (\n  <p>\n    a\n    {f(\n      g(),\n    )}\n    <b\n      c="d"\n    />\n  </p>\n);';
    assert.deepEqual(textLines(jsx, 'typescriptreact'), [3, 4, 7, 10]);
  });
});
