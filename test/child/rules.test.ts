import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { findingRules } from '../../extension/core/findings/findingRules';
import type { Finding } from '../../extension/protocol/finding';
import { mended } from './support/mended';
import { cleanUp, runToEnd } from './support/trial';

const folder = path.join(__dirname, 'programs/rules');

/** What one of these programs, named for its rule, must give: the finding of that rule, at the line that says so. */
interface RuleProgram {
  rule: string;
  text: string;
  line: number;
  mode: 'train' | 'inspect';
  /** Name of an evidence that the quick fix makes smaller, where it does not mend all of it. */
  eases: string | null;
}
const programs: RuleProgram[] = fs.readdirSync(folder).map(name => {
  const text = fs.readFileSync(path.join(folder, name), 'utf8');
  const lines = text.split('\n');
  return {
    rule: path.basename(name, '.ts'),
    text,
    line: lines.findIndex(l => l.endsWith('// finding')) + 1,
    mode: lines[0]!.includes('mode: train') ? 'train' : 'inspect',
    eases: /eases: (\w+)/.exec(lines[0]!)?.[1] ?? null,
  };
});

async function findingsOf(text: string, mode: RuleProgram['mode']): Promise<Finding[]> {
  const { state } = await runToEnd({ 'train.ts': text }, { mode });
  return state.findings;
}
const inShort = (findings: readonly Finding[]): string[] =>
  findings.map(f => `${f.rule} ${f.severity} line ${f.site?.line}: ${f.message}`);

describe('A program for each rule', () => {
  afterEach(cleanUp);

  it('there is one', () => {
    assert.deepEqual(programs.map(p => p.rule).sort(), findingRules.map(r => r.id).sort());
  });

  for (const { rule, text, line, mode, eases } of programs)
    it(`${rule}: found at its line, gone after its quick fix`, async () => {
      const findings = await findingsOf(text, mode);
      const finding = findings.find(f => f.rule === rule && f.site?.line === line);
      assert.ok(finding, `line ${line}; found: ${inShort(findings).join('\n')}`);
      assert.ok(finding.message.length <= 60 && finding.meaning && finding.advice, JSON.stringify(finding));
      assert.ok(Object.keys(finding.evidence).length, 'it has evidence');
      const [remedy] = finding.remedies;
      if (!remedy) return;
      const after = mended(text, remedy);
      const left = (await findingsOf(after, mode)).filter(f => f.rule === rule && f.layer === finding.layer);
      if (eases && left[0]) assert.ok(Number(left[0].evidence[eases]) < Number(finding.evidence[eases]));
      else assert.deepEqual(inShort(left), [], `${remedy.label}\n${after}`);
    });
});
