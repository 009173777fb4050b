import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { findingRules } from '../../../../extension/core/findings/findingRules';
import { rulesByFileSchemaOf, ruleSettingsSchemaOf } from '../../../../extension/core/findings/ruleSchema';

const file = path.join(__dirname, '../../../../package.json');
interface Manifest {
  contributes: {
    configurationDefaults: Record<string, unknown>;
    configuration: { properties: Record<string, object> };
  };
}
const update = process.env.LAYERGLASS_UPDATE === '1';

/** Pages of rules open as text is shown, not as source, whoever opens them: the links of problems know no commands. */
const pages = `**/dist/docs/{${findingRules.map(r => r.id).join(',')}}.md`;

describe('settings of rules in package.json', () => {
  for (const [name, schema] of [
    ['layerglass.rules', ruleSettingsSchemaOf(findingRules)],
    ['layerglass.rulesByFile', rulesByFileSchemaOf(findingRules)],
  ] as const)
    it(`${name} completes and checks the rules that there are (LAYERGLASS_UPDATE=1 writes it)`, () => {
      const manifest = JSON.parse(fs.readFileSync(file, 'utf8')) as Manifest;
      const { properties } = manifest.contributes.configuration;
      const { markdownDescription, scope, default: byDefault, ...own } = properties[name] as Record<string, unknown>;
      if (update) {
        properties[name] = { ...schema, default: byDefault, markdownDescription, scope };
        fs.writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
      } else assert.deepEqual(own, schema);
      assert.deepEqual(byDefault, {});
    });

  it('shows the pages of rules by the preview (LAYERGLASS_UPDATE=1 writes it)', () => {
    const manifest = JSON.parse(fs.readFileSync(file, 'utf8')) as Manifest;
    const defaults = manifest.contributes.configurationDefaults;
    const wanted = { [pages]: 'vscode.markdown.preview.editor' };
    if (update) {
      defaults['workbench.editorAssociations'] = wanted;
      fs.writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
    } else assert.deepEqual(defaults['workbench.editorAssociations'], wanted);
  });
});
