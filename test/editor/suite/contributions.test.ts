import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands, extensionId, settingNames, settingsSection } from '../../../extension/contributions';

describe('contributions', () => {
  before(() => vscode.extensions.getExtension(extensionId)!.activate());

  it('registers every command', async () => {
    const registered = await vscode.commands.getCommands(true);
    assert.deepEqual(
      Object.values(commands).filter(c => !registered.includes(c)),
      [],
    );
  });

  it('has every setting, with a default', () => {
    const configuration = vscode.workspace.getConfiguration(settingsSection);
    for (const name of settingNames) assert.notEqual(configuration.inspect(name)?.defaultValue, undefined, name);
  });
});
