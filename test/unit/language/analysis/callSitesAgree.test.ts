import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { expressionStart } from '../../../../extension/child/watch/sites/expressionStart';
import { tokenize } from '../../../../extension/child/watch/sites/sourceTokens';
import { analyzeSource } from '../../../../language/analysis/analyzeSource';
import { languageOfPath } from '../../../../language/analysis/languageOfPath';

const folder = path.join(import.meta.dirname, '../../../fixtures/analysis');

/** Where V8 says that a call is: `new`, the last name of the callee, or the parenthesis of its arguments. */
function reportedBy(text: string, { start, calleeEnd }: { start: number; calleeEnd: number }): number {
  const callee = text.slice(start, calleeEnd);
  if (/^new\b/.test(callee)) return start;
  const isOptionalCall = text.startsWith('?.', calleeEnd);
  if (isOptionalCall || /[)\]]$/.test(callee)) return text.indexOf('(', calleeEnd);
  return start + /[\w$]+$/.exec(callee)!.index;
}

describe('sites of a run', () => {
  for (const name of fs.readdirSync(folder).filter(languageOfPath))
    it(`are where the analysis of ${name} has its calls`, () => {
      const text = fs.readFileSync(path.join(folder, name), 'utf8');
      const tokens = tokenize(text);
      const { calls } = analyzeSource(text, languageOfPath(name)!);
      const show = (offset: number) => `${offset}: ${text.slice(offset, offset + 30)}`;
      assert.deepEqual(
        calls.map(c => show(expressionStart(tokens, reportedBy(text, c)))),
        calls.map(c => show(c.start)),
      );
    });
});
