import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { findingRules } from '../../../../extension/core/findings/findingRules';
import { fileRules } from '../../../../extension/core/formats/findings/fileRules';
import { pageWithLimits, rulesTable } from './ruleTables';

const rules = path.join(__dirname, '../../../../extension/core/findings');
const update = process.env.LAYERGLASS_UPDATE === '1';
const camelCase = (id: string) => id.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

describe('findingRules', () => {
  const ofFiles = path.join(rules, '../formats/findings');
  for (const { id } of [...findingRules, ...fileRules]) {
    const page = path.join(rules, 'docs', `${id}.md`);
    it(`${id} has a file, a test and a page of its name`, () => {
      const isOfFiles = fileRules.some(rule => rule.id === id);
      for (const file of [
        path.join(isOfFiles ? ofFiles : rules, `${camelCase(id)}.ts`),
        path.join(__dirname, isOfFiles ? '../formats/findings' : '.', `${camelCase(id)}.test.ts`),
        page,
      ])
        assert.ok(fs.existsSync(file), file);
    });

    it(`${id}'s page says id, severity, quantity and default, what it means and what to do`, () => {
      const text = fs.readFileSync(page, 'utf8');
      assert.ok(text.startsWith(`# ${id}\n`));
      assert.ok(text.includes(`| **id** | \`${id}\` |`));
      for (const row of ['severity', 'quantity', 'default'])
        assert.match(text, new RegExp(`\\| \\*\\*${row}\\*\\* \\| \\S`));
      for (const head of ['What it means', 'What to do']) assert.match(text, new RegExp(`## ${head}\\n\\S`));
    });
  }

  for (const rule of findingRules)
    it(`${rule.id} has a title and a severity, and names its limits in its page (LAYERGLASS_UPDATE=1 writes them)`, () => {
      assert.match(rule.title, /^[A-Z].{10,80}[^.]$/);
      assert.ok(['error', 'warning', 'info'].includes(rule.severity));
      for (const [name, limit] of Object.entries(rule.limits)) {
        assert.match(name, /^[a-z][A-Za-z]+$/);
        assert.ok(Number.isFinite(limit.default) && limit.description.length > 10, name);
      }
      const file = path.join(rules, 'docs', `${rule.id}.md`);
      const page = fs.readFileSync(file, 'utf8');
      if (update) fs.writeFileSync(file, pageWithLimits(page, rule));
      else assert.equal(page, pageWithLimits(page, rule));
    });

  it('stand in one table, as they are (LAYERGLASS_UPDATE=1 writes it)', () => {
    const file = path.join(rules, 'docs', 'README.md');
    const pageOf = (id: string): string => fs.readFileSync(path.join(rules, 'docs', `${id}.md`), 'utf8');
    const table = rulesTable(findingRules, fileRules, pageOf);
    if (update) fs.writeFileSync(file, table);
    else assert.equal(fs.readFileSync(file, 'utf8'), table);
  });

  it('has every page’s rule, each id once', () => {
    const pages = fs.readdirSync(path.join(rules, 'docs')).map(name => name.replace(/\.md$/, ''));
    const ids = [...findingRules, ...fileRules].map(r => r.id);
    assert.deepEqual([...ids, 'README'].sort(), pages.sort());
  });
});
