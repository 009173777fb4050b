import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands, settingsSection } from '../../../extension/contributions';
import { activate, openFile, runToEnd, smallProgram, until } from './workspaceFile';

const lensesOf = async (document: vscode.TextDocument): Promise<vscode.CodeLens[]> =>
  (await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 100)) ?? [];

/** Lines, counted from 1, that have a lens with this text. */
const linesWith = (lenses: vscode.CodeLens[], text: string) =>
  lenses.filter(l => l.command?.title.includes(text)).map(l => l.range.start.line + 1);

/** Lines, counted from 1, that match. */
const linesOf = (document: vscode.TextDocument, pattern: RegExp) =>
  document
    .getText()
    .split('\n')
    .flatMap((line, i) => (pattern.test(line) ? [i + 1] : []));

describe('lenses', () => {
  before(activate);

  for (const [file, pattern] of [
    ['digits/train.ts', /tf\.layers\./],
    ['custom-loop/train.js', /tf\.layers\./],
    ['functional/train.ts', /new AbsoluteDifference|tf\.layers\.dense/],
  ] as const)
    it(`stand above every layer call of ${file}`, async () => {
      const document = await openFile(file);
      const expected = linesOf(document, pattern);
      const lines = await until('lenses', async () => {
        const found = linesWith(await lensesOf(document), 'Inspect layer');
        return found.length >= expected.length ? found : undefined;
      });
      assert.deepEqual(
        expected.filter(line => !lines.includes(line)),
        [],
      );
    });

  it('offer to train and to inspect above fit', async () => {
    const document = await openFile('digits/train.ts');
    const fit = linesOf(document, /model\.fit\(/);
    await until('lenses above fit', async () => {
      const lenses = await lensesOf(document);
      return linesWith(lenses, 'Train model')[0] === fit[0] && linesWith(lenses, 'Inspect model')[0] === fit[0];
    });
  });

  it('go away with their setting', async () => {
    const document = await openFile('digits/train.ts');
    const settings = vscode.workspace.getConfiguration(settingsSection);
    await settings.update('codeLens.inspect', false, vscode.ConfigurationTarget.Workspace);
    try {
      await until('no lens', async () => linesWith(await lensesOf(document), 'Inspect layer').length === 0);
    } finally {
      await settings.update('codeLens.inspect', undefined, vscode.ConfigurationTarget.Workspace);
    }
    await until('lenses again', async () => linesWith(await lensesOf(document), 'Inspect layer').length > 0);
  });

  it('know shape, parameters and health after an inspection, and say so when the source has changed', async () => {
    const api = await activate();
    const document = await openFile('inspected.ts', smallProgram());
    const state = await runToEnd(api, commands.inspect, 'inspected.ts');
    assert.equal(state.error, null);
    assert.equal(state.epochs.length, 0);
    const line = linesOf(document, /units: 8/)[0]!;
    const titles = await until('figures', async () => {
      const found = (await lensesOf(document)).filter(l => l.range.start.line + 1 === line).map(l => l.command!.title);
      return found.some(t => t.includes('params')) ? found : undefined;
    });
    assert.ok(
      titles.some(t => t.includes('8') && t.includes('40 params')),
      titles.join(),
    );
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), '// changed\nconst changed = 1;\n');
    await vscode.workspace.applyEdit(edit);
    await until('a note', async () => linesWith(await lensesOf(document), 'source changed').length > 0);
    await document.save();
  });
});
