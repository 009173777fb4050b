import assert from 'node:assert/strict';
import { internalCommands } from '../../../../extension/contributions';
import type { Remedy } from '../../../../extension/protocol/finding';
import { findingLinks, writeFindings, type HoverFinding } from '../../../../language/providers/findingHover';
import { finding } from './knownLayers';

const remedy = (label: string): Remedy => ({ label, edits: [] });
const shown = (over: Partial<HoverFinding> = {}, labels: string[] = []): HoverFinding => ({
  finding: finding({ meaning: 'It grows.', advice: 'Use less.', remedies: labels.map(remedy) }),
  ref: { program: '/p.ts', rule: 'poor-initialization', fit: null, model: 'm', layer: 'l' },
  refusals: labels.map(() => null),
  isStale: false,
  ...over,
});
function written(findings: HoverFinding[]): string {
  let markdown = '';
  const append = (t: string) => (markdown += t);
  writeFindings({ appendText: append, appendMarkdown: append }, findings);
  return markdown.replaceAll('\\', '');
}

describe('findings in a hover', () => {
  it('say what they mean and what to do', () => assert.equal(written([shown()]), '\n\nIt grows. Use less.'));
  it('say why a remedy cannot be made, unless the source has changed anyway', () => {
    const refused = { refusals: ['the file has a syntax error'] };
    const text = 'By hand: Use relu, since the file has a syntax error.';
    assert.ok(written([shown(refused, ['Use relu'])]).endsWith(text));
    assert.ok(!written([shown({ ...refused, isStale: true }, ['Use relu'])]).includes('By hand'));
  });
  it('are no Markdown, whatever a run folder says', () => {
    let markdown = '';
    const append = (t: string) => (markdown += t);
    const hostile = finding({ meaning: '[x](command:evil) <img src=x> `a`', advice: '![y](http://z)' });
    writeFindings({ appendText: append, appendMarkdown: append }, [shown({ finding: hostile })]);
    assert.match(markdown, /\\\[x\\\] \\\(command\\:evil\\\) \\<img/);
    assert.doesNotMatch(markdown, /[^\\]\]\(/);
  });
  it('link to what can be made, each once, and to their pages', () => {
    const links = findingLinks([shown({}, ['Use relu', 'Use elu', 'third']), shown({}, ['Use relu'])]);
    assert.deepEqual(
      links.map(l => [l.title, l.command]),
      [
        ['Use relu', internalCommands.applyRemedy],
        ['Use elu', internalCommands.applyRemedy],
        ['About poor-initialization', internalCommands.openRule],
      ],
    );
    assert.deepEqual(links[1]!.arguments, [shown().ref, 1]);
    assert.equal(findingLinks([shown({ refusals: ['no'] }, ['Use relu'])]).length, 1);
  });
  it('link to another look where the source has changed', () =>
    assert.deepEqual(
      findingLinks([shown({ isStale: true }, ['Use relu'])]).map(l => l.title),
      ['Inspect again', 'About poor-initialization'],
    ));
});
