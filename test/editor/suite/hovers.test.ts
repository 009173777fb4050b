import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '../../../extension/contributions';
import { activate, openFile, runToEnd, smallProgram, until } from './workspaceFile';

describe('hover', () => {
  it('gives a layer its figures and a histogram', async () => {
    const api = await activate();
    const document = await openFile('hovered.ts', smallProgram());
    await runToEnd(api, commands.inspect, 'hovered.ts');
    const position = document.positionAt(document.getText().indexOf('dense({ units: 8') + 1);
    const text = await until('hover', async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        position,
      );
      const all = hovers.flatMap(h => h.contents.map(c => (typeof c === 'string' ? c : c.value))).join('\n');
      return all.includes('data:image/svg') ? all : undefined;
    });
    // Markdown writes spaces as entities and escapes signs.
    const plain = text.replaceAll('&nbsp;', ' ').replaceAll('\\', '');
    assert.match(plain, /8·4 \+ 8 = 40/);
    assert.match(plain, /\| *&emsp;mean/);
  });
});
