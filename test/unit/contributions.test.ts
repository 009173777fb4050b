import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import {
  commands,
  contextKeys,
  extensionId,
  internalCommands,
  languages,
  modelFileViewTypes,
  panelViewType,
  settingNames,
  settingsSection,
  views,
} from '../../extension/contributions';

interface Manifest {
  name: string;
  publisher: string;
  activationEvents: string[];
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
  contributes: {
    commands: { command: string; title: string; category: string; enablement?: string }[];
    menus: Record<string, { command: string; when?: string }[]>;
    keybindings: { command: string; when?: string }[];
    viewsContainers: { activitybar: { id: string; icon: string }[] };
    views: Record<string, { id: string }[]>;
    viewsWelcome: { view: string; contents: string }[];
    configuration: { properties: Record<string, { default: unknown; markdownDescription?: string }> };
  };
}
const root = path.join(__dirname, '../..');
const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest;
const { contributes } = manifest;
const sorted = (list: Iterable<string>): string[] => [...list].sort();

describe('package.json and contributions.ts', () => {
  it('name the extension alike', () => assert.equal(`${manifest.publisher}.${manifest.name}`, extensionId));

  it('have the same commands, each with a title and our category', () => {
    assert.deepEqual(sorted(contributes.commands.map(c => c.command)), sorted(Object.values(commands)));
    for (const { title, category } of contributes.commands) {
      assert.ok(title.length > 0);
      assert.equal(category, 'Layerglass');
    }
  });

  it('keep internal commands out of package.json', () => {
    const text = JSON.stringify(manifest);
    for (const id of Object.values(internalCommands)) assert.ok(!text.includes(`"${id}"`), id);
  });

  it('have the same settings, each with a default and a description', () => {
    const names = settingNames.map(name => `${settingsSection}.${name}`);
    assert.deepEqual(sorted(Object.keys(contributes.configuration.properties)), sorted(names));
    for (const [name, property] of Object.entries(contributes.configuration.properties)) {
      assert.notEqual(property.default, undefined, name);
      assert.ok(property.markdownDescription, name);
    }
  });

  it('restrict settings that exist to trusted workspaces, those that start a process among them', () => {
    const restricted = manifest.capabilities.untrustedWorkspaces.restrictedConfigurations;
    for (const name of restricted) assert.ok(contributes.configuration.properties[name], name);
    for (const name of ['nodePath', 'tensorflowPath', 'programs'])
      assert.ok(restricted.includes(`${settingsSection}.${name}`), name);
  });

  it('have the same views', () => {
    assert.deepEqual(
      contributes.viewsContainers.activitybar.map(c => c.id),
      [views.container],
    );
    assert.deepEqual(
      contributes.views[views.container]?.map(v => v.id),
      [views.checkpoints],
    );
    for (const { view } of contributes.viewsWelcome) assert.equal(view, views.checkpoints);
  });

  it('put only commands that exist into menus, and ask only for context keys that are set', () => {
    const known = new Set<string>([
      ...Object.values(commands),
      ...Object.values(contextKeys),
      ...Object.values(views),
      ...Object.values(modelFileViewTypes),
    ]);
    for (const [menu, items] of Object.entries(contributes.menus))
      for (const { command, when } of items) {
        assert.ok(Object.values<string>(commands).includes(command), `${menu}: ${command}`);
        for (const [id] of (when ?? '').matchAll(/layerglass\.\w+/g)) assert.ok(known.has(id), `${menu}: ${id}`);
      }
  });

  it('bind keys only to commands that exist, and only where the view has the focus', () => {
    for (const { command, when } of contributes.keybindings) {
      assert.ok(Object.values<string>(commands).includes(command), command);
      assert.match(when ?? '', new RegExp(`focusedView == ${views.checkpoints}\\b.*!inputFocus`));
    }
  });

  it('use every context key', () => {
    const text = JSON.stringify(contributes.menus);
    const unused = Object.values(contextKeys).filter(key => !text.includes(key));
    assert.deepEqual(unused, []);
  });

  it('link to commands that exist, or are VS Code’s own', () => {
    for (const { contents } of contributes.viewsWelcome)
      for (const [, id] of contents.matchAll(/\(command:([\w.]+)\)/g))
        assert.ok(id?.startsWith('workbench.') || Object.values<string>(commands).includes(id ?? ''), id);
  });

  it('activate for each language and for panels of an earlier window', () => {
    for (const language of languages) assert.ok(manifest.activationEvents.includes(`onLanguage:${language}`), language);
    assert.ok(manifest.activationEvents.includes(`onWebviewPanel:${panelViewType}`));
  });

  it('has the files that it names', () => {
    for (const { icon } of contributes.viewsContainers.activitybar)
      assert.ok(fs.existsSync(path.join(root, icon)), icon);
  });
});
