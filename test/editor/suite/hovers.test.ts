import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { commands } from '../../../extension/contributions';
import { activate, openFile, runToEnd, smallProgram, until, uriOf } from './workspaceFile';

/** The Markdown of all that is shown at a place. */
async function hoverAt(document: vscode.TextDocument, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    position,
  );
  return hovers.flatMap(h => h.contents.map(c => (typeof c === 'string' ? c : c.value))).join('\n');
}

describe('hover', () => {
  it('gives a layer its figures and a histogram', async () => {
    const api = await activate();
    const document = await openFile('hovered.ts', smallProgram());
    await runToEnd(api, commands.inspect, 'hovered.ts');
    const position = document.positionAt(document.getText().indexOf('dense({ units: 8') + 1);
    const text = await until('hover', async () => {
      const all = await hoverAt(document, position);
      return all.includes('data:image/svg') ? all : undefined;
    });
    // Markdown writes spaces as entities and escapes signs.
    const plain = text.replaceAll('&nbsp;', ' ').replaceAll('\\', '');
    assert.match(plain, /8·4 \+ 8 = 40/);
    assert.match(plain, /\| *&emsp;mean/);
  });

  it('says what a path in TypeScript and in Python names, where it exists', async () => {
    await activate();
    const write = (file: string, bytes: Uint8Array) => vscode.workspace.fs.writeFile(uriOf(file), bytes);
    const weights = [{ name: 'd/kernel', shape: [4, 2], dtype: 'float32' }];
    const model = { modelTopology: null, weightsManifest: [{ paths: ['w.bin'], weights }] };
    await write('named/model.json', new TextEncoder().encode(JSON.stringify(model)));
    await write('named/w.bin', new Uint8Array(32));
    await write('named/best.h5', new Uint8Array(1500));
    const typescript = await openFile(
      'loading.ts',
      "import * as tf from '@tensorflow/tfjs';\nconst dir = 'file://./named';\ntf.loadLayersModel(`${dir}/model.json`);\ntf.loadLayersModel('file://./gone/model.json');\n",
    );
    const at = (document: vscode.TextDocument, text: string) =>
      hoverAt(document, document.positionAt(document.getText().indexOf(text) + 2));
    const shown = await at(typescript, '/model.json`');
    assert.match(shown, /model\\?\.json/);
    assert.match(shown, /TensorFlow\\?\.js/);
    assert.match(shown, /\[Reveal\]\(command:revealInExplorer\?/);
    // what the reader found
    assert.match(shown, /\|parameters\|\s*8\|/);
    assert.match(shown, /data:image\/svg/);
    assert.doesNotMatch(await at(typescript, 'gone/model'), /TensorFlow/);

    const python = await openFile('load.py', "model.load_weights('named/best.h5')\n");
    assert.match((await at(python, 'named/best')).replaceAll('&nbsp;', ' '), /HDF5 · 1\\?\.5 kB/);
    const settings = vscode.workspace.getConfiguration('layerglass');
    await settings.update('hover.checkpoints', false, vscode.ConfigurationTarget.Workspace);
    assert.equal(await at(python, 'named/best'), '');
    await settings.update('hover.checkpoints', undefined, vscode.ConfigurationTarget.Workspace);
  });
});
