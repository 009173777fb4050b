import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { findingRules } from '../../../../extension/core/findings/findingRules';

const rules = path.join(__dirname, '../../../../extension/core/findings');
const camelCase = (id: string) => id.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

describe('findingRules', () => {
  for (const { id } of findingRules) {
    const page = path.join(rules, 'docs', `${id}.md`);
    it(`${id} has a file, a test and a page of its name`, () => {
      for (const file of [
        path.join(rules, `${camelCase(id)}.ts`),
        path.join(__dirname, `${camelCase(id)}.test.ts`),
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

  it('has every page’s rule, each id once', () => {
    const pages = fs.readdirSync(path.join(rules, 'docs')).map(name => name.replace(/\.md$/, ''));
    assert.deepEqual(findingRules.map(r => r.id).sort(), pages.sort());
  });
});
