import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { findingRules } from '../../extension/core/findings/findingRules';
import type { Finding } from '../../extension/protocol/finding';
import { cleanUp, runToEnd } from './support/trial';

const folder = path.join(__dirname, 'programs/rules');

/** What one of these programs, named for its rule, must give: the finding of that rule, at the line that says so. */
interface RuleProgram {
  rule: string;
  text: string;
  line: number;
  mode: 'train' | 'inspect';
}
const programs: RuleProgram[] = fs.readdirSync(folder).map(name => {
  const text = fs.readFileSync(path.join(folder, name), 'utf8');
  const lines = text.split('\n');
  return {
    rule: path.basename(name, '.ts'),
    text,
    line: lines.findIndex(l => l.endsWith('// finding')) + 1,
    mode: lines[0]!.includes('mode: train') ? 'train' : 'inspect',
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

  for (const { rule, text, line, mode } of programs)
    it(`${rule}: found at its line`, async () => {
      const findings = await findingsOf(text, mode);
      const finding = findings.find(f => f.rule === rule && f.site?.line === line);
      assert.ok(finding, `line ${line}; found: ${inShort(findings).join('\n')}`);
      assert.ok(finding.message.length <= 60 && finding.meaning && finding.advice, JSON.stringify(finding));
      assert.ok(Object.keys(finding.evidence).length, 'it has evidence');
    });
});
