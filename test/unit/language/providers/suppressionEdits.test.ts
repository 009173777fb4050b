import assert from 'node:assert/strict';
import { suppressionsOf } from '../../../../extension/core/findings/suppressions';
import {
  commentAbove,
  commentBefore,
  commentInFile,
  type Insertion,
} from '../../../../language/providers/suppressionEdits';

function inserted(text: string, { line, character, text: added }: Insertion): string {
  const lines = text.split(/(?<=\n)/);
  const own = lines[line] ?? '';
  lines[line] = own.slice(0, character) + added + own.slice(character);
  return lines.join('');
}

describe('comments that switch a rule off', () => {
  it('stand above a line, indented as it is, with the line ends of the file', () => {
    const text = 'a();\r\n\tb();\r\n';
    const after = inserted(text, commentAbove(text, 1, 'all-zeros'));
    assert.equal(after, 'a();\r\n\t// layerglass-disable-next-line all-zeros\r\n\tb();\r\n');
    assert.equal(suppressionsOf(after).isSuppressed({ line: 3 }, 'all-zeros'), true);
    assert.equal(suppressionsOf(after).isSuppressed({ line: 3 }, 'dead-units'), false);
  });
  it('stand before a call in a line that begins as text', () => {
    const text = '  {f()}\n';
    const after = inserted(text, commentBefore({ line: 0, character: 3 }, 'all-zeros'));
    assert.equal(after, '  {/* layerglass-disable-line all-zeros */ f()}\n');
    assert.equal(suppressionsOf(after).isSuppressed({ line: 1 }, 'all-zeros'), true);
  });
  it('stand at the beginning of a file, after #!', () => {
    for (const [text, expected] of [
      ['a();\n', '// layerglass-disable all-zeros\na();\n'],
      ['', '// layerglass-disable all-zeros\n'],
      ['#!/usr/bin/env node\na();\n', '#!/usr/bin/env node\n// layerglass-disable all-zeros\na();\n'],
      ['#!/usr/bin/env node', '#!/usr/bin/env node\n// layerglass-disable all-zeros\n'],
    ] as const) {
      const after = inserted(text, commentInFile(text, 'all-zeros'));
      assert.equal(after, expected);
      assert.equal(suppressionsOf(after).isSuppressed({ line: 9, column: 1 }, 'all-zeros'), true);
    }
  });
});
